//! Invalid input: every endpoint responds with a clear error in its RFC's format, never with a 500, and stores nothing.

use crate::server::{Browser, GRANT, Server, post};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

/// A body that never arrives.
struct NeverEnding;

impl futures_core::Stream for NeverEnding {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
const DEVICE: &str = "/oauth/device_authorization";
const TOKEN: &str = "/oauth/token";

#[tokio::test]
async fn invalid_device_authorization_requests_are_rejected() {
    let server = Server::start().await;
    let huge = "x".repeat(10 << 20);
    let scope = format!("client_id=tv&scope={}", "a%20".repeat(1000));
    let many = (0..100).map(|n| format!("p{n}=1")).collect::<Vec<_>>().join("&");
    let table: Vec<(&str, Vec<u8>, StatusCode, &str)> = vec![
        ("", vec![], StatusCode::BAD_REQUEST, "invalid_request"),
        ("no client", b"scope=openid".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("empty client", b"client_id=".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("unknown client", b"client_id=nope".to_vec(), StatusCode::UNAUTHORIZED, "invalid_client"),
        ("twice", b"client_id=tv&client_id=tv".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("twice, one unknown to us", b"client_id=tv&x=1&x=2".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("not UTF-8", b"client_id=tv&scope=%ff%fe".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("raw bytes", b"client_id=tv&x=\xff".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("NUL", b"client_id=tv&scope=a%00b".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("a name", b"client_id=tv&device_name%ff=TV".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("two", b"client_id=tv&device_name=%ff&device_name=TV".to_vec(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("a secret", b"client_id=tv&client_secret=x".to_vec(), StatusCode::UNAUTHORIZED, "invalid_client"),
        ("a scope that isn't allowed", b"client_id=tv&scope=admin".to_vec(), StatusCode::BAD_REQUEST, "invalid_scope"),
        ("very many scopes", scope.into_bytes(), StatusCode::BAD_REQUEST, "invalid_scope"),
        ("many parameters", many.into_bytes(), StatusCode::BAD_REQUEST, "invalid_request"),
        ("10 MB", huge.into_bytes(), StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
    ];
    for (what, body, status, error) in table {
        let answer = server.send(post(DEVICE, FORM, body)).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{what}: {}", answer.text);
        assert!(answer.json()["error_description"].is_string(), "{what}");
    }
}

#[tokio::test]
async fn deep_or_long_json_is_rejected_before_it_is_parsed() {
    let server = Server::start().await;
    let deep = |depth: usize| format!("{{\"account\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let many = |length: usize| format!("{{\"account\":[{}]}}", vec!["1"; length].join(","));
    let detail = async |body: String| {
        let mut request = post("/api/session/sign-out", "application/json", body);
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a header"));
        let answer = server.send(request).await;
        assert_eq!((answer.status, answer.error().as_str()), (StatusCode::BAD_REQUEST, "malformed"), "{}", answer.text);
        answer.json()["detail"].as_str().expect("text").to_owned()
    };
    for (body, expected) in [
        (deep(8), "more than 8 levels"),
        (deep(8000), "more than 8 levels"),
        (many(256), "more than 256 values"),
        (many(8000), "more than 256 values"),
        (deep(7), "invalid type"),
        (many(250), "invalid type"),
    ] {
        let detail = detail(body).await;
        assert!(detail.contains(expected), "{detail}");
    }
}

#[tokio::test]
async fn invalid_token_requests_are_rejected() {
    let server = Server::start().await;
    let device = server.device().await;
    let code = device.device_code.as_str();
    let (before, after) = code.split_at(code.len() / 2);
    let tampered = format!("{before}{}{}", if after.starts_with('A') { 'B' } else { 'A' }, &after[1..]);
    let table = [
        (vec![("client_id", "tv"), ("device_code", code)], "invalid_request"),
        (vec![("grant_type", "password"), ("client_id", "tv")], "unsupported_grant_type"),
        (vec![("grant_type", GRANT), ("client_id", "tv")], "invalid_request"),
        (vec![("grant_type", GRANT), ("device_code", code)], "invalid_request"),
        (vec![("grant_type", GRANT), ("client_id", "tv"), ("device_code", "nonsense")], "invalid_grant"),
        (vec![("grant_type", GRANT), ("client_id", "tv"), ("device_code", &tampered)], "invalid_grant"),
        (vec![("grant_type", GRANT), ("client_id", "nope"), ("device_code", code)], "invalid_client"),
    ];
    for (form, error) in table {
        let answer = server.form(TOKEN, &form).await;
        assert_eq!(answer.error(), error, "{form:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_device_code_is_rejected_from_another_client() {
    let server = Server::start().await;
    server.add_client(server::config::ClientConfig::new("pc", "PC", domain::device::DeviceKind::Pc)).await;
    let device = server.device().await;
    let form = [("grant_type", GRANT), ("client_id", "pc"), ("device_code", &device.device_code)];
    assert_eq!(server.form(TOKEN, &form).await.error(), "invalid_grant");
}

#[tokio::test]
async fn wrong_http_methods_content_types_and_paths_have_their_own_errors() {
    let server = Server::start().await;
    let send = async |method: &str, path: &str, content_type: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(path).header("content-type", content_type);
        let request = request.header("sec-fetch-site", "same-origin").body(Body::from(body)).expect("a request");
        let answer = server.send(request).await;
        (answer.status.as_u16(), answer.error())
    };
    assert_eq!(send("GET", DEVICE, FORM, "").await, (405, "invalid_request".into()));
    assert_eq!(send("POST", DEVICE, "application/json", "{}").await, (415, "invalid_request".into()));
    assert_eq!(send("POST", "/oauth/nothing", FORM, "").await, (404, "invalid_request".into()));
    let look_up = "/api/link/look-up";
    assert_eq!(send("GET", look_up, "application/json", "").await, (405, "wrong-http-method".into()));
    assert_eq!(send("POST", look_up, "text/plain", "{}").await, (415, "wrong-content-type".into()));
    assert_eq!(send("POST", look_up, "application/json", "{").await, (400, "malformed".into()));
    assert_eq!(send("POST", look_up, "application/json", "{\"code\":1}").await, (400, "malformed".into()));
    assert_eq!(send("POST", look_up, "application/json", "{\"code\":\"\",\"x\":1}").await, (400, "malformed".into()));
    assert_eq!(
        send("POST", look_up, "application/json", "{\"code\":\"\",\"code\":\"\"}").await,
        (400, "malformed".into())
    );
    assert_eq!(send("POST", look_up, "application/json", "{\"code\":\"\\u0000\"}").await, (422, "fields".into()));
    assert_eq!(send("POST", "/api/nothing", "application/json", "{}").await, (404, "no-such-endpoint".into()));
    assert_eq!(send("GET", "/api/devices?x=1", "application/json", "").await, (400, "malformed".into()));
}

#[tokio::test]
async fn an_oversized_request_of_the_page_is_rejected_as_a_problem() {
    let server = Server::start().await;
    let answer =
        server.call(&Browser::default(), "/api/session/sign-out", json!({ "account": "x".repeat(10 << 20) })).await;
    assert_eq!((answer.status, answer.error()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large".into()));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_arrives_times_out() {
    let server = Server::start().await;
    for path in [DEVICE, "/api/link/look-up"] {
        let body = Body::from_stream(NeverEnding);
        let content_type = if path == DEVICE { FORM } else { "application/json" };
        let mut request = post(path, content_type, body);
        request.headers_mut().insert("sec-fetch-site", axum::http::HeaderValue::from_static("same-origin"));
        let answer = server.send(request).await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT, "{path}: {}", answer.text);
        assert!(["invalid_request", "too-slow"].contains(&answer.error().as_str()), "{}", answer.text);
    }
}

#[tokio::test]
async fn invalid_cookies_are_ignored_and_invalid_tokens_are_rejected() {
    let server = Server::start().await;
    for cookie in ["session=", "session=x", "session=AAAA; session", "=;;=", &format!("session={}", "A".repeat(54))] {
        let request = Request::get("/api/session").header("cookie", cookie).body(Body::empty()).expect("a request");
        assert_eq!(server.send(request).await.json()["accounts"], json!([]), "{cookie}");
    }
    for token in ["", "Bearer", "Bearer ", "Basic x", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30."] {
        let request =
            Request::get("/oauth/userinfo").header("authorization", token).body(Body::empty()).expect("a request");
        assert_eq!(server.send(request).await.status, StatusCode::UNAUTHORIZED, "{token}");
    }
}

/// Sends the fuzzer's corpus for the form parser to an endpoint.
#[tokio::test]
async fn every_form_of_the_fuzz_corpus_gets_an_oauth_error() {
    let server = Server::start().await;
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/form");
    let files: Vec<_> = std::fs::read_dir(corpus).expect("the corpus").collect::<Result<_, _>>().expect("its files");
    assert!(files.len() >= 10, "the corpus is missing");
    for file in files {
        let body = std::fs::read(file.path()).expect("a file of the corpus");
        let answer = server.send(post(TOKEN, FORM, body)).await;
        assert!(answer.status.is_client_error(), "{}: {}", file.path().display(), answer.status);
        assert!(answer.json()["error"].is_string(), "{}: {}", file.path().display(), answer.text);
    }
}
