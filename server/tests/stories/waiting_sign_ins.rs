//! Sign-ins that wait for a code while the same browser signs in to other accounts (S13).

mod at_once;
mod left_computers;
mod too_late;

use crate::authenticators::with_app;
use crate::server::{Answer, Browser, PASSWORD, Server, address};
use axum::http::StatusCode;
use domain::Problem;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::{Value, json};
use server::store::{CodeEntry, Stop, ThisBrowser, VerifiedFor};

const ANN: &str = "ann@example.com";
const BEA: &str = "bea@example.com";
const CLEO: &str = "cleo@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

/// A server on which Ann and Bea have signed in before, so that a new browser must enter a code, and Cleo never has.
async fn server() -> Server {
    let server = Server::start().await;
    for name in [BEA, CLEO] {
        server.add_account(name).await;
    }
    for name in [ANN, BEA] {
        server.browser(name).await;
    }
    server
}

/// Enters the password. Returns whether the sign-in waits.
async fn enter_password(server: &Server, browser: &mut Browser, name: &str) -> bool {
    let answer = server.call(browser, SIGN_IN, json!({ "name": name, "password": PASSWORD })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    answer.json()["pending"] == true
}

/// Enters the password of an account whose sign-in waits then. Returns the account's ID.
async fn begin(server: &Server, browser: &mut Browser, name: &str) -> String {
    assert!(enter_password(server, browser, name).await, "{name}");
    newest(server, browser).await
}

/// The account whose sign-in waits last.
async fn newest(server: &Server, browser: &Browser) -> String {
    let options = server.read(browser, "/api/verify/options").await.json();
    options["waiting"].as_str().expect("an account").to_owned()
}

async fn options(server: &Server, browser: &Browser, account: &str) -> Answer {
    server.read(browser, &format!("/api/verify/options?waiting={account}")).await
}

async fn waits(server: &Server, browser: &Browser, account: &str) -> bool {
    let answer = options(server, browser, account).await;
    assert!(answer.status == StatusCode::OK || answer.error() == "nothing-to-verify", "{}", answer.text);
    answer.status == StatusCode::OK
}

async fn sent_code(server: &Server, browser: &Browser, account: &str) -> String {
    let asked = server.call(browser, "/api/verify/request", json!({ "waiting": account, "method": 1 })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    server.newest_mail().await.code.expect("a code")
}

async fn complete(server: &Server, browser: &mut Browser, account: &str, code: &str) -> Value {
    let entered = json!({ "waiting": account, "method": 1, "code": code });
    let answer = server.call(browser, "/api/verify", entered).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    answer.json()
}

#[tokio::test]
async fn two_sign_ins_wait_in_one_browser_and_each_is_completed() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    let code = sent_code(&server, &browser, &ann).await;
    let bea = begin(&server, &mut browser, BEA).await;
    assert_ne!(ann, bea, "without a name, it is about the newest one");
    for (account, hint) in [(&ann, "an…@example.com"), (&bea, "be…@example.com")] {
        let options = options(&server, &browser, account).await.json();
        assert_eq!((&options["waiting"], &options["name"]), (&json!(account), &json!(hint)));
        assert_eq!(options["methods"], json!([{ "id": 1, "kind": "email", "hint": hint }]));
    }
    let session = complete(&server, &mut browser, &ann, &code).await;
    assert_eq!((&session["current"], &session["pending"]), (&json!(ann), &json!(false)));
    assert!(!waits(&server, &browser, &ann).await);
    let code = sent_code(&server, &browser, &bea).await;
    let session = complete(&server, &mut browser, &bea, &code).await;
    assert_eq!((&session["current"], session["accounts"].as_array().map(Vec::len)), (&json!(bea), Some(2)));
    assert_eq!(server.rows("waiting_sign_in"), 0);
}

#[tokio::test]
async fn a_sign_in_to_a_second_account_does_not_end_the_one_that_waits() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    let code = sent_code(&server, &browser, &ann).await;
    assert!(!enter_password(&server, &mut browser, CLEO).await);
    let session = server.read(&browser, "/api/session").await.json();
    assert_eq!(session["pending"], true, "the other tab goes on waiting");
    assert_eq!(newest(&server, &browser).await, ann, "also without a name");
    let cleo = json!({ "account": session["current"] });
    let chosen = server.call(&browser, "/api/session/choose-account", cleo).await.json();
    assert_eq!((&chosen["current"], &chosen["pending"]), (&session["current"], &json!(false)));
    let session = complete(&server, &mut browser, &ann, &code).await;
    assert_eq!((&session["current"], session["accounts"].as_array().map(Vec::len)), (&json!(ann), Some(2)));
    assert_eq!(server.read(&browser, "/api/session").await.json()["pending"], false);
}

