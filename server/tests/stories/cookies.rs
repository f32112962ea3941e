//! Replaced cookies: a copy of one gets nothing that its owner has, whichever of two requests is written first (I3).

use crate::authenticators::with_app;
use crate::server::{Browser, PASSWORD, Server, join_all};
use axum::http::StatusCode;
use domain::Problem;
use domain::code::{OneTimeCode, RecoveryCode};
use domain::contact::Contact;
use domain::device::DeviceId;
use domain::rules::challenge::ChallengePurpose;
use serde_json::{Value, json};
use server::secrets::Token;
use server::store::{
    AccountId, BrowserLabel, BrowserSession, CheckedPassword, CodeEntry, SigningIn, SteppedUpSession, Stop, StoreError,
    ThisBrowser, VerifiedFor,
};

const ANN: &str = "ann@example.com";
const EVE: &str = "eve@example.com";
const NEW: &str = "walnut harbour 42 tides";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

impl Server {
    /// Signs in with the right password, in a browser as its request has read it.
    async fn sign_in_as_read(&self, name: &str, browser: &BrowserSession) -> Token {
        let record = self.ctx.store.password_of(&Contact::parse(name).expect("a contact")).await.expect("read");
        let record = record.expect("an account");
        let signing_in = SigningIn {
            account: record.account,
            previous: Some(browser.clone()),
            country: None,
            label: BrowserLabel::default(),
            language: "en",
            shared: false,
            operation: None,
            unknown_cookies: Vec::new(),
        };
        let checked = CheckedPassword { hash: record.hash.expect("a password"), anew: None };
        self.ctx.store.sign_in_with_password(signing_in, checked, false).await.expect("signed in").token
    }

    /// Changes the password, in a browser as its request has read it.
    async fn change_password_as_read(&self, browser: &BrowserSession) -> Result<Token, Stop> {
        let password = self.hash(NEW).await;
        let by = SteppedUpSession { account: ann(browser), browser: browser.clone() };
        self.ctx.store.change_password(by, password, Box::new(|_, _| None)).await.map(|issued| issued.token)
    }

    /// The names of the accounts that are signed in with a cookie.
    async fn names(&self, cookie: &Token) -> Vec<String> {
        let browser = self.ctx.store.browser(cookie).await.expect("read");
        browser.map(|browser| browser.accounts.into_iter().map(|account| account.name).collect()).unwrap_or_default()
    }

    /// Ann's browser after a step-up, and a copy of the cookie that it had before.
    async fn stepped_up(&self) -> (Browser, Browser) {
        let mut browser = self.browser(ANN).await;
        let copy = browser.clone();
        self.complete_step_up(&mut browser).await;
        (browser, copy)
    }
}

fn ann(browser: &BrowserSession) -> AccountId {
    let ann = browser.accounts.iter().find(|account| account.name == ANN);
    ann.expect("signed in").id.clone()
}

#[tokio::test]
async fn a_sign_in_whose_cookie_is_replaced_meanwhile_gets_a_browser_of_its_own() {
    let server = Server::start().await;
    server.add_account(EVE).await;
    server.browser(EVE).await; // another one, whose cookies don't matter
    let (owner, _) = server.stepped_up().await;
    let read = server.session_of(&owner).await; // by both requests, before the passwords are checked
    let owners = server.change_password_as_read(&read).await.expect("changed");
    let thiefs = server.sign_in_as_read(EVE, &read).await;
    assert_eq!(server.names(&thiefs).await, [EVE], "only the thief's own account");
    assert_eq!(server.names(&owners).await, [ANN], "the owner stays signed in");
}

