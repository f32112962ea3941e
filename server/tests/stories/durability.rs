//! Acknowledged changes survive a restart (N6), secrets aren't in the files (N3), and a database has one key (O6).

use crate::server::{Device, PASSWORD, Server};
use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;
use server::clock::Clock;
use server::rng::Rng;
use server::secrets::Token;
use server::store::{Folder, OpenError, Store};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_restart_between_all_steps_changes_nothing() {
    let server = Server::start().await;
    let device = server.device().await;
    let server = server.restarted().await;
    let browser = server.browser("ann@example.com").await;
    let server = server.restarted().await;
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    let server = server.restarted().await;
    let tokens = server.poll(&device).await.json();
    let server = server.restarted().await;
    server.advance(11);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
    let token = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    let request = axum::http::Request::get("/oauth/userinfo").header("authorization", token);
    let info = server.send(request.body(axum::body::Body::empty()).expect("a request")).await;
    assert_eq!(info.json()["email"], "ann@example.com", "the signing key is the same");
}

#[tokio::test]
async fn the_database_contains_no_secret_in_plain_text() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let asked = [("client_id", "tv"), ("scope", "openid offline_access")];
    let device = Device::read(&server.form("/oauth/device_authorization", &asked).await.json());
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let ann = server.sign_in_with_code().await;
    let (app, ceremony) = server.begin_app(&ann).await;
    server.finish_app(&ann, &ceremony, &app.code_at(&server, 0)).await;
    let recovery_codes = server.recovery_codes(&ann).await;
    let folder = server.folder();
    let poll = server.poll(&device).await.json();
    let bytes: Vec<u8> = ["countersign.db", "countersign.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(folder.join(name)).unwrap_or_default())
        .collect();
    let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
    assert!(holds(b"ann@example.com"), "the search works");
    let cookie = browser.cookie.clone().expect("a cookie");
    let cookie = &cookie["session=".len()..];
    let refresh_token = poll["refresh_token"].as_str().expect("a token").to_owned();
    for secret in [
        &device.user_code,
        &device.user_code.replace('-', ""),
        &device.device_code,
        PASSWORD,
        cookie,
        &refresh_token,
        "Living Room TV was",
    ] {
        assert!(!holds(secret.as_bytes()), "{secret}");
    }
    // The hashes of two of them are stored as bytes.
    for secret in [&*device.device_code, cookie] {
        let hash = Token::parse(secret).expect("a token").hash();
        assert!(holds(&hash), "the search finds bytes, too: {secret}");
    }
    // They are sent as text, but might be stored as bytes. They begin with an ID, which isn't a secret.
    for secret in [&device.device_code, cookie, &refresh_token] {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(secret).expect("base64");
        assert!(bytes.len() >= 24 && !holds(&bytes[bytes.len() - 16..]), "{secret}");
    }
    let key = std::fs::read_to_string(folder.join("key")).expect("a key");
    let key = key.trim();
    let key_bytes: Vec<u8> =
        (0..key.len()).step_by(2).map(|at| u8::from_str_radix(&key[at..at + 2], 16).expect("hex")).collect();
    assert!(!holds(key.as_bytes()) && !holds(&key_bytes), "the server key");
    assert!(!holds(app.secret()), "the seed of an authenticator app");
    for code in recovery_codes {
        assert!(!holds(code.as_bytes()) && !holds(code.replace('-', "").as_bytes()), "{code}");
    }
}

#[test]
fn a_store_opens_only_with_its_own_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        Store::open(
            &Folder::new(folder.path(), None),
            Clock::system(),
            Rng::system(),
            server::config::Config::default().policy(),
        )
        .map(drop)
    };
    open().expect("a new store");
    let key = std::fs::read_to_string(folder.path().join("key")).expect("a key");
    let mode = std::fs::metadata(folder.path().join("key")).expect("a key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(folder.path().join("key"), "0".repeat(64)).expect("written");
    assert!(matches!(open(), Err(OpenError::WrongKey(_))));
    std::fs::write(folder.path().join("key"), "short").expect("written");
    assert!(matches!(open(), Err(OpenError::BadKey(_))));
    std::fs::remove_file(folder.path().join("key")).expect("removed");
    assert!(matches!(open(), Err(OpenError::NoKey(_))));
    std::fs::write(folder.path().join("key"), key).expect("written");
    std::fs::set_permissions(folder.path().join("key"), Permissions::from_mode(0o600)).expect("set");
    open().expect("the right key");
}

#[test]
fn a_folder_is_locked_by_one_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Folder::new(folder.path(), None).lock().expect("free");
    assert!(matches!(Folder::new(folder.path(), None).lock(), Err(OpenError::InUse(_))));
    drop(first);
    assert!(Folder::new(folder.path(), None).lock().is_ok());
}
