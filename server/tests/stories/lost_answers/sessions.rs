//! Sign-ins and verifications whose answer is lost, and its cookie with it.

use super::*;
use crate::log::Log;
use crate::passkeys::with_passkey;
use crate::server::{PASSWORD, join_all};

const STRONG: &str = "walnut harbour 42 tides";

impl Server {
    /// The names that are signed in in a browser.
    pub(super) async fn signed_in(&self, browser: &Browser) -> Vec<String> {
        let session = self.read(browser, "/api/session").await.json();
        let accounts = session["accounts"].as_array().expect("a list");
        accounts.iter().map(|account| account["name"].as_str().expect("text").to_owned()).collect()
    }

    /// Requests a code for a purpose, and returns the request that enters it, with an ID.
    async fn request_with_code(&self, name: &str, purpose: &str) -> Value {
        let whom = json!({ "name": name });
        let asked = json!({ "for": whom, "purpose": purpose });
        self.succeed(&Browser::default(), "/api/single-use-code/request", &asked).await;
        let code = self.messages().await.pop().expect("a message").code.expect("a code");
        with_id(json!({ "for": whom, "code": code }))
    }

    /// Sends a request twice from a browser that never gets the first answer. Returns the browser with the second one, and the cookie that
    /// was lost.
    pub(super) async fn twice(&self, browser: &Browser, path: &str, request: &Value) -> (Browser, Browser) {
        let (mut newest, mut lost) = (browser.clone(), browser.clone());
        let first = self.succeed(browser, path, request).await;
        let again = self.succeed(browser, path, request).await;
        assert_eq!(again.json(), first.json(), "{path}");
        lost.take_cookie(&first);
        newest.take_cookie(&again);
        newest.account = again.json()["current"].as_str().map(str::to_owned);
        (newest, lost)
    }
}

/// Another browser, with a cookie of its own.
pub(super) async fn another_browser(server: &Server) -> Browser {
    server.add_account("eve@example.com").await;
    let browser = server.browser("eve@example.com").await;
    server.advance(1);
    browser
}

#[tokio::test]
async fn a_sign_in_with_a_code_gets_another_cookie_of_the_same_session() {
    let server = Server::start().await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let (log, guard) = Log::begin();
    let (browser, lost) = server.twice(&Browser::default(), SIGN_IN, &request).await;
    drop(guard);
    assert_eq!(server.signed_in(&browser).await, [ANN]);
    assert_eq!(server.signed_in(&lost).await, [""; 0], "the cookie that was lost never works");
    assert_eq!((server.rows("browser"), server.rows("session"), server.rows("known_browser")), (1, 1, 1));
    let (events, repeated) = (log.lines("event"), log.lines("an answer was repeated, with another cookie"));
    assert_eq!((events.len(), repeated.len()), (1, 1), "it happened once");
    assert_eq!(repeated[0]["account"], events[0]["account"]);
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
    let made = server.call(&browser, "/api/security/recovery-codes", json!({})).await;
    assert_eq!(made.status, StatusCode::OK, "the code still counts as a step-up: {}", made.text);
}

#[tokio::test]
async fn a_sign_in_with_a_code_is_answered_again_for_nobody_else() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    let request = server.request_with_code(ANN, "sign-in").await;
    server.succeed(&Browser::default(), SIGN_IN, &request).await;
    let mut on_shared_computer = request.clone();
    on_shared_computer["shared"] = true.into();
    let without_id = json!({ "for": request["for"], "code": request["code"] });
    for other in [with_id(request.clone()), without_id, on_shared_computer] {
        assert_eq!(server.rejection(&Browser::default(), SIGN_IN, &other).await, "sent-code-used");
    }
    assert_eq!(server.rejection(&eve, SIGN_IN, &request).await, "sent-code-used", "a browser with another cookie");
    server.advance(59);
    server.succeed(&Browser::default(), SIGN_IN, &request).await;
    server.advance(1);
    assert_eq!(server.rejection(&Browser::default(), SIGN_IN, &request).await, "sent-code-used");
}

#[tokio::test]
async fn an_id_is_bound_to_the_path_of_its_request() {
    let server = Server::start().await;
    let mut request = server.request_with_code(NEW, "create-account").await;
    request["password"] = STRONG.into();
    server.succeed(&Browser::default(), "/api/account/create", &request).await;
    let reset = server.rejection(&Browser::default(), "/api/account/reset-password", &request).await;
    assert_eq!(reset, "wrong-sent-code");
}

