//! `account recover`: a hold with a contact that the help desk has entered, and that the person there must confirm.

use super::ANN;
use crate::authenticators::with_app;
use crate::process::failure;
use crate::server::{Browser, PASSWORD, Server};
use crate::tokens::DAY;
use axum::http::StatusCode;
use domain::contact::Contact;
use domain::rules::hold::HeldChange;
use domain::rules::notice::{NoticeClass, NoticeKind};
use serde_json::json;
use server::config::{Config, Life};
use server::store::{AccountId, ChangeNotice, HoldRow};

const NEW: &str = "new@example.com";
const CONFIRM: &str = "/api/replacement/confirm";

impl Server {
    async fn account_of(&self, name: &str) -> AccountId {
        self.ctx.store.account_named(&contact(name)).await.expect("read").expect("an account")
    }

    /// Begins the recovery of Ann's account, as the command does, but at the server's time.
    async fn recover(&self, to: &str) -> AccountId {
        let account = self.account_of(ANN).await;
        self.ctx.store.recover_account(&account, contact(to)).await.expect("begun").expect("its end");
        account
    }

    /// The link in the only message about commands since the last time, which is to this contact.
    async fn link_to(&self, to: &str) -> String {
        let [message] = <[_; 1]>::try_from(self.reports().await).expect("one message");
        assert_eq!(message.0, to);
        let (_, link) = message.2.split_once("/confirm/").expect("a link");
        link.split_whitespace().next().expect("its secret").to_owned()
    }

    async fn confirm(&self, link: &str) -> crate::server::Answer {
        self.call(&Browser::default(), CONFIRM, json!({ "link": link })).await
    }

    async fn hold_of(&self, account: &AccountId) -> Option<HoldRow> {
        self.ctx.store.hold(account).await.expect("read")
    }

    /// Days pass, and whatever is due is done.
    async fn after_days(&self, days: u64) {
        self.advance(days * DAY);
        while self.ctx.store.settle_due_holds().await.expect("settled") {}
    }

    /// What the account's contacts are to be told about waiting periods.
    async fn notices(&self) -> Vec<ChangeNotice> {
        let notices = self.ctx.store.change_notices().await.expect("read").into_iter();
        notices.filter(|notice| notice.kind.class() == NoticeClass::Protection).collect()
    }
}

fn contact(text: &str) -> Contact {
    Contact::parse(text).expect("a contact")
}

#[tokio::test]
async fn a_recovery_takes_effect_after_the_waiting_period_if_the_new_contact_confirms_it() {
    let (server, owner, _) = with_app().await;
    server.messages().await;
    let account = server.recover(NEW).await;
    let notice = server.notices().await.remove(0);
    let recipients: Vec<_> = notice.recipients.iter().map(|to| (to.contact.as_str(), to.has_link)).collect();
    assert_eq!((notice.kind, recipients), (NoticeKind::HoldStarted, vec![(ANN, true)]), "the old contacts are told");
    let link = server.link_to(NEW).await;
    assert_eq!(server.reports().await, [], "once");
    assert_eq!(server.confirm(&link).await.json(), json!({ "ends_in_s": 30 * DAY }));
    assert_eq!(server.confirm(&link).await.status, StatusCode::OK, "a second time changes nothing");
    assert_eq!(server.read(&owner, "/api/devices").await.status, StatusCode::OK, "the owner stays signed in");
    server.after_days(29).await;
    assert_eq!(server.ctx.store.methods(&account).await.expect("read").info.methods.len(), 2);
    server.after_days(1).await;
    let info = server.ctx.store.methods(&account).await.expect("read").info;
    assert_eq!((info.methods.len(), info.names, info.two_step), (1, vec![contact(NEW)], false));
    assert_eq!(server.confirm(&link).await.error(), "message-link-unknown", "its hold has ended");
}

// An operator's typing mistake must not give the account to a stranger.
#[tokio::test]
async fn a_recovery_that_nobody_confirms_has_no_effect() {
    let server = Server::start().await;
    let account = server.recover(NEW).await;
    server.after_days(30).await;
    let names = server.ctx.store.methods(&account).await.expect("read").info.names;
    assert_eq!((names, server.hold_of(&account).await), (vec![contact(ANN)], None));
    let notices = server.notices().await;
    let told: Vec<_> = notices.iter().map(|notice| (notice.kind, notice.recipients.len())).collect();
    let expected = [NoticeKind::HoldStarted, NoticeKind::HoldCanceled].map(|kind| (kind, 1));
    assert_eq!(told, expected, "the stranger isn't told of the account");
    let canceled = server.ctx.store.protection(&account).await.expect("read").canceled;
    assert_eq!(canceled, None, "its owner has canceled none");
}

