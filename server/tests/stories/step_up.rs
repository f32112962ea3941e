//! Actions that need a step-up (I3, L5).

use crate::authenticators::with_app;
use crate::server::{Answer, Browser, Device, PASSWORD, Server, address, join_all, other_code};
use axum::http::StatusCode;
use domain::Problem;
use domain::contact::Contact;
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::config::{ClientConfig, Config};
use server::store::{SteppedUpSession, Stop};

const ANN: &str = "ann@example.com";
const STRONG: &str = "walnut harbour 42 tides";

impl Server {
    async fn approve(&self, browser: &Browser, device: &Device) -> Answer {
        self.call(browser, "/api/link/approve", json!({ "code": device.user_code })).await
    }

    async fn look_up(&self, browser: &Browser, device: &Device) -> Value {
        self.call(browser, "/api/link/look-up", json!({ "code": device.user_code })).await.json()
    }

    async fn change_password(&self, browser: &Browser) -> Answer {
        self.call(browser, "/api/account/change-password", json!({ "password": STRONG })).await
    }
}

#[tokio::test]
async fn a_sensitive_client_is_linked_only_after_a_recent_step_up() {
    let server = Server::start().await;
    let sensitive = ClientConfig { sensitive: Some(true), ..ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv) };
    server.add_client(sensitive).await;
    let (device, mut browser) = (server.device().await, server.browser(ANN).await);
    assert_eq!(server.look_up(&browser, &device).await["sensitive"], true);
    assert_eq!(server.approve(&browser, &device).await.error(), "step-up-needed");
    server.complete_step_up(&mut browser).await;
    server.advance(600);
    let device = server.device().await;
    assert_eq!(server.approve(&browser, &device).await.error(), "step-up-needed", "ten minutes have passed");
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.approve(&browser, &device).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_device_in_another_country_is_linked_only_after_a_step_up() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    let device = server.device().await; // in Vienna
    let mut browser = server.browser(ANN).await;
    assert_eq!(server.look_up(&browser, &device).await["abroad"], false);
    browser.address = Some(address("203.0.113.7"));
    assert_eq!(server.look_up(&browser, &device).await["abroad"], false, "the location is unknown");
    browser.address = Some(address("2001:db8::7"));
    assert_eq!(server.look_up(&browser, &device).await["abroad"], true, "in Kyoto");
    assert_eq!(server.approve(&browser, &device).await.error(), "step-up-needed");
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.approve(&browser, &device).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_with_a_code_counts_as_a_step_up_but_one_with_a_password_does_not() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    assert_eq!(server.change_password(&browser).await.error(), "step-up-needed");
    let code = server.code(json!({ "name": ANN })).await;
    let answer = server.enter_code(&browser, json!({ "name": ANN }), &code).await;
    browser.take_cookie(&answer);
    assert_eq!(server.change_password(&browser).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_changed_password_ends_all_other_sessions_and_sends_a_notice() {
    let server = Server::start().await;
    let (other, mut browser) = (server.browser(ANN).await, server.browser(ANN).await);
    let rejected = server.call(&browser, "/api/account/change-password", json!({ "password": "password1" })).await;
    assert_eq!(rejected.json()["fields"][0]["rule"]["because"], "common");
    let answer = server.change_password(&browser).await;
    assert_eq!(answer.json()["accounts"][0]["name"], ANN, "completed with a code (S9), which counts as a step-up");
    let old = browser.clone();
    browser.take_cookie(&answer);
    server.advance(60);
    assert_eq!(server.read(&old, "/api/devices").await.error(), "not-signed-in", "the old cookie no longer works");
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
    assert_eq!(server.read(&other, "/api/devices").await.error(), "not-signed-in");
    assert_eq!(server.newest_mail().await.purpose, "password-changed");
    let sign_in = async |password: &str| {
        let body = json!({ "name": ANN, "password": password });
        server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await
    };
    assert_eq!(sign_in(PASSWORD).await.error(), "wrong-password");
    assert_eq!(sign_in(STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_step_up_counts_only_for_its_account_and_its_browser() {
    let server = Server::start().await;
    server.add_account("bea@example.com").await;
    let (mut browser, elsewhere) = (server.browser(ANN).await, server.browser(ANN).await);
    let body = json!({ "name": "bea@example.com", "password": PASSWORD });
    let answer = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    browser.take_cookie(&answer); // Bea's now; the page still shows Ann
    let methods = format!("/api/verify/options?account={}", browser.account.as_deref().expect("an account"));
    assert_eq!(server.read(&browser, &methods).await.error(), "account-changed");
    let choose = json!({ "account": browser.account });
    server.call(&browser, "/api/session/choose-account", choose).await;
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.read(&elsewhere, &methods).await.status, StatusCode::OK);
    server.advance(600);
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.change_password(&elsewhere).await.error(), "step-up-needed", "stepped up in another browser");
    browser.account = answer.json()["current"].as_str().map(str::to_owned);
    server.call(&browser, "/api/session/choose-account", json!({ "account": browser.account })).await;
    assert_eq!(server.change_password(&browser).await.error(), "step-up-needed", "Bea has not stepped up");
}

#[tokio::test]
async fn a_code_steps_up_once() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let account = browser.account.clone();
    server.call(&browser, "/api/verify/request", json!({ "account": account, "method": 1 })).await;
    let code = server.newest_mail().await.code.expect("a code");
    let body = json!({ "account": account, "method": 1, "code": code });
    let answers = join_all((0..5).map(|_| server.call(&browser, "/api/verify", body.clone()))).await;
    let (verified, rejected): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(verified.len(), 1);
    assert!(rejected.iter().all(|answer| answer.error() == "sent-code-used"));
}

#[tokio::test]
async fn after_a_lost_response_the_old_cookie_works_for_a_minute_without_the_step_up() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser.clone()).await; // the response with the new cookie is lost
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
    assert_eq!(server.change_password(&browser).await.error(), "step-up-needed", "the old cookie gets no step-up");
    server.advance(60);
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
}