#[tokio::test]
async fn if_only_the_content_of_the_answer_is_lost_the_new_cookie_gets_it_again() {
    let server = Server::start().await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let mut browser = Browser::default();
    for _ in 0..3 {
        let answer = server.succeed(&browser, SIGN_IN, &request).await;
        browser.take_cookie(&answer);
    }
    assert_eq!((server.signed_in(&browser).await, server.rows("session")), (vec![ANN.to_owned()], 1));
}

#[tokio::test]
async fn a_browser_keeps_its_other_accounts_although_its_cookie_was_replaced() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let (browser, _) = server.twice(&eve, SIGN_IN, &request).await;
    assert_eq!(server.signed_in(&browser).await, ["eve@example.com", ANN]);
    assert_eq!(server.signed_in(&eve).await, [""; 0], "its cookie was voided by the sign-in");
}

#[tokio::test]
async fn nothing_is_answered_again_after_signing_out_or_after_another_cookie() {
    let server = Server::start().await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let answer = server.succeed(&Browser::default(), SIGN_IN, &request).await;
    let mut browser = Browser { account: answer.json()["current"].as_str().map(str::to_owned), ..Browser::default() };
    browser.take_cookie(&answer);
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.rejection(&Browser::default(), SIGN_IN, &request).await, "sent-code-used", "a newer cookie");

    let server = Server::start().await;
    let eve = another_browser(&server).await;
    server.browser(ANN).await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let (browser, _) = server.twice(&eve, SIGN_IN, &request).await;
    server.succeed(&browser, "/api/session/sign-out", &json!({ "account": browser.account })).await;
    let again = server.rejection(&eve, SIGN_IN, &request).await;
    assert_eq!(again, "sent-code-used", "Ann is signed in only elsewhere, and only Eve here");
}

#[tokio::test]
async fn each_of_two_people_whose_answers_are_lost_gets_their_own() {
    let server = Server::start().await;
    server.add_account("eve@example.com").await;
    let both = [ANN, "eve@example.com"];
    let mut requests = Vec::new();
    for name in both {
        requests.push(server.request_with_code(name, "sign-in").await);
    }
    for _ in 0..3 {
        for (name, request) in both.iter().zip(&requests) {
            let mut browser = Browser::default();
            browser.take_cookie(&server.succeed(&browser, SIGN_IN, request).await);
            assert_eq!(server.signed_in(&browser).await, [*name]);
        }
    }
}

#[tokio::test]
async fn equal_sign_ins_at_once_are_one_sign_in() {
    let server = Server::start().await;
    let request = server.request_with_code(ANN, "sign-in").await;
    let browser = Browser::default();
    let answers = join_all((0..3).map(|_| server.call(&browser, SIGN_IN, request.clone()))).await;
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    assert_eq!((server.rows("browser"), server.rows("session")), (1, 1));
    let mut still_signed_in = 0;
    for answer in &answers {
        let mut browser = Browser::default();
        browser.take_cookie(answer);
        still_signed_in += server.signed_in(&browser).await.len();
    }
    assert_eq!(still_signed_in, 1, "the newest cookie works, and no other");
}

#[tokio::test]
async fn an_account_is_created_once_and_its_answer_comes_again() {
    let server = Server::start().await;
    let mut request = server.request_with_code(NEW, "create-account").await;
    request["password"] = STRONG.into();
    let (browser, _) = server.twice(&Browser::default(), "/api/account/create", &request).await;
    assert_eq!((server.signed_in(&browser).await, server.rows("account")), (vec![NEW.to_owned()], 2));
    request["password"] = "another harbour 43 tides".into();
    let other = server.rejection(&Browser::default(), "/api/account/create", &request).await;
    assert_eq!(other, "sent-code-used", "another password is another request");
}

#[tokio::test]
async fn a_password_is_reset_once_and_its_answer_comes_again() {
    let server = Server::start().await;
    let mut request = server.request_with_code(ANN, "reset-password").await;
    request["password"] = STRONG.into();
    let (browser, _) = server.twice(&Browser::default(), "/api/account/reset-password", &request).await;
    assert_eq!(server.signed_in(&browser).await, [ANN]);
    assert_eq!(server.messages().await.len(), 1, "one message about the new password");
}

#[tokio::test]
async fn a_second_step_is_answered_again_and_keeps_its_trust() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let request = with_id(json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true }));
    let (mut browser, _) = server.twice(&browser, "/api/verify", &request).await;
    assert_eq!(server.signed_in(&browser).await, [ANN]);
    let used = json!({ "method": 2, "code": request["code"] });
    assert_eq!(server.rejection(&browser, "/api/verify", &used).await, "nothing-to-verify");
    assert!(!server.needs_second_step(&mut browser).await, "the browser is trusted");
}