#[tokio::test]
async fn a_password_change_whose_cookie_is_replaced_meanwhile_changes_nothing() {
    let server = Server::start().await;
    server.add_account(EVE).await;
    let (owner, _) = server.stepped_up().await;
    let read = server.session_of(&owner).await;
    server.sign_in_as_read(EVE, &read).await;
    let changed = server.change_password_as_read(&read).await;
    assert!(matches!(changed, Err(Stop::Refused(Problem::NotSignedIn))), "{:?}", changed.err());
    let answer = server.call(&Browser::default(), SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
    assert_eq!(answer.status, StatusCode::OK, "the password is unchanged");
}

#[tokio::test]
async fn of_two_password_changes_at_once_with_one_cookie_the_second_is_refused() {
    let server = Server::start().await;
    let (mut owner, _) = server.stepped_up().await;
    let change = || server.call(&owner, "/api/account/change-password", json!({ "password": NEW }));
    let answers = join_all([change(), change()].into_iter()).await;
    let (changed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    assert_eq!((changed.len(), refused.len()), (1, 1));
    assert_eq!(refused[0].error(), "step-up-needed");
    owner.take_cookie(changed[0]);
    server.advance(60);
    assert_eq!(server.read(&owner, "/api/devices").await.status, StatusCode::OK, "the one new cookie works");
}

#[tokio::test]
async fn of_two_step_ups_at_once_with_one_cookie_both_are_accepted_and_the_second_has_the_newest() {
    let server = Server::start().await;
    let read = server.session_of(&server.browser(ANN).await).await;
    let store = &server.ctx.store;
    let hash = store.password_of(&Contact::parse(ANN).expect("a contact")).await.expect("read");
    let hash = hash.and_then(|record| record.hash).expect("a password");
    let step_up = || store.step_up_with_password(ann(&read), hash.clone(), read.clone());
    let (first, second) = (step_up().await.expect("stepped up").token, step_up().await.expect("stepped up").token);
    for (cookie, is_replaced) in [(&first, true), (&second, false)] {
        let browser = server.ctx.store.browser(cookie).await.expect("read").expect("works");
        assert_eq!(browser.has_replaced_cookie(), is_replaced);
    }
    server.add_account(EVE).await;
    let eves = server.sign_in_as_read(EVE, &read).await; // the cookie of both, which still works
    assert_eq!(server.names(&eves).await, [EVE], "a browser of its own");
    server.advance(60);
    assert_eq!((server.names(&first).await.len(), server.names(&second).await.len()), (0, 1));
}

#[tokio::test]
async fn a_step_up_whose_session_ends_meanwhile_is_refused_and_uses_up_its_code() {
    let (server, mut owner, app) = with_app().await;
    let recovery = server.recovery_codes(&owner).await;
    let read = server.session_of(&owner).await;
    let (store, account) = (&server.ctx.store, ann(&read));
    server.call(&owner, "/api/session/sign-out", json!({ "account": owner.account })).await;
    let code = OneTimeCode::parse(&app.code_at(&server, 0)).expect("a code");
    let step_up = || VerifiedFor::StepUp { browser: read.clone(), operation: None };
    let refused = store.verify_with_authenticator((account.clone(), 2), code, Vec::new(), step_up()).await;
    assert!(matches!(refused, Err(Stop::Counted(Problem::NotSignedIn))), "{:?}", refused.err());
    let code = RecoveryCode::parse(&recovery[0]).expect("a code");
    let refused = store.verify_with_recovery_code(account, code, Vec::new(), step_up()).await;
    assert!(matches!(refused, Err(Stop::Counted(Problem::NotSignedIn))), "{:?}", refused.err());
    // Neither works again.
    assert!(server.needs_second_step(&mut owner).await);
    let again = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.second_step(&owner, again).await.error(), "authenticator-code-used");
    let again = json!({ "code": recovery[0] });
    assert_eq!(server.second_step(&owner, again).await.error(), "wrong-recovery-code");
}

#[tokio::test]
async fn a_change_whose_cookie_is_replaced_meanwhile_needs_another_step_up() {
    let server = Server::start().await;
    let (owner, _) = server.stepped_up().await;
    let read = server.session_of(&owner).await;
    server.change_password_as_read(&read).await.expect("changed");
    let by = SteppedUpSession { account: ann(&read), browser: read };
    let made = server.ctx.store.make_recovery_codes(by).await;
    assert!(matches!(made, Err(Stop::Refused(Problem::StepUpNeeded))), "{:?}", made.err());
}

#[tokio::test]
async fn a_cookie_that_is_replaced_meanwhile_chooses_no_account() {
    let server = Server::start().await;
    server.add_account(EVE).await;
    let mut browser = server.browser(ANN).await;
    browser.take_cookie(&server.call(&browser, SIGN_IN, json!({ "name": EVE, "password": PASSWORD })).await);
    let read = server.session_of(&browser).await;
    let shown = read.current().expect("signed in").clone();
    browser.account = Some(shown.id.as_str().to_owned());
    server.complete_step_up(&mut browser).await;
    let ann = ann(&read);
    assert!(!server.ctx.store.choose_account(&read, ann.as_str().to_owned()).await.expect("written"));
    assert_eq!(server.read(&browser, "/api/session").await.json()["current"], shown.id.as_str());
    let chosen = server.call(&browser, "/api/session/choose-account", json!({ "account": ann.as_str() })).await;
    assert_eq!(chosen.json()["current"], ann.as_str(), "with the newest cookie: {}", chosen.text);
}

#[tokio::test]
async fn a_cookie_that_is_replaced_meanwhile_writes_nothing_in_its_session() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    let read = server.session_of(&browser).await;
    let device = server.device().await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await.json();
    let device = DeviceId::parse(linked["device"].as_str().expect("text")).expect("an ID");
    server.complete_step_up(&mut browser).await;
    let (store, ann) = (&server.ctx.store, ann(&read));
    let outcomes = [
        store.rename_device(&read, &ann, device, Some("TV".into())).await.map(drop),
        store.remove_device(&read, &ann, device).await.map(drop),
        store.end_session(&read, &ann, 7).await.map(drop),
        store.sign_out_everywhere(&ann, &read).await,
    ];
    for refused in outcomes {
        assert!(matches!(refused, Err(Stop::Refused(Problem::StepUpNeeded))), "{refused:?}");
    }
}

