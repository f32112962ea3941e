//! Holds in the store: begun, warned of, canceled and applied (H1, H2, H3), beside an operator's commands.

mod cancel;
mod claims;
mod removal;

use crate::server::{Browser, Server};
use crate::tokens::DAY;
use axum::http::StatusCode;
use domain::Problem;
use domain::contact::Contact;
use domain::rules::notice::NoticeKind;
use serde_json::json;
use server::config::{Config, Life};
use server::store::{AccountId, SteppedUpSession, Stop};

const ANN: &str = "ann@example.com";

impl Server {
    /// Ann's session in a browser in which she has just signed in with a code, her only method.
    async fn stepped_up_session(&self, browser: &Browser) -> SteppedUpSession {
        let read = self.session_of(browser).await;
        SteppedUpSession { account: read.current().expect("signed in").id.clone(), browser: read }
    }

    /// Ann's account, whose only method is removed at the end of the hold that has just begun, and a session of hers.
    async fn with_hold(&self) -> (AccountId, SteppedUpSession) {
        let by = self.stepped_up_session(&self.sign_in_with_code().await).await;
        self.ctx.store.remove_method_after_hold(by.clone(), 1, None).await.expect("begun");
        (by.account.clone(), by)
    }

    async fn settle(&self) {
        while self.ctx.store.settle_due_holds().await.expect("settled") {}
    }

    /// What Ann's contacts are to be told.
    async fn told(&self) -> Vec<&'static str> {
        self.ctx.store.change_notices().await.expect("read").iter().map(|notice| notice.kind.name()).collect()
    }

    async fn methods_of(&self, account: &AccountId) -> usize {
        self.ctx.store.methods(account).await.expect("read").info.methods.len()
    }
}

#[tokio::test]
async fn the_last_method_is_removed_thirty_days_after_its_owner_was_told_and_warned_twice() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let told = server.ctx.store.change_notices().await.expect("read").remove(0);
    assert_eq!((told.kind, told.account.as_str()), (NoticeKind::HoldStarted, account.as_str()));
    assert_eq!(told.recipients.len(), 1);
    assert!(told.recipients[0].has_link && told.recipients[0].contact.as_str() == ANN);
    let mut expected = vec!["hold-started"];
    for (days, kind) in [(22u64, None), (1, Some("hold-warning")), (5, None), (1, Some("hold-warning"))] {
        server.advance(days * DAY);
        server.settle().await;
        server.settle().await;
        expected.extend(kind);
        assert_eq!(server.told().await, expected, "{days} more days");
        assert_eq!(server.methods_of(&account).await, 1);
    }
    server.advance(DAY);
    server.settle().await;
    expected.push("hold-applied");
    assert_eq!(server.told().await, expected);
    assert_eq!(server.methods_of(&account).await, 0);
    assert_eq!(server.ctx.store.hold(&account).await.expect("read"), None);
    let names = server.ctx.store.methods(&account).await.expect("read").info.names;
    assert_eq!(names.iter().map(Contact::as_str).collect::<Vec<_>>(), [ANN], "the only name stays");
}

#[tokio::test]
async fn nothing_else_is_changed_while_a_hold_runs() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let by = server.stepped_up_session(&browser).await;
    server.ctx.store.remove_method_after_hold(by.clone(), 1, None).await.expect("begun");
    for (path, body) in [
        ("/api/security/remove", json!({ "id": 1 })),
        ("/api/security/sign-in-name", json!({ "id": 1, "on": false })),
        ("/api/security/drop-name", json!({})),
        ("/api/security/two-step", json!({ "on": false })),
        ("/api/security/recovery-codes", json!({})),
        ("/api/account/change-password", json!({ "password": "walnut harbour 42 tides" })),
    ] {
        let answer = server.call(&browser, path, body).await;
        assert_eq!((answer.error(), &answer.json()["ends_in_s"]), ("changes-held".into(), &json!(30 * DAY)), "{path}");
    }
    let added = server.add_contact(&browser, "new@example.com").await;
    assert_eq!(added.error(), "changes-held");
    let again = server.ctx.store.remove_method_after_hold(by, 1, None).await;
    assert!(matches!(again, Err(Stop::Refused(Problem::ChangesHeld { .. }))), "{again:?}");
    assert_eq!(server.told().await, ["hold-started"]);
}