#[tokio::test]
async fn a_recovery_code_is_used_up_once_and_its_answer_comes_again() {
    let (server, owner, _) = with_app().await;
    let recovery = server.recovery_codes(&owner).await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let request = with_id(json!({ "code": recovery[0] }));
    let (browser, _) = server.twice(&browser, "/api/verify/recovery-code", &request).await;
    assert_eq!(server.read(&browser, "/api/security").await.json()["recovery_codes"], 9);
}

#[tokio::test]
async fn a_first_step_is_answered_again_and_waits_for_the_second() {
    let (server, _, app) = with_app().await;
    server.advance(1); // until another code can be sent
    let request = server.request_with_code(ANN, "sign-in").await;
    let (browser, _) = server.twice(&Browser::default(), SIGN_IN, &request).await;
    assert_eq!(server.signed_in(&browser).await, [""; 0]);
    let second = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.succeed(&browser, "/api/verify", &second).await.json()["accounts"][0]["name"], ANN);
}

#[tokio::test]
async fn a_first_step_is_not_answered_again_after_its_sign_in_has_ended() {
    let (server, ..) = with_app().await;
    another_browser(&server).await; // so that Eve's next one is asked for a code
    let (mut here, eve) = (Browser::default(), json!({ "name": "eve@example.com", "password": PASSWORD }));
    here.take_cookie(&server.succeed(&here, "/api/session/sign-in-with-password", &eve).await);
    let request = server.request_with_code(ANN, "sign-in").await;
    let (browser, _) = server.twice(&here, SIGN_IN, &request).await;
    let ann = server.read(&browser, "/api/verify/options").await.json()["waiting"].clone();
    server.succeed(&browser, "/api/session/sign-out", &json!({ "account": ann })).await;
    assert!(server.needs_second_step(&mut Browser::default()).await);
    let again = server.rejection(&here, SIGN_IN, &request).await;
    assert_eq!(again, "sent-code-used", "Ann's waits only elsewhere, and only Eve's here");
}

#[tokio::test]
async fn a_step_up_whose_answer_is_lost_is_not_lost() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let method = json!({ "account": browser.account, "method": 1 });
    server.succeed(&browser, "/api/verify/request", &method).await;
    let code = server.newest_mail().await.code.expect("a code");
    let request = with_id(json!({ "account": browser.account, "method": 1, "code": code }));
    let (newest, lost) = server.twice(&browser, "/api/verify", &request).await;
    let change = async |browser: &Browser| {
        server.call(browser, "/api/account/change-password", json!({ "password": STRONG })).await
    };
    assert_eq!(change(&browser).await.error(), "step-up-needed", "the cookie before gets no step-up");
    assert_eq!(change(&lost).await.error(), "not-signed-in");
    assert_eq!(change(&newest).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_with_a_passkey_is_answered_again() {
    let (server, _, mut passkey) = with_passkey().await;
    let browser = Browser::default();
    let begun = server.succeed(&browser, "/api/session/passkey/begin", &json!({})).await.json();
    let credential = passkey.get(begun["options"].as_str().expect("text"));
    let request = with_id(json!({ "ceremony": begun["ceremony"], "credential": credential }));
    let (newest, _) = server.twice(&browser, "/api/session/sign-in-with-passkey", &request).await;
    assert_eq!(server.signed_in(&newest).await, [ANN]);
}

#[tokio::test]
async fn a_step_up_with_a_passkey_is_answered_again() {
    let (server, browser, mut passkey) = with_passkey().await;
    server.advance(601); // the sign-in with a code no longer counts as a step-up
    let whom = json!({ "account": browser.account });
    let begun = server.succeed(&browser, "/api/verify/passkey/begin", &whom).await.json();
    let credential = passkey.get(begun["options"].as_str().expect("text"));
    let verified = json!({ "account": browser.account, "ceremony": begun["ceremony"], "credential": credential });
    let (newest, _) = server.twice(&browser, "/api/verify/passkey", &with_id(verified)).await;
    let change = json!({ "password": STRONG });
    let changed = server.call(&newest, "/api/account/change-password", change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
}

#[tokio::test]
async fn a_browser_on_a_shared_computer_stays_one() {
    let server = Server::start().await;
    let mut request = server.request_with_code(ANN, "sign-in").await;
    request["shared"] = true.into();
    server.succeed(&Browser::default(), SIGN_IN, &request).await;
    let again = server.succeed(&Browser::default(), SIGN_IN, &request).await;
    let cookie = again.headers["set-cookie"].to_str().expect("text");
    assert!(!cookie.contains("Max-Age"), "it ends with the browser: {cookie}");
    assert_eq!((&again.json()["shared"], server.rows("known_browser")), (&json!(true), 0));
}
