//! "I don't have any of these": all sign-in methods are replaced, after a right first step and a waiting period (S3, H1, H5).

use crate::authenticators::with_app;
use crate::server::{Answer, Browser, PASSWORD, Server};
use crate::tokens::DAY;
use axum::http::StatusCode;
use domain::contact::Contact;
use domain::rules::notice::{NoticeClass, NoticeKind};
use serde_json::{Value, json};
use server::store::{AccountId, HoldSubject};

const ANN: &str = "ann@example.com";
const NEW: &str = "new@example.com";
const REQUEST: &str = "/api/replacement/request-code";
const BEGIN: &str = "/api/replacement/begin";
const MONTH: u64 = 30 * DAY;

/// A server on which Ann has signed in before, so that a new browser must verify after the password.
async fn server() -> Server {
    let server = Server::start().await;
    server.browser(ANN).await;
    server
}

/// A browser in which Ann's password was entered, and in which her sign-in waits.
pub(crate) async fn after_password(server: &Server, password: &str) -> Browser {
    let mut browser = Browser::default();
    let body = json!({ "name": ANN, "password": password });
    let answer = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    assert_eq!(answer.json()["pending"], true, "{}", answer.text);
    browser.take_cookie(&answer);
    browser
}

/// Seconds until the methods can be replaced; `null` if that isn't offered.
pub(crate) async fn offered_in(server: &Server, browser: &Browser) -> Value {
    let path = match &browser.account {
        Some(account) => format!("/api/verify/options?account={account}"),
        None => "/api/verify/options".to_owned(),
    };
    server.read(browser, &path).await.json()["replaceable_in_s"].clone()
}

/// A request about a new contact, in the name of the account that is signed in there, if one is.
fn about(browser: &Browser, contact: &str) -> Value {
    let mut body = json!({ "contact": contact });
    if let Some(account) = &browser.account {
        body["account"] = account.as_str().into();
    }
    body
}

/// Requests a code for a new contact, and reads it from the email.
pub(crate) async fn code_to(server: &Server, browser: &Browser, contact: &str) -> String {
    let sent = server.call(browser, REQUEST, about(browser, contact)).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    let mail = server.newest_mail().await;
    assert_eq!(mail.to, contact);
    mail.code.expect("a code")
}

pub(crate) async fn begin_with(server: &Server, browser: &Browser, contact: &str, code: &str) -> Answer {
    let mut body = about(browser, contact);
    body["code"] = code.into();
    server.call(browser, BEGIN, body).await
}

/// Begins the hold in which a new contact replaces all methods.
async fn begin(server: &Server, browser: &Browser) -> Answer {
    let code = code_to(server, browser, NEW).await;
    begin_with(server, browser, NEW, &code).await
}

async fn ann(server: &Server) -> AccountId {
    let name = Contact::parse(ANN).expect("an address");
    server.ctx.store.account_named(&name).await.expect("read").expect("Ann's account")
}

/// What Ann's contacts are to be told about waiting periods.
async fn told(server: &Server) -> Vec<NoticeKind> {
    let notices = server.ctx.store.change_notices().await.expect("read").into_iter().map(|notice| notice.kind);
    notices.filter(|kind| kind.class() == NoticeClass::Protection).collect()
}

pub(crate) async fn let_days_pass(server: &Server, days: u64) {
    for _ in 0..days {
        server.advance(DAY);
        while server.ctx.store.settle_due_holds().await.expect("settled") {}
    }
}

