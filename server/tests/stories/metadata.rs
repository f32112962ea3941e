//! What strict clients require of the metadata, and what they show to people (D1, D9).

use crate::server::{Answer, Server, post};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use server::config::Config;

const OAUTH: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

async fn get(server: &Server, path: &str, language: &str) -> Answer {
    let request = Request::get(path).header("accept-language", language).header("cookie", "lang=ar");
    server.send(request.body(Body::empty()).expect("a request")).await
}

/// Whether a member is a list of texts that isn't empty.
fn is_list(document: &Value, name: &str) -> bool {
    let values = document[name].as_array();
    values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string))
}

#[tokio::test]
async fn both_metadata_documents_have_what_strict_readers_require() {
    let public_url = "https://id.example".parse().expect("a URL");
    let server = Server::with(Config { public_url, ..Config::default() }).await;
    for (path, has_authorization_endpoint) in [(OAUTH, false), (OPENID, true)] {
        let document = get(&server, path, "en").await.json();
        assert_eq!(document["issuer"], "https://id.example");
        for (name, value) in document.as_object().expect("an object") {
            let is_address = name.ends_with("_endpoint") || name.ends_with("_uri");
            let is_https = value.as_str().is_some_and(|value| value.starts_with("https://id.example/"));
            assert!(!is_address || is_https, "{path}: {name}");
            assert!(!name.ends_with("_supported") || is_list(&document, name), "{path}: {name}");
        }
        // RFC 8414 §2, and OpenID Connect Discovery §3 except RS256.
        for name in ["token_endpoint", "jwks_uri", "device_authorization_endpoint", "userinfo_endpoint"] {
            assert!(document[name].is_string(), "{path}: {name}");
        }
        for name in ["response_types", "subject_types", "id_token_signing_alg_values", "grant_types", "scopes"] {
            assert!(is_list(&document, &format!("{name}_supported")), "{path}: {name}");
        }
        assert_eq!(document["subject_types_supported"], serde_json::json!(["public"]));
        assert_eq!(document.get("authorization_endpoint").is_some(), has_authorization_endpoint, "{path}");
    }
}

#[tokio::test]
async fn the_examples_of_the_api_document_are_what_is_served() {
    let described: Value = serde_json::from_str(include_str!("../../src/routes/oauth/openapi.json")).expect("JSON");
    let public_url = "https://id.example".parse().expect("a URL");
    let server = Server::with(Config { public_url, ..Config::default() }).await;
    for path in [OAUTH, OPENID] {
        let document = get(&server, path, "en").await.json();
        let content = &described["paths"][path]["get"]["responses"]["200"]["content"];
        let mut example = content["application/json"]["example"].clone();
        example["ui_locales_supported"] = document["ui_locales_supported"].clone(); // each new language is one more
        assert_eq!(document, example, "{path}");
    }
    let page = &described["components"]["responses"]["AuthorizePage"]["content"]["text/html"]["example"];
    assert_eq!(get(&server, "/oauth/authorize", "en").await.text, *page);
}

#[tokio::test]
async fn the_authorization_endpoint_is_a_page_in_words_that_redirects_nobody() {
    let server = Server::start().await;
    let path = get(&server, OPENID, "en").await.json()["authorization_endpoint"].as_str().expect("text").to_owned();
    let path = path.strip_prefix("http://localhost:8080").expect("this server's").to_owned();
    let asked = "response_type=code&client_id=tv&redirect_uri=https%3A%2F%2Fevil.example";
    let in_query = format!("{path}?{asked}");
    let in_swedish_or_german = format!("{in_query}&ui_locales=sv+de");
    for (answer, language) in [
        (get(&server, &path, "en").await, "en"),
        (get(&server, &in_query, "de").await, "de"),
        (get(&server, &in_swedish_or_german, "en").await, "de"),
        (server.send(post(&path, "application/x-www-form-urlencoded", asked)).await, "en"),
    ] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
        assert!(answer.text.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")), "{}", answer.text);
        assert!(answer.text.contains("<a href=\"http://localhost:8080/link\">"), "{}", answer.text);
        assert!(!answer.text.contains("evil"), "{}", answer.text);
        for name in ["location", "refresh", "set-cookie"] {
            assert!(!answer.headers.contains_key(name), "{name}");
        }
        let policy = answer.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn a_device_gets_a_sentence_to_print_in_the_language_that_it_asks_for() {
    let server = Server::start().await;
    for (ui_locales, before, between, after) in [
        ("", "To sign in, open ", " in a browser and enter the code ", "."),
        ("sv de", "Öffnen Sie zum Anmelden ", " in einem Browser und geben Sie den Code ", " ein."),
        ("ar", "لتسجيل الدخول، افتح \u{2068}", "\u{2069} في متصفح وأدخل الرمز \u{2068}", "\u{2069}."),
    ] {
        let form = [("client_id", "tv"), ("ui_locales", ui_locales)];
        let codes = server.form("/oauth/device_authorization", &form).await.json();
        let [url, code] = ["verification_uri", "user_code"].map(|name| codes[name].as_str().expect("text"));
        assert_eq!(codes["message"], format!("{before}{url}{between}{code}{after}"));
    }
}
