//! Recovery codes (I5).

use crate::authenticators::with_app;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::json;

impl Server {
    pub(crate) async fn recovery_codes(&self, browser: &Browser) -> Vec<String> {
        let made = self.call(browser, "/api/security/recovery-codes", json!({})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text);
        let codes = made.json()["codes"].as_array().expect("a list").clone();
        codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_and_a_new_set_invalidates_the_old_one() {
    let (server, browser, _) = with_app().await;
    let codes = server.recovery_codes(&browser).await;
    assert_eq!(codes.len(), 10);
    let with = async |code: &str| {
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        server.second_step(&browser, json!({ "code": code })).await
    };
    assert_eq!(
        with(&codes[0].to_lowercase().replace('-', " ")).await.status,
        StatusCode::OK,
        "in lower case and with spaces"
    );
    assert_eq!(with(&codes[0]).await.error(), "wrong-recovery-code", "once");
    assert_eq!(server.read(&browser, "/api/security").await.json()["recovery_codes"], 9);
    let new = server.recovery_codes(&browser).await;
    assert_eq!(with(&codes[1]).await.error(), "wrong-recovery-code", "invalidated");
    for code in &new {
        assert_eq!(with(code).await.status, StatusCode::OK);
    }
    assert_eq!(server.read(&browser, "/api/security").await.json()["recovery_codes"], 0, "used up");
}
