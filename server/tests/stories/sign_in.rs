//! Sessions and the account picker (S1, S2), and writes from other sites (N4).

use crate::server::{Browser, PASSWORD, Server, post};
use axum::http::{HeaderValue, StatusCode};
use domain::contact::Contact;
use serde_json::{Value, json};

const SIGN_IN: &str = "/api/session/sign-in-with-password";

#[tokio::test]
async fn two_accounts_can_be_signed_in_in_one_browser() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let mut browser = server.browser("ann@example.com").await;
    let ann = browser.account.clone();
    let answer = server.call(&browser, SIGN_IN, json!({ "name": "Ben@Example.com", "password": PASSWORD })).await;
    browser.take_cookie(&answer);
    let names: Vec<_> =
        answer.json()["accounts"].as_array().expect("a list").iter().map(|account| account["name"].clone()).collect();
    assert_eq!(names.len(), 2);

    let chosen = server.call(&browser, "/api/session/choose-account", json!({ "account": ann })).await.json();
    assert_eq!(chosen["current"], json!(ann));
    let left = server.call(&browser, "/api/session/sign-out", json!({ "account": ann })).await.json();
    assert_eq!((left["accounts"].as_array().map(Vec::len), &left["current"]), (Some(1), &json!(null)));
    let rejected = server.call(&browser, "/api/session/choose-account", json!({ "account": ann })).await;
    assert_eq!(rejected.error(), "not-signed-in");
    assert_eq!(server.read(&browser, "/api/session").await.json(), left);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_response() {
    let server = Server::start().await;
    let try_in = async |name: &str| {
        server.call(&Browser::default(), SIGN_IN, json!({ "name": name, "password": "wrong" })).await
    };
    let (known, unknown) = (try_in("ann@example.com").await, try_in("nobody@example.com").await);
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!(known.error(), "wrong-password");
    for _ in 0..9 {
        try_in("ann@example.com").await;
        try_in("nobody@example.com").await;
    }
    let (known, unknown) = (try_in("ann@example.com").await, try_in("nobody@example.com").await);
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!((known.error(), &known.headers["retry-after"]), ("too-many".into(), &HeaderValue::from_static("30")));
}