#[tokio::test]
async fn a_second_recovery_takes_the_place_of_the_first_and_its_link_and_ends_no_earlier() {
    let server = Server::start().await;
    let account = server.recover("wrong@example.com").await;
    let first = server.link_to("wrong@example.com").await;
    server.after_days(1).await;
    let before = server.hold_of(&account).await.expect("it runs").hold.ends;
    let config = Config { life: Life { hold_days: 7, ..Life::default() }, ..server.ctx.config.clone() };
    let server = server.restarted_with(config).await;
    server.recover(NEW).await;
    let second = server.link_to(NEW).await;
    assert_eq!(server.confirm(&first).await.error(), "message-link-unknown");
    assert_eq!(server.confirm(&second).await.status, StatusCode::OK);
    let HoldRow { hold, subject } = server.hold_of(&account).await.expect("it runs");
    assert_eq!((hold.ends, hold.change), (before, HeldChange::Replacement), "a shorter setting doesn't hasten it");
    assert_eq!(subject, server::store::HoldSubject::Contact(contact(NEW)));
}

#[tokio::test]
async fn each_link_confirms_the_recovery_of_its_own_account() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let ann = server.recover(NEW).await;
    let anns = server.link_to(NEW).await;
    let ben = server.account_of("ben@example.com").await;
    server.ctx.store.recover_account(&ben, contact("bens@example.com")).await.expect("begun").expect("its end");
    let bens = server.link_to("bens@example.com").await;
    assert_eq!(server.confirm(&bens).await.status, StatusCode::OK);
    let holds = [server.hold_of(&ann).await, server.hold_of(&ben).await];
    let changes = holds.map(|held| held.expect("it runs").hold.change);
    assert_eq!(changes, [HeldChange::Recovery, HeldChange::Replacement]);
    let mut forged = anns.clone();
    let last = if forged.pop() == Some('A') { 'Q' } else { 'A' };
    forged.push(last);
    assert_eq!(server.confirm(&forged).await.error(), "message-link-unknown");
    assert_eq!(server.confirm("nonsense").await.error(), "message-link-unknown");
    assert_eq!(server.confirm(&anns).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_recovery_that_has_ended_before_the_server_reports_it_sends_no_link() {
    let server = Server::start().await;
    server.browser(ANN).await;
    let account = server.recover(NEW).await;
    let reset = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", reset).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": "walnut harbour 42 tides" });
    let reset = server.call(&Browser::default(), "/api/account/reset-password", reset).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    assert_eq!(server.hold_of(&account).await, None, "an old method cancels it");

    // Whoever knows the new password replaces all methods a week later: the link would confirm another contact.
    server.after_days(7).await;
    let mut browser = Browser::default();
    let body = json!({ "name": ANN, "password": "walnut harbour 42 tides" });
    let waiting = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    browser.take_cookie(&waiting);
    let asked = json!({ "contact": "other@example.com" });
    assert_eq!(server.call(&browser, "/api/replacement/request-code", asked).await.status, StatusCode::OK);
    let code = server.newest_mail().await.code.expect("a code");
    let begun = json!({ "contact": "other@example.com", "code": code });
    assert_eq!(server.call(&browser, "/api/replacement/begin", begun).await.status, StatusCode::OK);
    assert_eq!(server.reports().await, []);
}

#[tokio::test]
async fn the_command_says_what_happens_and_when_and_is_refused_while_the_account_is_disabled() {
    let server = Server::start().await;
    let printed = server.command(&["recover", ANN, "--email", NEW]);
    let lines: Vec<&str> = printed.lines().collect();
    let began = "began the recovery of ann@example.com: new@example.com replaces all sign-in methods at 2";
    assert!(lines.len() == 3 && lines[0].starts_with(began) && lines[0].ends_with(" UTC"), "{printed}");
    assert!(lines[2].contains("nobody is signed in"), "{printed}");
    assert_eq!((server.rows("hold"), server.rows("session")), (1, 0));

    let data = server.folder().to_str().expect("text");
    let both = ["account", "recover", "--data", data, ANN, "--email", NEW, "--phone", "+4915123456789"];
    assert!(failure(&both).contains("cannot be used with"), "one contact");
    server.command(&["disable", ANN]);
    let refused = failure(&["account", "recover", "--data", data, ANN, "--email", NEW]);
    assert!(refused.contains("the account is disabled") && refused.contains("enable it first"), "{refused}");
    assert_eq!(server.sign_in_ann(PASSWORD).await.error(), "account-disabled");
}

#[tokio::test]
async fn an_operator_sees_a_waiting_period_and_blocked_changes() {
    let server = Server::start().await;
    server.recover(NEW).await;
    let shown = server.command(&["show", ANN]);
    let change = "new@example.com replaces all sign-in methods once it is confirmed";
    let line = format!("waiting period: {change}, begun 2026-09-21 14:13 UTC, ends 2026-10-21 14:13 UTC");
    assert!(shown.lines().any(|each| each == line), "{shown}");
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    let shown = server.command(&["show", ANN]);
    let line = "changes blocked: since 2026-09-21 14:13 UTC, with the message to ann@example.com";
    assert!(shown.lines().any(|each| each == line) && !shown.contains("waiting period"), "{shown}");
}