#[tokio::test]
async fn after_several_lost_responses_the_cookie_that_steps_up_still_works() {
    let (server, browser, app) = with_app().await;
    let recovery = server.recovery_codes(&browser).await;
    let step_up = async |path: &str, body: Value| {
        let answer = server.call(&browser, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer
    };
    server.complete_step_up(&mut browser.clone()).await; // its response is lost
    server.advance(40);
    let by_app = json!({ "account": browser.account, "method": 2, "code": app.code_at(&server, 0) });
    step_up("/api/verify", by_app).await; // lost as well
    server.advance(59);
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
    let by_recovery_code = json!({ "account": browser.account, "code": recovery[0] });
    let mut newest = browser.clone();
    newest.take_cookie(&step_up("/api/verify/recovery-code", by_recovery_code).await);
    assert_eq!(server.change_password(&newest).await.status, StatusCode::OK);
    server.advance(60);
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
}

#[tokio::test]
async fn an_old_cookie_gets_no_step_up_by_signing_in_to_another_account() {
    let server = Server::start().await;
    server.add_account("eve@example.com").await;
    for completes in [true, false] {
        let (mut owner, thief) = (server.browser(ANN).await, Browser::default());
        let mut thief = Browser { cookie: owner.cookie.clone(), account: owner.account.clone(), ..thief };
        server.complete_step_up(&mut owner).await;
        if !completes {
            server.advance(60);
            owner.cookie.clone_from(&server.browser(ANN).await.cookie);
            thief.cookie.clone_from(&owner.cookie);
            server.complete_step_up(&mut owner).await;
        }
        let body = json!({ "name": "eve@example.com", "password": PASSWORD });
        let answer = server.call(&thief, "/api/session/sign-in-with-password", body).await;
        thief.take_cookie(&answer);
        assert_eq!(answer.json()["pending"], !completes);
        let chosen = server.call(&thief, "/api/session/choose-account", json!({ "account": owner.account })).await;
        assert_eq!(chosen.error(), "not-signed-in", "a sign-in with a replaced cookie gets a browser of its own");
        assert_ne!(server.change_password(&thief).await.status, StatusCode::OK);
        server.advance(600);
    }
}

#[tokio::test]
async fn changing_the_password_does_not_count_as_a_step_up() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser).await;
    server.advance(540);
    let changed = server.change_password(&browser).await;
    browser.take_cookie(&changed);
    server.advance(60);
    assert_eq!(server.change_password(&browser).await.error(), "step-up-needed");
}

