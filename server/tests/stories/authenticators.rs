//! Authenticator apps (I2).

use crate::server::{Answer, Browser, Server, other_code};
use axum::http::StatusCode;
use domain::Moment;
use serde_json::{Value, json};
use server::config::Config;
use totp_rs::{Builder, Secret, Totp};

const ANN: &str = "ann@example.com";

/// An authenticator app with a secret.
pub(crate) struct App(Totp);

impl App {
    pub(crate) fn with_secret_of(new: &Value) -> Self {
        let letters = new["secret"].as_str().expect("a secret").replace(' ', "");
        let secret = Secret::try_from_base32(letters).expect("base32");
        Self(Builder::new().with_secret(secret).build().expect("an app"))
    }

    /// The secret, as bytes.
    pub(crate) fn secret(&self) -> &[u8] {
        self.0.secret()
    }

    /// The code that the app shows a number of steps from now.
    pub(crate) fn code_at(&self, server: &Server, steps: i64) -> String {
        let Moment(now) = server.clock.now();
        let seconds = u64::try_from(now / 1000 + steps * 30).expect("after 1970");
        self.0.generate(seconds).to_string()
    }
}

impl Server {
    pub(crate) async fn begin_app(&self, browser: &Browser) -> (App, Value) {
        let new = self.call(browser, "/api/security/authenticator/begin", json!({})).await;
        assert_eq!(new.status, StatusCode::OK, "{}", new.text);
        (App::with_secret_of(&new.json()), new.json()["ceremony"].clone())
    }

    pub(crate) async fn finish_app(&self, browser: &Browser, ceremony: &Value, code: &str) -> Answer {
        self.call(browser, "/api/security/authenticator/add", json!({ "ceremony": ceremony, "code": code })).await
    }

    /// Adds an app, which becomes the account's method 2.
    pub(crate) async fn add_app(&self, browser: &Browser) -> App {
        let (app, ceremony) = self.begin_app(browser).await;
        let added = self.finish_app(browser, &ceremony, &app.code_at(self, 0)).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.text);
        app
    }
}

/// A server, a browser in which Ann is signed in, and her app. Two-step verification is on.
pub(crate) async fn with_app() -> (Server, Browser, App) {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let app = server.add_app(&browser).await;
    let on = server.switch_two_step(&browser, true).await;
    assert_eq!(on.json()["two_step"], true, "{}", on.text);
    server.advance(60);
    (server, browser, app)
}

#[tokio::test]
async fn an_app_is_a_second_step_and_each_of_its_codes_works_once() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    assert_eq!(server.verify_methods(&browser).await, [2, 1], "the strongest is first");
    let code = app.code_at(&server, 0);
    let shown = json!({ "method": 2, "code": code });
    let signed_in = server.second_step(&browser, shown.clone()).await;
    assert_eq!(signed_in.json()["accounts"][0]["name"], ANN, "{}", signed_in.text);
    let mut thief = Browser::default();
    assert!(server.needs_second_step(&mut thief).await);
    assert_eq!(server.second_step(&thief, shown).await.error(), "authenticator-code-used", "the code is used already");
    let before = json!({ "method": 2, "code": app.code_at(&server, -1) });
    assert_eq!(
        server.second_step(&thief, before).await.error(),
        "authenticator-code-used",
        "an earlier code isn't accepted either"
    );
    for _ in 0..10 {
        let again = json!({ "method": 2, "code": app.code_at(&server, 0) });
        assert_eq!(server.second_step(&thief, again).await.error(), "authenticator-code-used", "not a wrong code");
    }
    server.advance(30);
    let next = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.second_step(&thief, next).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_app_is_added_once_within_ten_minutes_and_by_its_own_session() {
    let server = Server::start().await;
    let (browser, elsewhere) = (server.sign_in_with_code().await, {
        server.advance(60);
        server.sign_in_with_code().await
    });
    let (app, ceremony) = server.begin_app(&browser).await;
    let (_, other) = server.begin_app(&browser).await;
    let code = app.code_at(&server, 0);
    assert_eq!(server.finish_app(&elsewhere, &ceremony, &code).await.error(), "ceremony-over", "in another browser");
    assert_eq!(server.finish_app(&browser, &other, &code).await.error(), "wrong-authenticator-code");
    assert_eq!(server.finish_app(&browser, &json!("made up"), &code).await.error(), "ceremony-over");
    let added = server.finish_app(&browser, &ceremony, &code).await.json();
    assert_eq!(added["methods"][1]["kind"], "authenticator");
    assert_eq!(server.finish_app(&browser, &ceremony, &app.code_at(&server, 1)).await.error(), "ceremony-over", "once");
    let (late, ceremony) = server.begin_app(&browser).await;
    server.advance(599);
    let mut browser = browser;
    server.complete_step_up(&mut browser).await;
    server.advance(1);
    let answer = server.finish_app(&browser, &ceremony, &late.code_at(&server, 0)).await;
    assert_eq!(answer.error(), "ceremony-over", "after ten minutes");
}