#[tokio::test]
async fn a_new_first_step_takes_the_place_of_the_accounts_older_one() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    assert!(!enter_password(&server, &mut browser, CLEO).await);
    assert_eq!(begin(&server, &mut browser, ANN).await, ann);
    begin(&server, &mut browser, BEA).await;
    assert_eq!(begin(&server, &mut browser, ANN).await, ann, "it is the newest one now");
    assert_eq!(server.rows("waiting_sign_in"), 2, "one of each account");
}

#[tokio::test]
async fn the_newest_is_the_last_that_began_although_the_clock_was_set_back() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    server.set_clock(-60);
    assert_ne!(begin(&server, &mut browser, BEA).await, ann);
}

#[tokio::test]
async fn the_newest_ten_of_a_browser_wait() {
    let (server, mut browser, mut begun) = (Server::start().await, Browser::default(), Vec::new());
    for number in 0..11 {
        let name = format!("person{number}@example.com");
        server.add_account(&name).await;
        server.browser(&name).await;
        begun.push(begin(&server, &mut browser, &name).await);
    }
    for (number, account) in begun.iter().enumerate() {
        assert_eq!(waits(&server, &browser, account).await, number > 0, "{number}");
    }
}

#[tokio::test]
async fn a_new_password_goes_on_waiting() {
    let (server, _, app) = with_app().await;
    server.add_account(BEA).await;
    let mut browser = Browser::default();
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&browser, "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let new = "walnut harbour 42 tides";
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": new });
    let reset = server.call(&browser, "/api/account/reset-password", reset).await;
    assert_eq!(reset.json()["pending"], true, "{}", reset.text);
    browser.take_cookie(&reset);
    let ann = newest(&server, &browser).await;
    while server.ctx.store.purge().await.expect("purged") {}
    assert!(!enter_password(&server, &mut browser, BEA).await);
    let options = options(&server, &browser, &ann).await.json();
    assert_eq!((&options["why"], &options["methods"][0]["id"]), (&json!("new_password"), &json!(2)));
    assert_eq!(options["methods"].as_array().map(Vec::len), Some(1), "the code to the address was the first step");
    let shown = json!({ "waiting": ann, "method": 2, "code": app.code_at(&server, 0) });
    let verified = server.call(&browser, "/api/verify", shown).await;
    assert_eq!((verified.status, &verified.json()["current"]), (StatusCode::OK, &json!(ann)), "{}", verified.text);
    let sign_in = server.call(&Browser::default(), SIGN_IN, json!({ "name": ANN, "password": new })).await;
    assert_eq!(sign_in.status, StatusCode::OK, "the new password has taken effect: {}", sign_in.text);
}

#[tokio::test]
async fn the_choice_of_a_shared_computer_holds_for_a_sign_in_that_waits() {
    let (server, mut browser) = (server().await, Browser::default());
    let body = json!({ "name": ANN, "password": PASSWORD, "shared": true });
    browser.take_cookie(&server.call(&browser, SIGN_IN, body).await);
    let ann = newest(&server, &browser).await;
    let code = sent_code(&server, &browser, &ann).await;
    assert!(!enter_password(&server, &mut browser, CLEO).await);
    assert_eq!(server.read(&browser, "/api/session").await.json()["shared"], true, "also without the choice");
    assert_eq!(complete(&server, &mut browser, &ann, &code).await["shared"], true);
}

#[tokio::test]
async fn each_waits_for_ten_minutes_and_in_its_browser() {
    let (server, mut browser, mut other) = (server().await, Browser::default(), Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    server.advance(60);
    let bea = begin(&server, &mut browser, BEA).await;
    assert!(!enter_password(&server, &mut browser, CLEO).await);
    begin(&server, &mut other, BEA).await;
    assert!(!waits(&server, &other, &ann).await, "not in another browser");
    server.advance(539);
    assert!(waits(&server, &browser, &ann).await);
    server.advance(1);
    assert!(!waits(&server, &browser, &ann).await && waits(&server, &browser, &bea).await);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("waiting_sign_in"), 3, "for as long as it can be completed");
    assert!(waits(&server, &browser, &bea).await);
    server.advance(1);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("waiting_sign_in"), 2);
}