#[tokio::test]
async fn wrong_passwords_are_limited_per_network_and_right_ones_are_not_counted() {
    let server = Server::start().await;
    let try_in = async |name: String, password: &str| {
        server.call(&Browser::default(), SIGN_IN, json!({ "name": name, "password": password })).await
    };
    for _ in 0..20 {
        assert_eq!(try_in("ann@example.com".into(), PASSWORD).await.status, StatusCode::OK);
    }
    for n in 0..100 {
        assert_eq!(try_in(format!("p{n}@example.com"), "Winter2026!").await.error(), "wrong-password");
    }
    assert_eq!(try_in("p100@example.com".into(), "Winter2026!").await.error(), "too-many");
    server.advance(3600);
    assert_eq!(try_in("ann@example.com".into(), PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_networks_known_browsers_and_its_strangers_have_separate_limits() {
    let server = Server::start().await;
    let person = |n: usize| format!("p{n}@example.com");
    let mut known = Vec::new();
    for n in 0..11 {
        server.add_account(&person(n)).await;
        known.push(server.browser(&person(n)).await);
    }
    let try_in = async |browser: &Browser, name: String| {
        server.call(browser, SIGN_IN, json!({ "name": name, "password": "Winter2026!" })).await.error()
    };
    for (n, browser) in known.iter().enumerate().take(10) {
        for _ in 0..10 {
            assert_eq!(try_in(browser, person(n)).await, "wrong-password");
        }
    }
    assert_eq!(try_in(&known[10], person(10)).await, "too-many", "a hundred wrong passwords in known browsers");
    for n in 0..100 {
        assert_eq!(try_in(&Browser::default(), format!("q{n}@example.com")).await, "wrong-password");
    }
    assert_eq!(try_in(&Browser::default(), "q100@example.com".into()).await, "too-many", "a hundred by strangers");
    let elsewhere = Browser { address: Some(crate::server::address("198.51.100.7")), ..known[10].clone() };
    assert_eq!(try_in(&elsewhere, person(10)).await, "wrong-password", "another network");
    server.advance(3600);
    assert_eq!(try_in(&known[10], person(10)).await, "wrong-password");
}

#[tokio::test]
async fn a_session_expires_after_thirty_idle_days() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let is_in = async || server.read(&browser, "/api/devices").await.status == StatusCode::OK;
    for _ in 0..3 {
        server.advance(29 * 24 * 3600);
        assert!(is_in().await, "each visit extends the session");
    }
    server.advance(30 * 24 * 3600);
    assert!(!is_in().await);
}

#[tokio::test]
async fn a_write_from_another_site_is_rejected() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let mut request =
        post("/api/session/sign-out", "application/json", json!({ "account": browser.account }).to_string());
    request.headers_mut().insert("cookie", browser.cookie.clone().expect("a cookie").parse().expect("a header"));
    request.headers_mut().insert("origin", HeaderValue::from_static("https://evil.example"));
    let rejected = server.send(request).await;
    assert_eq!((rejected.status, rejected.error()), (StatusCode::FORBIDDEN, "cross-site".into()));
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_session_cookie_is_bound_to_this_host_and_hidden_from_scripts() {
    let public_url = "https://id.example".parse().expect("a URL");
    let config = server::config::Config { public_url, ..Default::default() };
    let server = Server::with(config).await;
    let mut request =
        post(SIGN_IN, "application/json", json!({ "name": "ann@example.com", "password": PASSWORD }).to_string());
    request.headers_mut().insert("origin", HeaderValue::from_static("https://id.example"));
    let answer = server.send(request).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    let age = cookie.split("Max-Age=").nth(1).and_then(|age| age.split(';').next()?.parse().ok());
    assert!(age > Some(30 * 24 * 3600), "the server expires a session, not the browser: {cookie}");
    for attribute in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
}

#[tokio::test]
async fn a_strangers_thousand_failures_do_not_block_the_owners_browser() {
    let server = Server::start().await;
    let owner = server.browser("ann@example.com").await;
    for n in 0..1000u32 {
        let address = Some(std::net::IpAddr::from([10, 0, (n / 250).to_be_bytes()[3], (n % 250).to_be_bytes()[3]]));
        let stranger = Browser { address, ..Browser::default() };
        server.call(&stranger, SIGN_IN, json!({ "name": "ann@example.com", "password": "wrong" })).await;
    }
    let right = json!({ "name": "ann@example.com", "password": PASSWORD });
    assert_eq!(
        server.call(&Browser::default(), SIGN_IN, right.clone()).await.error(),
        "too-many",
        "a stranger has to wait"
    );
    assert_eq!(server.call(&owner, SIGN_IN, right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn repeated_failures_cause_growing_delays() {
    let server = Server::start().await;
    let try_in = async |password: &str| {
        server.call(&Browser::default(), SIGN_IN, json!({ "name": "ann@example.com", "password": password })).await
    };
    for _ in 0..10 {
        assert_eq!(try_in("wrong").await.error(), "wrong-password");
    }
    for delay in [30, 60, 120] {
        let rejected = try_in(PASSWORD).await;
        assert_eq!((rejected.error(), rejected.json()["retry_after_s"].as_u64()), ("too-many".into(), Some(delay)));
        server.advance(delay);
        assert_eq!(try_in("wrong").await.error(), "wrong-password");
    }
    server.advance(240);
    assert_eq!(try_in(PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_right_password_resets_the_failure_count_of_a_known_browser() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let (mut browser, ben) = (server.browser("ann@example.com").await, server.browser("ben@example.com").await);
    let wrong_for_ben = json!({ "name": "ben@example.com", "password": "wrong" });
    for _ in 0..10 {
        assert_eq!(server.call(&ben, SIGN_IN, wrong_for_ben.clone()).await.error(), "wrong-password");
    }
    for _ in 0..2 {
        for _ in 0..9 {
            let wrong = json!({ "name": "ann@example.com", "password": "wrong" });
            assert_eq!(server.call(&browser, SIGN_IN, wrong).await.error(), "wrong-password");
        }
        let right = json!({ "name": "ann@example.com", "password": PASSWORD });
        let answer = server.call(&browser, SIGN_IN, right).await;
        browser.take_cookie(&answer);
        server.complete(&mut browser).await;
    }
    assert_eq!(server.call(&ben, SIGN_IN, wrong_for_ben).await.error(), "too-many", "another account's count stays");
}

#[tokio::test]
async fn a_phone_number_and_a_password_sign_in() {
    let server = Server::start().await;
    let names = ["bea@example.com", "+4915123456789"].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    let typed = json!({ "name": "0151 23456789", "country": "DE", "password": PASSWORD });
    assert_eq!(server.call(&Browser::default(), SIGN_IN, typed).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_is_named_by_its_email_address_even_if_that_begins_with_a_plus() {
    let server = Server::start().await;
    let hash = server.hash(PASSWORD).await;
    let names = ["+4915123456789", "+ann@example.com"].map(|name| Contact::parse(name).expect("a contact"));
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    let signed_in =
        server.call(&Browser::default(), SIGN_IN, json!({ "name": "+ann@example.com", "password": PASSWORD })).await;
    assert_eq!(signed_in.json()["accounts"][0]["name"], "+ann@example.com", "{}", signed_in.text);
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_at_the_next_sign_in() {
    let server = Server::start().await;
    let older = server.add_account_with_outdated_hash("old@example.com").await;
    let hash = async || server.hash_of("old@example.com").await;
    for password in ["wrong", PASSWORD] {
        assert_eq!(hash().await, older);
        server.call(&Browser::default(), SIGN_IN, json!({ "name": "old@example.com", "password": password })).await;
    }
    assert!(hash().await.contains("m=19456,t=2,p=1"));
    server.browser("old@example.com").await;
}

impl Server {
    /// Adds an account whose password is hashed with one pass instead of two. Returns the hash.
    pub(crate) async fn add_account_with_outdated_hash(&self, name: &str) -> String {
        let older = format!("$argon2id$v=19$m=19456,t=1,p=1$c29tZXNhbHRzb21lc2FsdA${}", argon2_of(PASSWORD));
        self.add_account(name).await;
        let current = self.hash_of(name).await;
        self.execute(&format!("UPDATE account SET password = '{older}' WHERE password = '{current}'"));
        older
    }

    /// The stored hash of an account's password.
    pub(crate) async fn hash_of(&self, name: &str) -> String {
        let name = Contact::parse(name).expect("a contact");
        let record = self.ctx.store.password_of(&name).await.expect("read");
        record.and_then(|record| record.hash).expect("a password")
    }
}

/// The hash with one pass and the salt `somesaltsomesalt`.
fn argon2_of(password: &str) -> String {
    use base64::Engine;
    let params = argon2::Params::new(19 * 1024, 1, 1, None).expect("parameters");
    let argon2id = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut hash = [0; 32];
    argon2id.hash_password_into(password.as_bytes(), b"somesaltsomesalt", &mut hash).expect("hashes");
    base64::prelude::BASE64_STANDARD_NO_PAD.encode(hash)
}

#[tokio::test]
async fn an_account_lists_its_sessions_and_ends_one_or_all() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let (here, there) = (server.browser("ann@example.com").await, server.browser("ann@example.com").await);
    let ben = server.browser("ben@example.com").await;
    let ids = |answer: &Value| {
        let sessions = answer["sessions"].as_array().expect("a list");
        sessions.iter().map(|session| (session["id"].clone(), session["here"] == true)).collect::<Vec<_>>()
    };
    let list = server.read(&here, "/api/session/list").await.json();
    assert_eq!(ids(&list).len(), 2, "Ben's session isn't listed");
    let (other, _) = ids(&list).into_iter().find(|(_, is_here)| !is_here).expect("the other one");
    let kept = server.call(&ben, "/api/session/end", json!({ "id": other })).await.json();
    assert_eq!(
        (ids(&kept).len(), server.read(&there, "/api/devices").await.status),
        (1, StatusCode::OK),
        "Ben can't end Ann's session"
    );
    let left = server.call(&here, "/api/session/end", json!({ "id": other })).await.json();
    assert_eq!(ids(&left), [(ids(&list).into_iter().find(|(_, here)| *here).expect("this one").0, true)]);
    assert_eq!(server.read(&there, "/api/devices").await.error(), "not-signed-in");

    server.advance(60); // until another verification code can be requested
    let again = json!({ "name": "ann@example.com", "password": PASSWORD });
    let answer = server.call(&there, SIGN_IN, again).await;
    assert_eq!(answer.json()["pending"], true, "the browser is no longer known");

    let third = server.browser("ann@example.com").await;
    let signed_out = server.call(&here, "/api/session/sign-out-everywhere", json!({})).await.json();
    assert_eq!(signed_out["accounts"], json!([]));
    for browser in [here, third] {
        assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
    }
    assert_eq!(server.read(&ben, "/api/devices").await.status, StatusCode::OK);
}