#[tokio::test]
async fn an_old_method_cancels_a_hold_until_its_end() {
    let server = Server::start().await;
    let (account, by) = server.with_hold().await;
    let refused = server.ctx.store.cancel_hold(by.clone(), None).await;
    assert!(matches!(refused, Err(Stop::Refused(Problem::OldMethodNeeded))), "a password isn't enough: {refused:?}");
    assert!(server.ctx.store.cancel_hold(by.clone(), Some(1)).await.expect("canceled"));
    assert!(!server.ctx.store.cancel_hold(by, Some(1)).await.expect("nothing runs"));
    assert_eq!(server.told().await, ["hold-started", "hold-canceled"]);
    let protection = server.ctx.store.protection(&account).await.expect("read");
    assert_eq!((protection.hold, protection.canceled), (None, Some(server.ctx.clock.now())));
    server.advance(31 * DAY);
    server.settle().await;
    assert_eq!(server.methods_of(&account).await, 1);
}

#[tokio::test]
async fn a_method_that_can_be_removed_at_once_needs_no_hold() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    let by = server.stepped_up_session(&browser).await;
    let refused = server.ctx.store.remove_method_after_hold(by, 2, None).await;
    assert!(matches!(refused, Err(Stop::Refused(Problem::MethodUnknown))), "{refused:?}");
    assert_eq!(server.rows("hold"), 0);
}

#[tokio::test]
async fn the_time_in_which_an_operator_has_disabled_the_account_does_not_count() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let ends = async || server.ctx.store.hold(&account).await.expect("read").expect("it runs").hold.ends;
    let before = ends().await;
    server.ctx.store.disable_account(&account).await.expect("disabled");
    server.advance(40 * DAY);
    server.settle().await;
    assert_eq!((server.told().await, server.methods_of(&account).await), (vec!["hold-started"], 1));
    server.ctx.store.enable_account(&account).await.expect("enabled");
    assert_eq!(ends().await.since(before).as_secs(), 40 * DAY);
    assert_eq!(server.told().await, ["hold-started", "hold-resumed"]);
    server.advance(30 * DAY);
    server.settle().await;
    assert_eq!(server.methods_of(&account).await, 0);
}

#[tokio::test]
async fn another_setting_does_not_change_the_end_of_a_hold() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let config = Config { life: Life { hold_days: 7, ..Life::default() }, ..server.ctx.config.clone() };
    let server = server.restarted_with(config).await;
    server.advance(8 * DAY);
    server.settle().await;
    assert_eq!((server.told().await, server.methods_of(&account).await), (vec!["hold-started"], 1));
}

#[tokio::test]
async fn a_hold_ends_that_became_due_while_no_server_ran_once_the_clock_is_trusted() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    server.settle().await;
    server.advance(30 * DAY);
    let server = server.restarted().await;
    server.settle().await;
    assert_eq!(server.methods_of(&account).await, 1, "a clock that is a month ahead must not end it");
    server.ctx.store.accept_clock().await.expect("written");
    server.settle().await;
    assert_eq!(server.told().await, ["hold-started", "hold-applied"], "a warning would come too late");
    assert_eq!(server.methods_of(&account).await, 0);
}

#[tokio::test]
async fn two_servers_do_what_is_due_once() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    server.advance(30 * DAY);
    let settled = crate::server::join_all((0..2).map(|_| server.ctx.store.settle_due_holds())).await;
    assert!(settled.into_iter().all(|settled| settled.is_ok()));
    assert_eq!(server.told().await, ["hold-started", "hold-applied"]);
    assert_eq!((server.methods_of(&account).await, server.rows("hold")), (0, 0));
}

#[tokio::test]
async fn a_deleted_account_has_no_hold() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    server.ctx.store.delete_account(&account).await.expect("deleted");
    assert_eq!(server.rows("hold"), 0);
    server.advance(31 * DAY);
    server.settle().await;
    assert_eq!(server.told().await, ["hold-started"]);
}

#[tokio::test]
async fn a_password_that_is_reset_with_the_old_method_cancels_a_hold() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    server.advance(61);
    let whom = json!({ "name": ANN });
    let asked = json!({ "for": whom, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": whom, "code": code, "password": "walnut harbour 42 tides" });
    let reset = server.call(&Browser::default(), "/api/account/reset-password", reset).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    assert_eq!(server.told().await, ["hold-started", "hold-canceled", "password-changed"]);
    assert_eq!(server.ctx.store.hold(&account).await.expect("read"), None);
}

// O10: a hold that began while the clock was a year ahead would otherwise run for more than a year.
#[tokio::test]
async fn a_hold_that_began_while_the_clock_was_ahead_begins_when_it_is_set_right() {
    let server = Server::start().await;
    let now = server.ctx.clock.now();
    server.advance(365 * DAY);
    let (account, _) = server.with_hold().await;
    server.ctx.clock.set(now);
    server.ctx.store.bring_back_times().await.expect("written");
    let hold = server.ctx.store.hold(&account).await.expect("read").expect("it runs").hold;
    assert_eq!((hold.started, hold.ends.since(now).as_secs()), (now, 30 * DAY));
    server.settle().await;
    assert_eq!((server.told().await, server.methods_of(&account).await), (vec!["hold-started"], 1));
}