#[tokio::test]
async fn signing_out_ends_the_accounts_own_sign_in_that_waits() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let (mut browser, mut other) = (Browser::default(), Browser::default());
    let mut waiting = (String::new(), String::new());
    for browser in [&mut browser, &mut other] {
        waiting = (begin(&server, browser, ANN).await, begin(&server, browser, BEA).await);
        enter_password(&server, browser, CLEO).await;
    }
    let (ann, bea) = waiting;
    server.call(&browser, "/api/session/sign-out", json!({ "account": ann })).await;
    assert!(!waits(&server, &browser, &ann).await && waits(&server, &browser, &bea).await);
    assert!(waits(&server, &other, &ann).await, "in another browser, it goes on waiting");
    server.call(&owner, "/api/session/sign-out-everywhere", json!({})).await;
    assert!(!waits(&server, &other, &ann).await && waits(&server, &other, &bea).await);
}

#[tokio::test]
async fn the_newest_sign_in_of_one_browser_is_no_other_browsers() {
    let server = server().await;
    let (mut here, mut there) = (Browser::default(), Browser::default());
    let ann = begin(&server, &mut here, ANN).await;
    begin(&server, &mut there, BEA).await;
    begin(&server, &mut there, ANN).await;
    server.call(&here, "/api/session/sign-out", json!({ "account": ann })).await;
    assert!(!waits(&server, &here, &ann).await && waits(&server, &there, &ann).await);
}

#[tokio::test]
async fn a_sign_in_that_is_ended_meanwhile_is_not_completed_because_others_wait() {
    let (server, mut browser, mut other) = (server().await, Browser::default(), Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    begin(&server, &mut browser, BEA).await;
    enter_password(&server, &mut browser, CLEO).await;
    begin(&server, &mut other, ANN).await;
    enter_password(&server, &mut other, CLEO).await;
    let code = sent_code(&server, &browser, &ann).await;
    let read = server.session_of(&browser).await;
    server.call(&browser, "/api/session/sign-out", json!({ "account": ann })).await;

    let (store, contact) = (&server.ctx.store, Contact::parse(ANN).expect("a contact"));
    let account = read.waiting(Some(&ann)).expect("a sign-in waits").account.clone();
    let to = store.addressee_of(ChallengePurpose::Verify, account, contact, &read).await.expect("read");
    let counts = store.wrong_codes(&to, address("192.0.2.1"));
    let entry = CodeEntry { to, code: OneTimeCode::parse(&code).expect("a code"), counts, prefixes: Vec::new() };
    let this_browser = ThisBrowser { browser: Some(read), language: "en", ..ThisBrowser::default() };
    let sign_in = VerifiedFor::SignIn { this_browser, trust: None, write_notice: Box::new(|_, _| None) };
    let verified = store.verify_with_code(entry, sign_in).await;
    assert!(matches!(verified, Err(Stop::Counted(Problem::NothingToVerify))), "{:?}", verified.err());
}

#[tokio::test]
async fn the_last_sign_out_on_a_shared_computer_ends_all_that_waits_there() {
    for (out, shared) in [("sign-out", true), ("sign-out", false), ("sign-out-everywhere", true)] {
        let (server, mut browser) = (server().await, Browser::default());
        let body = json!({ "name": CLEO, "password": PASSWORD, "shared": shared });
        let signed_in = server.call(&browser, SIGN_IN, body).await;
        browser.take_cookie(&signed_in);
        browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
        let waiting = [begin(&server, &mut browser, ANN).await, begin(&server, &mut browser, BEA).await];
        server.call(&browser, "/api/session/sign-out", json!({ "account": "nobody" })).await;
        for account in &waiting {
            assert!(waits(&server, &browser, account).await, "while Cleo is signed in");
        }
        let body = if out == "sign-out" { json!({ "account": browser.account }) } else { json!({}) };
        let left = server.call(&browser, &format!("/api/session/{out}"), body).await;
        assert_eq!((left.status, &left.json()["accounts"]), (StatusCode::OK, &json!([])), "{}", left.text);
        for account in &waiting {
            assert_eq!(waits(&server, &browser, account).await, !shared, "{out}");
        }
        assert_eq!(server.read(&browser, "/api/session").await.json()["pending"], !shared, "{out}");
    }
}
