//! `account unlock`: the counts of sign-ins, and of wrong passwords and codes, that make an account's owner wait when signing in, verifying or
//! stepping up.

use crate::authenticators::with_app;
use crate::passkeys::with_passkey;
use crate::server::{Browser, PASSWORD, Server, other_code};
use axum::http::StatusCode;
use domain::code::RecoveryCode;
use serde_json::{Value, json};
use server::clock::Clock;
use server::config::{Config, Limits};
use server::rng::Rng;

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const PASSWORD_PATH: &str = "/api/session/sign-in-with-password";
const CODE_PATH: &str = "/api/session/sign-in-with-code";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A wrong entry: its path and its body.
type Wrong = (&'static str, Value);

impl Server {
    /// Enters something wrong until the owner has to wait, and unlocks Ann's account: then nobody waits any more.
    async fn waits_until_unlocked(&self, browser: &Browser, (path, body): &Wrong) {
        let enter = async || self.call(browser, path, body.clone()).await.error();
        assert_ne!(enter().await, "too-many", "{path} {body}: at first");
        for _ in 0..10 {
            enter().await;
        }
        assert_eq!(enter().await, "too-many", "{path} {body}");
        self.command(&["unlock", ANN]);
        assert_ne!(enter().await, "too-many", "{path} {body}: afterwards");
    }
}

fn wrong_password(name: &str) -> Wrong {
    (PASSWORD_PATH, json!({ "name": name, "password": "a wrong one" }))
}

fn wrong_single_use_code(name: &str) -> Wrong {
    (CODE_PATH, json!({ "for": { "name": name }, "code": "000000" }))
}

/// Wrong codes of the app, to the email address, and from the list of recovery codes. `account` is for a step-up.
fn wrong_codes(right_app_code: &str, account: Option<&String>) -> [Wrong; 3] {
    let recovery = RecoveryCode::generate(&mut Rng::seeded(9).draw()).to_string();
    let with_account = |mut body: Value| {
        if let Some(account) = account {
            body["account"] = json!(account);
        }
        body
    };
    [
        ("/api/verify", with_account(json!({ "method": 2, "code": other_code(right_app_code) }))),
        ("/api/verify/recovery-code", with_account(json!({ "code": recovery }))),
        ("/api/verify", with_account(json!({ "method": 1, "code": "000000" }))),
    ]
}

#[tokio::test]
async fn wrong_passwords_and_codes_of_strangers_and_in_known_browsers_are_cleared() {
    let (server, known, _) = with_app().await;
    for browser in [&Browser::default(), &known] {
        server.waits_until_unlocked(browser, &wrong_password(ANN)).await;
        server.waits_until_unlocked(browser, &wrong_single_use_code(ANN)).await;
    }
}

#[tokio::test]
async fn wrong_codes_in_a_session_are_cleared_also_with_a_replaced_cookie() {
    let (server, mut owner, app) = with_app().await;
    server.recovery_codes(&owner).await;
    let copy = owner.clone();
    server.complete_step_up(&mut owner).await;
    for browser in [&copy, &owner] {
        for wrong in wrong_codes(&app.code_at(&server, 0), browser.account.as_ref()) {
            server.waits_until_unlocked(browser, &wrong).await;
        }
    }
}

#[tokio::test]
async fn wrong_codes_after_the_first_step_are_cleared_in_known_and_in_new_browsers() {
    let (server, known, app) = with_app().await;
    server.recovery_codes(&known).await;
    for mut browser in [known, Browser::default()] {
        browser.account = None;
        assert!(server.needs_second_step(&mut browser).await);
        for wrong in wrong_codes(&app.code_at(&server, 0), None) {
            server.waits_until_unlocked(&browser, &wrong).await;
        }
    }
    let mut browser = Browser::default();
    let code = server.code(json!({ "name": ANN })).await;
    let first = server.enter_code(&browser, json!({ "name": ANN }), &code).await;
    assert_eq!(first.json()["pending"], true, "{}", first.text);
    browser.take_cookie(&first);
    let [wrong_app, wrong_recovery, _] = wrong_codes(&app.code_at(&server, 0), None);
    for wrong in [wrong_app, wrong_recovery] {
        server.waits_until_unlocked(&browser, &wrong).await;
    }
}

#[tokio::test]
async fn the_counts_of_a_contact_that_is_another_accounts_sign_in_name_stay() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let ann = server.sign_in_with_code().await;
    server.add_contact(&ann, BEN).await;
    let ben = async |password: &str| {
        let body = json!({ "name": BEN, "password": password });
        server.call(&Browser::default(), PASSWORD_PATH, body).await
    };
    for _ in 0..11 {
        ben("a wrong one").await;
    }
    assert_eq!(ben(PASSWORD).await.error(), "too-many");
    server.command(&["unlock", ANN]);
    assert_eq!(ben(PASSWORD).await.error(), "too-many", "only Ann's account was unlocked");
    server.command(&["unlock", BEN]);
    assert_eq!(ben(PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_counts_of_sign_ins_with_the_password_are_shown_and_cleared() {
    let config = Config { limits: Limits { sign_ins_per_account: 2, ..Limits::default() }, ..Config::default() };
    // The clock of commands, which count what was within an hour.
    let server = Server::on(tempfile::tempdir().expect("a folder"), Clock::system(), config).await;
    server.add_account(ANN).await;
    let right = json!({ "name": ANN, "password": PASSWORD });
    let sign_in = async |browser: &Browser| server.call(browser, PASSWORD_PATH, right.clone()).await;
    // One of two in browsers that the account doesn't know.
    let mut owner = Browser { user_agent: Some(FIREFOX), ..server.browser(ANN).await };
    assert_eq!(sign_in(&Browser::default()).await.status, StatusCode::OK);
    for _ in 0..2 {
        let signed_in = sign_in(&owner).await;
        owner.take_cookie(&signed_in);
    }
    let browsers = [owner, Browser::default()];
    for browser in &browsers {
        assert_eq!(sign_in(browser).await.error(), "too-many");
    }
    let shown = server.command(&["show", ANN]);
    for line in [
        "counts of sign-ins and step-ups: 2",
        "  2\twith the password, in a browser that the account knows: Firefox on Windows, 192.0.2.0/24",
        "  2\twith the password, in browsers that the account doesn't know",
    ] {
        assert!(shown.lines().any(|each| each == line), "{line}: {shown}");
    }
    server.command(&["unlock", ANN]);
    for browser in &browsers {
        assert_eq!(sign_in(browser).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_browser_whose_name_is_not_known_is_shown_with_its_network() {
    let server = Server::on(tempfile::tempdir().expect("a folder"), Clock::system(), Config::default()).await;
    server.add_account(ANN).await;
    let owner = server.browser(ANN).await;
    let signed_in = server.call(&owner, PASSWORD_PATH, json!({ "name": ANN, "password": PASSWORD })).await;
    assert_eq!(signed_in.status, StatusCode::OK);
    let (shown, line) =
        (server.command(&["show", ANN]), "  1\twith the password, in a browser that the account knows, 192.0.2.0/24");
    assert!(shown.lines().any(|each| each == line), "{shown}");
}

#[tokio::test]
async fn the_counts_of_sign_ins_with_a_passkey_are_cleared() {
    let (server, mut known, mut passkey) = with_passkey().await;
    for _ in 0..60 {
        server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
        let signed_in = server.passkey_sign_in_on(&known, &mut passkey, false).await;
        known.take_cookie(&signed_in);
    }
    let browsers = [known, Browser::default()];
    for browser in &browsers {
        assert_eq!(server.passkey_sign_in_on(browser, &mut passkey, false).await.error(), "too-many");
    }
    server.command(&["unlock", ANN]);
    for browser in &browsers {
        assert_eq!(server.passkey_sign_in_on(browser, &mut passkey, false).await.status, StatusCode::OK);
    }
}
