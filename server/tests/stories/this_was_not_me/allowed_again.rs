//! How blocked changes are allowed again: with another old method than the contact that got the message (I8).

use super::{ANN, OTHER};
use crate::server::{Answer, Browser, PASSWORD, Server};
use crate::tokens::DAY;
use axum::http::StatusCode;
use serde_json::{Value, json};

impl Server {
    /// Verifies with a contact of Ann's, by the number of its method.
    pub(crate) async fn step_up_by_method(&self, browser: &mut Browser, method: u64) {
        self.advance(61);
        let account = browser.account.clone().expect("an account");
        let asked = self.call(browser, "/api/verify/request", json!({ "account": account, "method": method })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let code = self.newest_mail().await.code.expect("a code");
        let verified = json!({ "account": account, "method": method, "code": code });
        let verified = self.call(browser, "/api/verify", verified).await;
        assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
        browser.take_cookie(&verified);
    }

    pub(crate) async fn allow_changes(&self, browser: &Browser) -> Answer {
        self.call(browser, "/api/security/unblock", json!({})).await
    }

    /// Resets the password with a code to a sign-in name.
    pub(crate) async fn reset_with_code_to(&self, name: &str) -> Answer {
        self.advance(61);
        let whom = json!({ "name": name });
        let asked = json!({ "for": whom, "purpose": "reset-password" });
        self.call(&Browser::default(), "/api/single-use-code/request", asked).await;
        let code = self.newest_mail().await.code.expect("a code");
        let reset = json!({ "for": whom, "code": code, "password": "walnut harbour 42 tides" });
        self.call(&Browser::default(), "/api/account/reset-password", reset).await
    }
}

#[tokio::test]
async fn another_old_method_allows_changes_again_but_not_the_contact_that_got_the_message_or_a_new_one() {
    let server = Server::start().await;
    let browser = server.with_two_old_addresses().await;
    let added = server.add_contact(&browser, "eve@example.com").await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;

    let mut browser = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&browser).await.error(), "step-up-needed", "with the contact that got the message");
    server.step_up_by_method(&mut browser, 3).await;
    assert_eq!(server.allow_changes(&browser).await.error(), "step-up-needed", "with a new method");
    let password = json!({ "account": browser.account, "password": PASSWORD });
    let verified = server.call(&browser, "/api/verify/password", password).await;
    assert_eq!(verified.error(), "nothing-to-verify", "the password counts only if there are no methods");

    server.step_up_by_method(&mut browser, 2).await;
    let allowed = server.allow_changes(&browser).await;
    assert_eq!((allowed.status, allowed.json().get("blocked")), (StatusCode::OK, None), "{}", allowed.text);
    assert_eq!(server.remove_method(&browser, 3).await.status, StatusCode::OK);
    assert_eq!(server.allow_changes(&browser).await.status, StatusCode::OK, "a second time changes nothing");
    let told = server.ctx.store.change_notices().await.expect("read");
    assert_eq!(told.iter().filter(|notice| notice.kind.name() == "changes-unblocked").count(), 1);
}

#[tokio::test]
async fn a_step_up_tells_with_which_methods_changes_can_be_allowed_again() {
    let server = Server::start().await;
    server.with_two_old_addresses().await;
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    let browser = server.sign_in_with_code().await;
    let options = format!("/api/verify/options?account={}", browser.account.as_deref().expect("an account"));
    let options = server.read(&browser, &options).await.json();
    let offered = |place: usize| (&options["methods"][place]["id"], &options["methods"][place]["allows_changes"]);
    assert_eq!([offered(0), offered(1)], [(&json!(1), &Value::Null), (&json!(2), &json!(true))]);
}

#[tokio::test]
async fn a_method_that_was_new_when_changes_were_blocked_never_allows_them_again() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let added = server.add_contact(&browser, OTHER).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let pressed = server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    assert_eq!(pressed["other_method"], false);

    server.advance(31 * DAY);
    let mut browser = server.sign_in_with_code().await;
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!((&info["methods"][1]["established_in_s"], &info["blocked"]["methods"]), (&json!(0), &json!([])));
    server.step_up_by_method(&mut browser, 2).await;
    assert_eq!(server.allow_changes(&browser).await.error(), "old-method-needed");
    assert_eq!(server.remove_method(&browser, 1).await.error(), "changes-blocked");
}

#[tokio::test]
async fn a_second_answer_in_another_message_does_not_let_the_first_contact_allow_changes() {
    let server = Server::start().await;
    server.with_two_old_addresses().await;
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    server.press_not_me(&server.link_about_change(OTHER, server.clock.now())).await;
    let mut browser = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&browser).await.error(), "step-up-needed");
    server.step_up_by_method(&mut browser, 2).await;
    assert_eq!(server.allow_changes(&browser).await.status, StatusCode::OK);

    server.press_not_me(&server.link_about_change(OTHER, server.clock.now())).await;
    server.advance(61);
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&browser).await.status, StatusCode::OK, "the next block has a contact of its own");
}

#[tokio::test]
async fn a_password_is_reset_only_with_another_old_method_which_allows_changes_again() {
    let server = Server::start().await;
    let browser = server.with_two_old_addresses().await;
    let turned_on = server.call(&browser, "/api/security/sign-in-name", json!({ "id": 2, "on": true })).await;
    assert_eq!(turned_on.status, StatusCode::OK, "{}", turned_on.text);
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;

    assert_eq!(server.reset_with_code_to(ANN).await.error(), "old-method-needed");
    assert!(server.needs_second_step(&mut Browser::default()).await, "the password is the old one");
    let reset = server.reset_with_code_to(OTHER).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    let mut browser = Browser { account: reset.json()["current"].as_str().map(str::to_owned), ..Browser::default() };
    browser.take_cookie(&reset);
    assert_eq!(server.read(&browser, "/api/security").await.json().get("blocked"), None);
}

// S6: with two-step verification, the password waits for the second step, which decides.
#[tokio::test]
async fn with_two_step_verification_the_second_step_can_be_the_other_old_method() {
    for (method, expected) in [(3, "old-method-needed"), (2, "")] {
        let server = Server::start().await;
        let browser = server.with_two_old_addresses().await;
        server.add_contact(&browser, "eve@example.com").await;
        assert_eq!(server.switch_two_step(&browser, true).await.status, StatusCode::OK);
        server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;

        let reset = server.reset_with_code_to(ANN).await;
        assert_eq!((reset.status, &reset.json()["pending"]), (StatusCode::OK, &json!(true)), "{}", reset.text);
        let mut waiting = Browser::default();
        waiting.take_cookie(&reset);
        let asked = server.call(&waiting, "/api/verify/request", json!({ "method": method })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let code = server.newest_mail().await.code.expect("a code");
        let verified = server.second_step(&waiting, json!({ "method": method, "code": code })).await;
        let refused = if verified.status == StatusCode::OK { String::new() } else { verified.error() };
        assert_eq!(refused, expected, "method {method}");
    }
}