#[tokio::test]
async fn a_change_in_progress_fails_when_its_session_ends() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser).await;
    let session = server.session_of(&browser).await;
    let by = SteppedUpSession { account: session.accounts[0].id.clone(), browser: session };
    server.call(&browser, "/api/session/sign-out-everywhere", json!({})).await;
    let password = server.hash(STRONG).await;
    let changed = server.ctx.store.change_password(by, password, Box::new(|_, _| None)).await;
    assert!(matches!(changed, Err(Stop::Refused(Problem::NotSignedIn))), "{changed:?}");
    let body = json!({ "name": ANN, "password": PASSWORD });
    let sign_in = server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await;
    assert_eq!(sign_in.status, StatusCode::OK, "the password is unchanged");
}

#[tokio::test]
async fn a_password_thief_cannot_stop_the_owner_from_stepping_up() {
    let server = Server::start().await;
    let (mut owner, mut thief) = (server.browser(ANN).await, Browser::default());
    let body = json!({ "name": ANN, "password": PASSWORD });
    let answer = server.call(&thief, "/api/session/sign-in-with-password", body).await;
    thief.take_cookie(&answer);
    for _ in 0..2 {
        assert_eq!(server.call(&thief, "/api/verify/request", json!({ "method": 1 })).await.status, StatusCode::OK);
        let code = server.newest_mail().await.code.expect("a code");
        for _ in 0..5 {
            server.call(&thief, "/api/verify", json!({ "method": 1, "code": other_code(&code) })).await;
        }
        server.advance(60);
    }
    let limited = server.call(&thief, "/api/verify", json!({ "method": 1, "code": "000000" })).await;
    assert_eq!(limited.error(), "too-many");
    server.complete_step_up(&mut owner).await;
    assert_eq!(server.change_password(&owner).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_password_steps_up_only_without_other_methods() {
    let server = Server::with(Config { phone_countries: vec!["FR".into()], ..Config::default() }).await;
    let phone = "+4915123456789";
    let hash = server.hash(PASSWORD).await;
    let name = Contact::parse(phone).expect("a contact");
    server.ctx.store.add_account(vec![name], Some(hash)).await.expect("stored");
    for (who, has_method) in [(ANN, true), (phone, false)] {
        let mut browser = server.browser(who).await;
        let account = browser.account.clone().expect("an account");
        let methods = server.read(&browser, &format!("/api/verify/options?account={account}")).await.json();
        assert_eq!(methods["password"], !has_method);
        let verify_password = async |password: &str| {
            let body = json!({ "account": account, "password": password });
            server.call(&browser, "/api/verify/password", body).await
        };
        if has_method {
            assert_eq!(verify_password(PASSWORD).await.error(), "nothing-to-verify");
            continue;
        }
        assert_eq!(verify_password("guessed").await.error(), "wrong-password");
        let verified = verify_password(PASSWORD).await;
        for _ in 0..10 {
            assert_eq!(verify_password("guessed").await.error(), "wrong-password", "a right one resets the count");
        }
        assert_eq!(verify_password(PASSWORD).await.error(), "too-many");
        browser.take_cookie(&verified);
        assert_eq!(server.change_password(&browser).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_step_up_without_a_session_is_rejected() {
    let server = Server::start().await;
    let signed_out = Browser { cookie: None, ..server.browser(ANN).await };
    let asked =
        server.call(&signed_out, "/api/verify/request", json!({ "account": signed_out.account, "method": 1 })).await;
    assert_eq!(asked.error(), "not-signed-in");
}

#[tokio::test]
async fn an_app_and_a_recovery_code_each_step_up() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    server.needs_second_step(&mut browser).await;
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0) });
    let signed_in = server.second_step(&browser, shown).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    let account = browser.account.clone();
    server.advance(600);
    assert_eq!(server.switch_two_step(&browser, false).await.error(), "step-up-needed");
    let shown = json!({ "account": account, "method": 2, "code": app.code_at(&server, 0) });
    browser.take_cookie(&server.second_step(&browser, shown).await);
    let codes = server.recovery_codes(&browser).await;
    server.advance(600);
    assert_eq!(server.switch_two_step(&browser, false).await.error(), "step-up-needed");
    browser.take_cookie(&server.second_step(&browser, json!({ "account": account, "code": codes[3] })).await);
    assert_eq!(server.switch_two_step(&browser, false).await.json()["two_step"], false);
}
