//! Sign-ins in two tabs of one browser at the same time, with the same cookie (S13). One voids it for the other, which is repeated.

use super::{ANN, BEA, CLEO, SIGN_IN, begin, complete, enter_password, sent_code, server};
use crate::authenticators::with_app;
use crate::server::{Answer, Browser, PASSWORD, Server, address, join_all};
use axum::http::StatusCode;
use domain::code::{OneTimeCode, RecoveryCode};
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::{Value, json};
use server::store::{CodeEntry, Stop, StoreError, ThisBrowser, VerifiedFor};

pub(super) async fn signed_in(server: &Server, browser: &Browser) -> Option<usize> {
    server.read(browser, "/api/session").await.json()["accounts"].as_array().map(Vec::len)
}

/// Repeats the request that was too late, as the page's "Try again" does, with the cookie of the one that wasn't.
async fn repeat(server: &Server, browser: &mut Browser, answers: &[Answer; 2], path: &str, bodies: &[Value; 2]) {
    let is_signed_in = answers.each_ref().map(|answer| answer.status == StatusCode::OK);
    assert_ne!(is_signed_in[0], is_signed_in[1], "{} {}", answers[0].text, answers[1].text);
    let winner = usize::from(is_signed_in[1]);
    let late = &answers[1 - winner];
    assert_eq!((late.status, &*late.error()), (StatusCode::CONFLICT, "sign-in-too-late"));
    assert!(!late.headers.contains_key("set-cookie"), "the cookie of the other one stays");
    browser.take_cookie(&answers[winner]);
    let repeated = server.call(browser, path, bodies[1 - winner].clone()).await;
    assert_eq!(repeated.status, StatusCode::OK, "{}", repeated.text);
    browser.take_cookie(&repeated);
}

/// Sends two requests at once with one cookie.
async fn at_once(server: &Server, browser: &Browser, path: &str, bodies: &[Value; 2]) -> [Answer; 2] {
    let send = |(number, body): (usize, &Value)| {
        let body = body.clone();
        async move { (number, server.call(browser, path, body).await) }
    };
    let mut answers = join_all(bodies.iter().enumerate().map(send)).await;
    answers.sort_by_key(|(number, _)| *number);
    let mut answers = answers.into_iter().map(|(_, answer)| answer);
    [answers.next().expect("an answer"), answers.next().expect("another one")]
}

#[tokio::test]
async fn two_sign_ins_that_are_completed_at_once_in_one_browser_keep_their_codes() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    let bea = begin(&server, &mut browser, BEA).await;
    let mut bodies = [json!(null), json!(null)];
    for (account, body) in [&ann, &bea].into_iter().zip(&mut bodies) {
        *body = json!({ "waiting": account, "method": 1, "code": sent_code(&server, &browser, account).await });
    }
    let answers = at_once(&server, &browser, "/api/verify", &bodies).await;
    repeat(&server, &mut browser, &answers, "/api/verify", &bodies).await;
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn two_sign_ins_at_once_in_one_browser_sign_no_account_out() {
    let server = server().await;
    server.add_account("dan@example.com").await;
    let mut browser = server.browser(ANN).await;
    let bodies = [CLEO, "dan@example.com"].map(|name| json!({ "name": name, "password": PASSWORD }));
    let answers = at_once(&server, &browser, SIGN_IN, &bodies).await;
    repeat(&server, &mut browser, &answers, SIGN_IN, &bodies).await;
    assert_eq!(signed_in(&server, &browser).await, Some(3));
}

#[tokio::test]
async fn two_sign_ins_to_one_account_at_once_sign_no_other_account_out() {
    let server = server().await;
    let mut browser = server.browser(ANN).await;
    let body = json!({ "name": CLEO, "password": PASSWORD });
    let bodies = [body.clone(), body];
    let answers = at_once(&server, &browser, SIGN_IN, &bodies).await;
    repeat(&server, &mut browser, &answers, SIGN_IN, &bodies).await;
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn a_sign_in_that_another_tab_is_faster_than_uses_up_nothing() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    begin(&server, &mut browser, BEA).await;
    let code = sent_code(&server, &browser, &ann).await;
    let read = server.session_of(&browser).await;
    let (store, contact) = (&server.ctx.store, Contact::parse(ANN).expect("a contact"));
    let account = read.waiting(Some(&ann)).expect("a sign-in waits").account.clone();
    let to = store.addressee_of(ChallengePurpose::Verify, account, contact, &read).await.expect("read");
    let counts = store.wrong_codes(&to, address("192.0.2.1"));
    let entry = CodeEntry { to, code: OneTimeCode::parse(&code).expect("a code"), counts, prefixes: Vec::new() };
    let this_browser = ThisBrowser { browser: Some(read), language: "en", ..ThisBrowser::default() };

    browser.take_cookie(&server.call(&browser, SIGN_IN, json!({ "name": CLEO, "password": PASSWORD })).await);
    let sign_in = VerifiedFor::SignIn { this_browser, trust: None, write_notice: Box::new(|_, _| None) };
    let verified = store.verify_with_code(entry, sign_in).await;
    assert!(matches!(verified, Err(Stop::Failed(StoreError::CookieVoided))), "{:?}", verified.err());
    complete(&server, &mut browser, &ann, &code).await;
    assert_eq!(signed_in(&server, &browser).await, Some(2), "with the same code");
}

#[tokio::test]
async fn the_code_of_an_app_and_a_recovery_code_that_are_too_late_stay_unused() {
    let (server, owner, app) = with_app().await;
    let recovery_codes = server.recovery_codes(&owner).await;
    for (faster, is_app) in [(BEA, true), (CLEO, false)] {
        server.add_account(faster).await;
        let mut browser = Browser::default();
        let ann = begin(&server, &mut browser, ANN).await;
        let read = server.session_of(&browser).await;
        let account = read.waiting(Some(&ann)).expect("a sign-in waits").account.clone();
        let this_browser = ThisBrowser { browser: Some(read), language: "en", ..ThisBrowser::default() };
        let sign_in = VerifiedFor::SignIn { this_browser, trust: None, write_notice: Box::new(|_, _| None) };
        assert!(!enter_password(&server, &mut browser, faster).await, "it doesn't wait");
        let (late, again) = if is_app {
            let text = app.code_at(&server, 0);
            let code = OneTimeCode::parse(&text).expect("a code");
            let late = server.ctx.store.verify_with_authenticator((account, 2), code, Vec::new(), sign_in).await;
            (late, json!({ "waiting": ann, "method": 2, "code": text }))
        } else {
            let code = RecoveryCode::parse(&recovery_codes[0]).expect("a code");
            let late = server.ctx.store.verify_with_recovery_code(account, code, Vec::new(), sign_in).await;
            (late, json!({ "waiting": ann, "code": recovery_codes[0] }))
        };
        assert!(matches!(late, Err(Stop::Failed(StoreError::CookieVoided))), "{:?}", late.err());
        let repeated = server.second_step(&browser, again).await;
        assert_eq!(repeated.status, StatusCode::OK, "with the same code: {}", repeated.text);
    }
}
