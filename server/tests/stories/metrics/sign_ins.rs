//! The counter of the steps of sign-ins, with each method but the password.

use super::metrics;
use crate::authenticators::with_app;
use crate::passkeys::with_passkey;
use crate::server::{Browser, Server, other_code};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";

/// The successful and the wrong steps with a method so far.
async fn steps(server: &Server, method: &str) -> [u32; 2] {
    let (text, _) = metrics(server, None).await;
    ["success", "wrong"].map(|outcome| {
        let sample = format!("countersign_sign_ins_total{{sign_in_method=\"{method}\",outcome=\"{outcome}\"}} ");
        let count = text.lines().find_map(|line| line.strip_prefix(&sample));
        count.map_or(0, |count| count.parse().expect("a number"))
    })
}

#[tokio::test]
async fn sign_ins_with_codes_are_counted_by_the_kind_of_their_contact() {
    let server = Server::start().await;
    server.ctx.store.add_account(vec![Contact::parse(PHONE).expect("a phone")], None).await.expect("stored");
    for (method, name) in [("email", ANN), ("phone", PHONE)] {
        let whom = json!({ "name": name });
        let code = server.code(whom.clone()).await;
        let wrong = server.enter_code(&Browser::default(), whom.clone(), other_code(&code)).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "{}", wrong.text);
        let right = server.enter_code(&Browser::default(), whom, &code).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.text);
        assert_eq!(steps(&server, method).await, [1, 1], "{method}");
    }
}

#[tokio::test]
async fn second_steps_with_apps_and_recovery_codes_are_counted() {
    let (server, owner, app) = with_app().await;
    let (earlier, codes) = (server.recovery_codes(&owner).await, server.recovery_codes(&owner).await);
    let code = app.code_at(&server, 0);
    let of_app = |code: &str| json!({ "method": 2, "code": code });
    for (method, wrong, right) in [
        ("authenticator", of_app(other_code(&code)), of_app(&code)),
        ("recovery_code", json!({ "code": earlier[0] }), json!({ "code": codes[0] })),
    ] {
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        let refused = server.second_step(&browser, wrong).await;
        assert!(refused.error().starts_with("wrong-"), "{}", refused.text);
        assert_eq!(server.second_step(&browser, right).await.status, StatusCode::OK);
        assert_eq!(steps(&server, method).await, [1, 1], "{method}");
    }
}

#[tokio::test]
async fn sign_ins_with_passkeys_are_counted() {
    let (server, _, mut passkey) = with_passkey().await;
    let ours = std::mem::replace(&mut passkey.origin, "https://evil.example".into());
    let refused = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
    assert_eq!(refused.error(), "passkey-refused");
    passkey.origin = ours;
    let signed_in = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    assert_eq!(steps(&server, "passkey").await, [1, 1]);
}