#[tokio::test]
async fn a_new_contact_replaces_all_methods_after_thirty_days_and_signs_nobody_in_before() {
    let server = server().await;
    let browser = after_password(&server, PASSWORD).await;
    assert_eq!(offered_in(&server, &browser).await, 0);
    let begun = begin(&server, &browser).await;
    assert_eq!(begun.json(), json!({ "ends_in_s": MONTH }), "{}", begun.text);
    assert!(begun.headers.get("set-cookie").is_none(), "the browser gets no rights");
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"], json!([]));
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
    let options = server.read(&browser, "/api/verify/options").await;
    assert_eq!(options.error(), "nothing-to-verify", "the sign-in has ended");

    let notice = server.ctx.store.change_notices().await.expect("read").remove(0);
    let recipients: Vec<_> = notice.recipients.iter().map(|to| (to.contact.as_str(), to.has_link)).collect();
    assert_eq!((notice.kind, recipients), (NoticeKind::HoldStarted, vec![(ANN, true), (NEW, false)]));
    assert_eq!(server.request_code(json!({ "name": NEW })).await.status, StatusCode::OK);
    assert!(server.messages().await.last().expect("a message").decoy, "the new contact doesn't sign in yet");

    let owner = server.browser(ANN).await; // an ordinary sign-in changes nothing
    let account = ann(&server).await;
    let_days_pass(&server, 29).await;
    let names = server.ctx.store.methods(&account).await.expect("read").info.names;
    assert_eq!(names.iter().map(Contact::as_str).collect::<Vec<_>>(), [ANN], "nothing has changed yet");
    assert_eq!(server.read(&owner, "/api/devices").await.status, StatusCode::OK);
    let_days_pass(&server, 1).await;
    let info = server.ctx.store.methods(&account).await.expect("read").info;
    assert_eq!((info.methods.len(), info.names[0].as_str(), info.names.len()), (1, NEW, 1));
    assert_eq!(server.read(&owner, "/api/devices").await.error(), "not-signed-in", "all sessions end");
    assert_eq!(server.request_code(json!({ "name": NEW })).await.status, StatusCode::OK);
    let code = server.newest_mail().await.code.expect("a code");
    assert_eq!(server.enter_code(&Browser::default(), json!({ "name": NEW }), &code).await.status, StatusCode::OK);
    let warning = NoticeKind::HoldWarning;
    assert_eq!(told(&server).await, [NoticeKind::HoldStarted, warning, warning, NoticeKind::HoldApplied]);
}

