//! What ends between the read and the write of a request. The write sees it, also if another session, cookie or sign-in continues.

use crate::passkeys::with_passkey;
use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use domain::Problem;
use domain::contact::Contact;
use serde_json::json;
use server::secrets::Token;
use server::store::{AccountId, BrowserSession, Ceremony, NO_OWNER, SteppedUpSession, Stop, ThisBrowser, UsedPasskey};

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

fn ann(browser: &BrowserSession) -> AccountId {
    let ann = browser.accounts.iter().find(|account| account.name == ANN);
    ann.expect("signed in").id.clone()
}

/// Steps Ann up with her password, in a browser as its request has read it.
async fn step_up(server: &Server, read: &BrowserSession) -> Result<Token, Stop> {
    let record = server.ctx.store.password_of(&Contact::parse(ANN).expect("a contact")).await.expect("read");
    let hash = record.and_then(|record| record.hash).expect("a password");
    server.ctx.store.step_up_with_password(ann(read), hash, read.clone()).await.map(|issued| issued.token)
}

/// Makes recovery codes, which needs a step-up, in a browser as its request has read it.
async fn refusal_of_change(server: &Server, read: &BrowserSession) -> Option<Stop> {
    let by = SteppedUpSession { account: ann(read), browser: read.clone() };
    server.ctx.store.make_recovery_codes(by).await.err()
}

/// Signs Ben in with a code, which counts as a step-up, in a browser that goes on showing Ann.
async fn sign_ben_in(server: &Server, browser: &mut Browser) {
    let ben = json!({ "name": BEN });
    let code = server.code(ben.clone()).await;
    let signed_in = server.enter_code(browser, ben, &code).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    browser.take_cookie(&signed_in);
    let chosen = json!({ "account": browser.account });
    let chosen = server.call(browser, "/api/session/choose-account", chosen).await;
    assert_eq!(chosen.status, StatusCode::OK, "{}", chosen.text);
}

async fn sign_ann_out(server: &Server, browser: &Browser) {
    let left = server.call(browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
}

#[tokio::test]
async fn a_cookie_that_a_sign_in_voids_meanwhile_steps_nobody_up() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser).await; // replaced cookies work for a minute
    let read = server.session_of(&browser).await;
    let again = server.call(&browser, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
    assert_eq!(again.json()["pending"], false, "{}", again.text);
    let refused = step_up(&server, &read).await;
    assert!(matches!(refused, Err(Stop::Refused(Problem::NotSignedIn))), "{:?}", refused.err());
}

#[tokio::test]
async fn a_replaced_cookie_whose_minute_is_over_meanwhile_steps_nobody_up() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    let read = server.session_of(&browser).await;
    server.complete_step_up(&mut browser).await;
    server.advance(60);
    let refused = step_up(&server, &read).await;
    assert!(matches!(refused, Err(Stop::Refused(Problem::NotSignedIn))), "{:?}", refused.err());
}

#[tokio::test]
async fn a_password_that_is_replaced_meanwhile_steps_nobody_up() {
    let server = Server::start().await;
    let read = server.session_of(&server.browser(ANN).await).await;
    let refused = server.ctx.store.step_up_with_password(ann(&read), "another hash".into(), read.clone()).await;
    assert!(matches!(refused, Err(Stop::Refused(Problem::WrongPassword))), "{:?}", refused.err());
}

#[tokio::test]
async fn a_step_up_elsewhere_permits_no_change_in_a_session_that_ends_meanwhile() {
    let server = Server::start().await;
    let mut here = server.browser(ANN).await;
    server.complete_step_up(&mut here).await;
    server.browser(ANN).await; // with a code, so it is stepped up
    let read = server.session_of(&here).await;
    sign_ann_out(&server, &here).await;
    let refused = refusal_of_change(&server, &read).await;
    assert!(matches!(refused, Some(Stop::Refused(Problem::NotSignedIn))), "{refused:?}");
}

#[tokio::test]
async fn a_step_up_of_another_account_permits_no_change_of_one_that_signs_out_meanwhile() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let mut browser = server.browser(ANN).await;
    sign_ben_in(&server, &mut browser).await;
    server.complete_step_up(&mut browser).await; // Ann's
    let read = server.session_of(&browser).await;
    sign_ann_out(&server, &browser).await;
    let refused = refusal_of_change(&server, &read).await;
    assert!(matches!(refused, Some(Stop::Refused(Problem::NotSignedIn))), "{refused:?}");
}

#[tokio::test]
async fn a_session_without_a_step_up_permits_no_change() {
    let server = Server::start().await;
    let read = server.session_of(&server.browser(ANN).await).await; // with the password alone
    let refused = refusal_of_change(&server, &read).await;
    assert!(matches!(refused, Some(Stop::Refused(Problem::NotSignedIn))), "{refused:?}");
}

#[tokio::test]
async fn an_account_that_signs_out_meanwhile_is_not_chosen() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let mut browser = server.browser(ANN).await;
    sign_ben_in(&server, &mut browser).await;
    server.browser(ANN).await; // where she stays signed in
    let read = server.session_of(&browser).await;
    sign_ann_out(&server, &browser).await;
    assert!(!server.ctx.store.choose_account(&read, ann(&read).as_str().to_owned()).await.expect("written"));
}

#[tokio::test]
async fn a_passkey_that_is_used_meanwhile_signs_nobody_in() {
    let (server, browser, _) = with_passkey().await;
    let (store, account) = (&server.ctx.store, ann(&server.session_of(&browser).await));
    let before = store.passkeys_of(&account).await.expect("read").remove(0);
    let begun = store.begin_ceremony(Ceremony::SignInWithPasskey, NO_OWNER, &0).expect("sealed");
    let opened = store.open_ceremony::<u8>(Ceremony::SignInWithPasskey, NO_OWNER, &begun);
    let (_, finished) = opened.expect("opens");
    server.execute("UPDATE passkey SET credential = credential || ' '"); // as a use changes its counter
    let used = UsedPasskey { after: before.passkey.clone(), before };
    let this_browser = ThisBrowser { language: "en", ..ThisBrowser::default() };
    let signed_in = store.sign_in_with_passkey(finished, used, this_browser).await;
    assert!(matches!(signed_in, Err(Stop::Counted(Problem::PasskeyRefused))), "{:?}", signed_in.err());
}