/// Ann's browser, in which a sign-in of Eve waits, and the code that completes it.
async fn waiting_sign_in(server: &Server) -> (Browser, String) {
    server.add_account(EVE).await;
    server.browser(EVE).await; // so that Eve's next browser is asked for a code
    let mut browser = server.browser(ANN).await;
    let answer = server.call(&browser, SIGN_IN, json!({ "name": EVE, "password": PASSWORD })).await;
    assert_eq!(answer.json()["pending"], true);
    browser.take_cookie(&answer);
    let asked = server.call(&browser, "/api/verify/request", json!({ "method": 1 })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    (browser, server.newest_mail().await.code.expect("a code"))
}

#[tokio::test]
async fn a_replaced_cookie_does_not_complete_a_sign_in_that_waits() {
    let server = Server::start().await;
    let (mut browser, code) = waiting_sign_in(&server).await;
    let copy = browser.clone();
    server.complete_step_up(&mut browser).await; // Ann's, which replaces the cookie
    let verify =
        async |browser: &Browser| server.call(browser, "/api/verify", json!({ "method": 1, "code": code })).await;
    assert_eq!(verify(&copy).await.error(), "nothing-to-verify");
    assert_eq!(server.read(&copy, "/api/session").await.json()["pending"], false);
    let waiting = server.session_of(&browser).await.waiting(None).expect("a sign-in waits").account.clone();
    let out = server.call(&copy, "/api/session/sign-out", json!({ "account": waiting.as_str() })).await;
    assert_eq!(out.status, StatusCode::OK, "as for any account that isn't signed in: {}", out.text);
    assert_eq!(verify(&browser).await.json()["accounts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_cookie_that_is_replaced_meanwhile_does_not_complete_a_sign_in_that_waits() {
    let server = Server::start().await;
    let (mut browser, code) = waiting_sign_in(&server).await;
    let read = server.session_of(&browser).await;
    server.complete_step_up(&mut browser).await;
    let (store, contact) = (&server.ctx.store, Contact::parse(EVE).expect("a contact"));
    let account = read.waiting(None).expect("a sign-in waits").account.clone();
    let to = store.addressee_of(ChallengePurpose::Verify, account, contact, &read).await.expect("read");
    let counts = store.wrong_codes(&to, crate::server::address("192.0.2.1"));
    let entry = CodeEntry { to, code: OneTimeCode::parse(&code).expect("a code"), counts, prefixes: Vec::new() };
    let this_browser = ThisBrowser { browser: Some(read), ..ThisBrowser::default() };
    let sign_in = VerifiedFor::SignIn { this_browser, trust: None, write_notice: Box::new(|_, _| None) };
    let verified = store.verify_with_code(entry, sign_in).await;
    assert!(matches!(verified, Err(Stop::Failed(StoreError::CookieVoided))), "{:?}", verified.err());
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK, "Ann's cookie is untouched");
    let entered = server.call(&browser, "/api/verify", json!({ "method": 1, "code": code })).await;
    assert_eq!(entered.status, StatusCode::OK, "the code isn't used up: {}", entered.text);
}

#[tokio::test]
async fn a_replaced_cookie_reads_and_steps_up_and_writes_nothing_else() {
    let server = Server::start().await;
    let (device, (_, mut copy)) = (server.device().await, server.stepped_up().await);
    let code = json!({ "code": device.user_code });
    let sessions = server.read(&copy, "/api/session/list").await;
    let session = sessions.json()["sessions"][0]["id"].clone();
    let linked = json!({ "device": "0" });
    for (path, body) in [
        ("/api/link/look-up", code.clone()),
        ("/api/link/approve", code.clone()),
        ("/api/link/decline", code.clone()),
        ("/api/devices/remove", linked.clone()),
        ("/api/devices/rename", json!({ "device": "0", "name": "TV" })),
        ("/api/session/end", json!({ "id": session })),
        ("/api/session/choose-account", json!({ "account": copy.account })),
        ("/api/session/sign-out-everywhere", json!({})),
    ] {
        let answer = server.call(&copy, path, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}: {}", answer.text);
        assert_eq!(answer.error(), "step-up-needed", "{path}");
    }
    assert_eq!(server.read(&copy, "/api/devices").await.status, StatusCode::OK);
    server.advance(30);
    server.complete_step_up(&mut copy).await; // the owner's browser, if the cookie's successor was lost
    assert_eq!(server.call(&copy, "/api/link/approve", code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sign_in_with_a_replaced_cookie_is_one_in_a_new_browser() {
    let server = Server::start().await;
    let (owner, copy) = server.stepped_up().await;
    let sign_in = async |browser: &Browser| -> Value {
        server.call(browser, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await.json()
    };
    assert_eq!(sign_in(&copy).await["pending"], true, "a code is asked for, as anywhere else");
    // The same for a request that was read before the cookie was replaced.
    let read = server.session_of(&owner).await;
    let this_browser = ThisBrowser { browser: Some(read.clone()), language: "en", ..ThisBrowser::default() };
    let signing_in = this_browser.signing_in(ann(&read));
    let knows = async || server.ctx.store.circumstances(&signing_in).await.expect("read").knows_this_browser;
    assert!(knows().await);
    assert_eq!(sign_in(&owner).await["pending"], false, "the owner's browser is known");
    assert!(!knows().await);
}
