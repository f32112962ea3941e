//! Codes that are on their way to a contact while it is removed: they don't work any more, whatever they were sent for.

use crate::server::{Browser, Server, address};
use axum::http::StatusCode;
use domain::Problem;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::json;
use server::store::{AccountId, Addressee, BrowserSession, CodeEntry, Stop, ThisBrowser, VerifiedFor};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const MONTH: u64 = 30 * 24 * 3600;

fn contact(text: &str) -> Contact {
    Contact::parse(text).expect("a contact")
}

impl Server {
    /// A browser in which Ann has just signed in with a code. Her phone, method 2, is established.
    async fn with_phone(&self) -> Browser {
        let browser = self.sign_in_with_code().await;
        assert_eq!(self.add_contact(&browser, PHONE).await.status, StatusCode::OK);
        self.advance(MONTH);
        self.sign_in_with_code().await
    }

    /// A code that is sent to Ann's phone at a stranger's request, and its addressee as the request that enters it has read it.
    async fn code_to_phone(&self, purpose: ChallengePurpose) -> CodeEntry {
        let body = json!({ "for": { "name": ANN, "phone": PHONE }, "purpose": purpose.name() });
        let asked = self.call(&Browser::default(), "/api/single-use-code/request", body).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let to = self.ctx.store.addressee(purpose, contact(ANN), contact(PHONE), None).await.expect("read");
        self.entry(to).await
    }

    async fn entry(&self, to: Addressee) -> CodeEntry {
        let code = self.messages().await.pop().and_then(|message| message.code).expect("a code");
        let counts = self.ctx.store.wrong_codes(&to, address("192.0.2.1"));
        CodeEntry { to, code: OneTimeCode::parse(&code).expect("a code"), counts, prefixes: Vec::new() }
    }

    async fn remove_phone(&self, browser: &Browser) {
        let removed = self.remove_method(browser, 2).await;
        assert_eq!(removed.status, StatusCode::OK, "{}", removed.text);
    }
}

fn account(browser: &BrowserSession) -> AccountId {
    browser.current().expect("signed in").id.clone()
}

#[tokio::test]
async fn a_code_to_a_contact_that_is_removed_meanwhile_signs_nobody_in() {
    let server = Server::start().await;
    let browser = server.with_phone().await;
    let entry = server.code_to_phone(ChallengePurpose::SignIn).await;
    server.remove_phone(&browser).await;
    server.ctx.store.add_account(vec![contact(PHONE)], None).await.expect("stored"); // it is another account's now
    let signed_in = server.ctx.store.sign_in_with_code(entry, ThisBrowser::default()).await;
    assert!(matches!(signed_in, Err(Stop::Refused(Problem::SentCodeReplaced))), "{:?}", signed_in.err());
}

#[tokio::test]
async fn a_code_to_a_contact_that_is_removed_meanwhile_resets_no_password() {
    let server = Server::start().await;
    let browser = server.with_phone().await;
    let entry = server.code_to_phone(ChallengePurpose::ResetPassword).await;
    let password = server.hash("walnut harbour 42 tides").await;
    server.remove_phone(&browser).await;
    let reset = server.ctx.store.reset_password(entry, password, ThisBrowser::default(), Box::new(|_, _| None)).await;
    assert!(matches!(reset, Err(Stop::Refused(Problem::SentCodeReplaced))), "{:?}", reset.err());
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK, "the owner stays signed in");
}

#[tokio::test]
async fn a_code_to_a_contact_that_is_removed_meanwhile_verifies_nobody() {
    let server = Server::start().await;
    let browser = server.with_phone().await;
    let asked = json!({ "account": browser.account, "method": 2 });
    let asked = server.call(&browser, "/api/verify/request", asked).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let (store, read) = (&server.ctx.store, server.session_of(&browser).await);
    let to = store.addressee_of(ChallengePurpose::StepUp, account(&read), contact(PHONE), &read).await.expect("read");
    let entry = server.entry(to).await;
    server.remove_phone(&browser).await;
    let verified = store.verify_with_code(entry, VerifiedFor::StepUp { browser: read, operation: None }).await;
    assert!(matches!(verified, Err(Stop::Refused(Problem::SentCodeReplaced))), "{:?}", verified.err());
}

#[tokio::test]
async fn a_sign_in_that_began_with_a_code_to_a_removed_contact_is_not_completed() {
    let server = Server::start().await;
    let browser = server.with_phone().await;
    let app = server.add_app(&browser).await; // method 3
    assert_eq!(server.switch_two_step(&browser, true).await.status, StatusCode::OK);
    server.advance(60);
    let whom = json!({ "name": ANN, "phone": PHONE });
    let code = server.code(whom.clone()).await;
    let mut waiting = Browser::default();
    let first = server.enter_code(&waiting, whom, &code).await;
    assert_eq!(first.json()["pending"], true, "{}", first.text);
    waiting.take_cookie(&first);
    server.remove_phone(&browser).await;
    let second = server.second_step(&waiting, json!({ "method": 3, "code": app.code_at(&server, 0) })).await;
    assert_eq!(second.error(), "method-unknown");
}

#[tokio::test]
async fn a_code_to_a_new_contact_still_adds_it() {
    let server = Server::start().await;
    let browser = server.with_phone().await;
    server.remove_phone(&browser).await;
    server.advance(60);
    assert_eq!(server.add_contact(&browser, PHONE).await.status, StatusCode::OK, "as if it were new");
}