#[tokio::test]
async fn signing_out_cancels_an_unfinished_app() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    let (app, ceremony) = server.begin_app(&browser).await;
    server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    server.advance(60);
    server.sign_in_with_code_in(&mut browser).await;
    let answer = server.finish_app(&browser, &ceremony, &app.code_at(&server, 0)).await;
    assert_eq!(answer.error(), "ceremony-over", "the new session didn't begin this app");
}

#[tokio::test]
async fn two_apps_with_one_name_can_be_distinguished() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    for name in ["My phone", "My phone", "Work"] {
        let (app, ceremony) = server.begin_app(&browser).await;
        let body = json!({ "ceremony": ceremony, "code": app.code_at(&server, 0), "name": name });
        let added = server.call(&browser, "/api/security/authenticator/add", body).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    }
    server.switch_two_step(&browser, true).await;
    let mut browser = Browser::default();
    server.needs_second_step(&mut browser).await;
    let methods = server.read(&browser, "/api/verify/options").await.json();
    let hints: Vec<&str> =
        methods["methods"].as_array().expect("a list").iter().filter_map(|method| method["hint"].as_str()).collect();
    assert_eq!(hints, ["My phone", "My phone (2)", "Work", "an…@example.com"]);
}

#[tokio::test]
async fn each_app_accepts_its_own_codes_and_no_other_accounts() {
    let (server, owner, first) = with_app().await;
    let second = server.add_app(&owner).await; // method 3
    server.add_account("ben@example.com").await;
    let mut ben = server.browser("ben@example.com").await;
    server.complete_step_up(&mut ben).await;
    let bens = server.add_app(&ben).await; // his method 2
    server.advance(60);
    for (method, app) in [(2, &first), (3, &second)] {
        let is_used = format!("method WHERE number = {method} AND used IS NOT NULL");
        assert_eq!(server.rows(&is_used), 0, "not with the other app");
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        let shown = json!({ "method": method, "code": app.code_at(&server, 0) });
        let signed_in = server.second_step(&browser, shown).await;
        assert_eq!(signed_in.status, StatusCode::OK, "method {method}: {}", signed_in.text);
    }
    let shown = json!({ "account": ben.account, "method": 2, "code": bens.code_at(&server, 0) });
    let verified = server.second_step(&ben, shown).await;
    assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
}

#[tokio::test]
async fn the_limit_of_wrong_app_codes_cannot_be_turned_off() {
    let mut config = Config::default();
    config.limits.wrong_codes_per_account = 0;
    let server = Server::with(config).await;
    let browser = server.sign_in_with_code().await;
    let app = server.add_app(&browser).await;
    server.switch_two_step(&browser, true).await;
    let mut thief = Browser::default();
    server.needs_second_step(&mut thief).await;
    let wrong = other_code(&app.code_at(&server, 0));
    for _ in 0..10 {
        server.second_step(&thief, json!({ "method": 2, "code": wrong })).await;
    }
    assert_eq!(server.second_step(&thief, json!({ "method": 2, "code": wrong })).await.error(), "too-many");
}