#[tokio::test]
async fn without_a_right_first_step_in_the_same_browser_nothing_is_sent_or_begun() {
    let server = server().await;
    let owner = after_password(&server, PASSWORD).await;
    let code = code_to(&server, &owner, NEW).await;
    let wrong = Browser::default();
    let body = json!({ "name": ANN, "password": "a wrong one" });
    let answer = server.call(&wrong, "/api/session/sign-in-with-password", body).await;
    assert_eq!(answer.error(), "wrong-password");
    let sent = server.call(&wrong, REQUEST, json!({ "contact": "eve@example.com" })).await;
    assert_eq!(sent.error(), "nothing-to-verify");
    assert_eq!(begin_with(&server, &wrong, NEW, &code).await.error(), "nothing-to-verify");
    let elsewhere = after_password(&server, PASSWORD).await;
    let theirs = begin_with(&server, &elsewhere, NEW, &code).await;
    assert_eq!(theirs.error(), "wrong-sent-code", "the code works only in the browser that has requested it");
    let other_contact = begin_with(&server, &owner, "eve@example.com", &code).await;
    assert_eq!(other_contact.error(), "wrong-sent-code", "and only for its contact");
    assert_eq!((server.messages().await.len(), server.rows("hold")), (0, 0));
    assert_eq!(begin_with(&server, &owner, NEW, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_that_has_expired_begins_nothing() {
    let server = server().await;
    let browser = after_password(&server, PASSWORD).await;
    let code = code_to(&server, &browser, NEW).await;
    server.advance(600);
    assert_eq!(begin_with(&server, &browser, NEW, &code).await.error(), "nothing-to-verify");
    assert_eq!(server.rows("hold"), 0);
}

#[tokio::test]
async fn while_one_runs_no_other_begins() {
    let server = server().await;
    let browser = after_password(&server, PASSWORD).await;
    let other = after_password(&server, PASSWORD).await;
    let code = code_to(&server, &other, "eve@example.com").await;
    assert_eq!(begin(&server, &browser).await.status, StatusCode::OK);
    assert_eq!(offered_in(&server, &other).await, MONTH);
    let late = begin_with(&server, &other, "eve@example.com", &code).await;
    assert_eq!((late.error(), &late.json()["ends_in_s"]), ("changes-held".into(), &json!(MONTH)));
    let sent = server.call(&other, REQUEST, json!({ "contact": "eve@example.com" })).await;
    assert_eq!(sent.error(), "changes-held");
    let held = server.ctx.store.hold(&ann(&server).await).await.expect("read").expect("it runs");
    assert_eq!(held.subject, HoldSubject::Contact(Contact::parse(NEW).expect("an address")));
}

#[tokio::test]
async fn a_thief_with_the_password_is_stopped_by_an_old_method_and_waits_a_week_before_the_next_try() {
    let server = server().await;
    let thief = after_password(&server, PASSWORD).await;
    assert_eq!(begin(&server, &thief).await.status, StatusCode::OK);
    let other = "walnut harbour 42 tides";
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": other });
    let reset = server.call(&Browser::default(), "/api/account/reset-password", reset).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    assert_eq!(told(&server).await, [NoticeKind::HoldStarted, NoticeKind::HoldCanceled]);

    server.messages().await;
    let thief = after_password(&server, other).await; // the thief learns this one, too
    assert_eq!(offered_in(&server, &thief).await, 7 * DAY);
    let sent = server.call(&thief, REQUEST, json!({ "contact": NEW })).await;
    assert_eq!((sent.error(), &sent.json()["retry_after_s"]), ("too-many".into(), &json!(7 * DAY)));
    assert_eq!((server.messages().await.len(), server.rows("hold")), (0, 0));
    let_days_pass(&server, 7).await;
    let browser = after_password(&server, other).await;
    assert_eq!(begin(&server, &browser).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_password_reset_that_waits_for_a_second_step_is_no_first_step() {
    let (server, ..) = with_app().await;
    let whom = json!({ "name": ANN });
    let asked = json!({ "for": whom, "purpose": "reset-password" });
    let mut thief = Browser::default();
    server.call(&thief, "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": whom, "code": code, "password": "a lighthouse by the sea" });
    let reset = server.call(&thief, "/api/account/reset-password", reset).await;
    assert_eq!(reset.json()["pending"], true, "{}", reset.text);
    thief.take_cookie(&reset);
    assert_eq!(offered_in(&server, &thief).await, Value::Null, "a thief with the mailbox doesn't have the password");
    let sent = server.call(&thief, REQUEST, json!({ "contact": NEW })).await;
    assert_eq!(sent.error(), "nothing-to-verify");
}

#[tokio::test]
async fn a_session_is_a_first_step_too_unless_its_cookie_was_replaced() {
    let server = server().await;
    let mut browser = server.browser(ANN).await;
    let copy = browser.clone();
    server.complete_step_up(&mut browser).await;
    assert_eq!(offered_in(&server, &copy).await, Value::Null, "it can be a thief's copy");
    let sent = server.call(&copy, REQUEST, about(&copy, NEW)).await;
    assert_eq!(sent.error(), "nothing-to-verify");
    assert_eq!(offered_in(&server, &browser).await, 0);
    assert_eq!(begin(&server, &browser).await.json(), json!({ "ends_in_s": MONTH }));
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK, "the session goes on");
}

#[tokio::test]
async fn a_session_that_has_ended_begins_nothing() {
    let server = server().await;
    let browser = server.browser(ANN).await;
    let code = code_to(&server, &browser, NEW).await;
    let signed_out = server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(signed_out.status, StatusCode::OK, "{}", signed_out.text);
    assert_ne!(begin_with(&server, &browser, NEW, &code).await.status, StatusCode::OK);
    assert_eq!(server.rows("hold"), 0);
}

#[tokio::test]
async fn an_owner_can_keep_a_contact_and_lose_all_others() {
    let (server, ..) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let code = code_to(&server, &browser, ANN).await;
    assert_eq!(begin_with(&server, &browser, ANN, &code).await.status, StatusCode::OK);
    let_days_pass(&server, 30).await;
    let info = server.ctx.store.methods(&ann(&server).await).await.expect("read").info;
    assert_eq!((info.methods.len(), info.two_step), (1, false), "the app is gone");
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_for_a_minute() {
    let server = server().await;
    let browser = after_password(&server, PASSWORD).await;
    let code = code_to(&server, &browser, NEW).await;
    let body = json!({ "contact": NEW, "code": code, "operation": "b0f9bd3e-6b6b-4a1e-9d5c-0000000000aa" });
    let lost = server.call(&browser, BEGIN, body.clone()).await;
    let again = server.call(&browser, BEGIN, body.clone()).await;
    assert_eq!((lost.status, again.json()), (StatusCode::OK, lost.json()));
    assert_eq!(server.call(&Browser::default(), BEGIN, body.clone()).await.error(), "nothing-to-verify");
    server.advance(60);
    assert_eq!(server.call(&browser, BEGIN, body).await.error(), "nothing-to-verify");
    assert_eq!(told(&server).await, [NoticeKind::HoldStarted]);
}

#[tokio::test]
async fn an_account_without_methods_has_none_to_replace() {
    let server = server().await;
    let browser = server.browser(ANN).await;
    server.execute("DELETE FROM method");
    assert_eq!(offered_in(&server, &browser).await, Value::Null, "nobody could cancel");
    let sent = server.call(&browser, REQUEST, about(&browser, NEW)).await;
    assert_eq!(sent.error(), "nothing-to-verify");
}
