//! Closing an account: told to all contacts, canceled by a sign-in, and at the end everything is gone (I9).

use crate::authenticators::with_app;
use crate::process::run;
use crate::server::{Browser, Server, join_all};
use crate::tokens::{DAY, linked, refresh, text};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::cli::delete_due_accounts;
use server::config::{Config, Life};
use server::store::{ChangeNotice, SteppedUpSession};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const CLOSE: &str = "/api/account/close";

impl Server {
    /// Closes Ann's account in a browser in which she has just verified.
    async fn close(&self, browser: &Browser) -> Value {
        let closed = self.call(browser, CLOSE, json!({})).await;
        assert_eq!(closed.status, StatusCode::OK, "{}", closed.text);
        closed.json()
    }

    async fn delete_due(&self) {
        delete_due_accounts(&self.ctx).await.expect("looked");
    }

    async fn has_ann(&self) -> bool {
        let ann = Contact::parse(ANN).expect("a contact");
        self.ctx.store.account_named(&ann).await.expect("read").is_some()
    }

    /// What Ann's contacts are to be told about the closing of her account.
    async fn told_about_closing(&self) -> Vec<ChangeNotice> {
        let mut told = self.ctx.store.change_notices().await.expect("read");
        told.retain(|notice| notice.kind.name().contains("clos"));
        told
    }

    async fn kinds_told(&self) -> Vec<&'static str> {
        self.told_about_closing().await.iter().map(|notice| notice.kind.name()).collect()
    }

    /// Checks that the store has none of these texts, in any table but this one.
    pub(crate) fn assert_no_trace(&self, traces: &[&str], except: &str) {
        let file = rusqlite::Connection::open(self.folder().join("countersign.db")).expect("opens");
        let mut names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("a statement");
        let tables: Vec<String> = names.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("tables");
        for table in tables.iter().filter(|table| *table != except) {
            let mut statement = file.prepare(&format!("SELECT * FROM {table}")).expect("a statement");
            let columns = statement.column_count();
            let mut rows = statement.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                let value = |at| format!("{:?}", row.get_ref(at).expect("a value"));
                let line = (0..columns).map(value).collect::<Vec<_>>().join(" ");
                let bytes = |text: &str| format!("{:?}", text.as_bytes()).trim_matches(['[', ']']).to_owned();
                for trace in traces {
                    assert!(!line.contains(trace) && !line.contains(&bytes(trace)), "{table}: {line}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_its_owner_has_closed_is_gone_after_thirty_days_with_everything() {
    let (server, tokens) = linked().await;
    let elsewhere = server.browser(ANN).await;
    server.advance(61);
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    server.add_app(&browser).await;
    server.recovery_codes(&browser).await;
    let account = browser.account.clone().expect("an account");
    assert_eq!(server.close(&browser).await, json!({ "ends_in_s": 30 * DAY }));
    for signed_out in [&browser, &elsewhere] {
        assert_eq!(server.read(signed_out, "/api/session").await.json()["accounts"], json!([]));
    }
    let told = server.told_about_closing().await.remove(0);
    let takes = told.detail.ends.map(|ends| ends.since(told.about).as_secs());
    assert_eq!((told.kind.name(), takes), ("closing-begun", Some(30 * DAY)));
    let to: Vec<_> = told.recipients.iter().map(|each| (each.contact.as_str(), each.has_link)).collect();
    assert_eq!(to, [(ANN, true), (PHONE, false)], "an intruder can have added the second one");
    let refreshed = refresh(&server, &text(&tokens, "refresh_token")).await;
    assert_eq!(refreshed.status, StatusCode::OK, "devices stay linked until the end");

    server.advance(30 * DAY - 1);
    server.delete_due().await;
    assert!(server.has_ann().await);
    server.advance(1);
    server.delete_due().await;
    assert!(!server.has_ann().await);
    assert_eq!(refresh(&server, &text(&refreshed.json(), "refresh_token")).await.error(), "invalid_grant");
    let told = server.told_about_closing().await;
    assert_eq!(told.iter().map(|notice| notice.kind.name()).collect::<Vec<_>>(), ["closing-begun", "account-closed"]);
    assert_eq!(told[1].recipients.iter().map(|each| each.contact.as_str()).collect::<Vec<_>>(), [ANN, PHONE]);
    server.tidy().await;
    server.assert_no_trace(&[&account, ANN, PHONE], "change_notice");
    server.add_account(ANN).await; // the name is free
}

#[tokio::test]
async fn an_approval_that_no_device_has_collected_is_void_once_the_account_is_closed() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    server.close(&browser).await;
    assert_eq!(server.poll(&device).await.error(), "access_denied");
}

#[tokio::test]
async fn a_sign_in_cancels_the_closing_of_an_account() {
    for with_code in [true, false] {
        let server = Server::start().await;
        server.close(&server.sign_in_with_code().await).await;
        server.advance(29 * DAY);
        if with_code {
            server.sign_in_with_code().await
        } else {
            server.browser(ANN).await
        };
        assert_eq!((server.kinds_told().await, server.rows("closing")), (vec!["closing-begun", "closing-canceled"], 0));
        server.advance(2 * DAY);
        server.delete_due().await;
        assert!(server.has_ann().await, "{with_code}");
    }
}

#[tokio::test]
async fn the_first_of_two_steps_does_not_cancel_it() {
    let (server, mut browser, app) = with_app().await;
    server.complete_step_up(&mut browser).await;
    server.close(&browser).await;
    server.advance(DAY);
    let mut later = Browser::default();
    assert!(server.needs_second_step(&mut later).await);
    assert_eq!(server.kinds_told().await, ["closing-begun"], "the password alone shows nothing");
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.second_step(&later, shown).await.status, StatusCode::OK);
    assert_eq!(server.kinds_told().await, ["closing-begun", "closing-canceled"]);
}

#[tokio::test]
async fn an_account_is_not_closed_while_a_change_waits_or_changes_are_blocked() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let read = server.session_of(&browser).await;
    let by = SteppedUpSession { account: read.current().expect("signed in").id.clone(), browser: read };
    server.ctx.store.remove_method_after_hold(by.clone(), 1, None).await.expect("begun");
    assert_eq!(server.call(&browser, CLOSE, json!({})).await.error(), "changes-held");
    assert!(server.ctx.store.cancel_hold(by, Some(1)).await.expect("canceled"));
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    file.execute("UPDATE account SET blocked = 1", []).expect("blocked");
    assert_eq!(server.call(&browser, CLOSE, json!({})).await.error(), "changes-blocked");
    assert_eq!((server.rows("closing"), server.rows("session")), (0, 1));
}

#[tokio::test]
async fn the_time_in_which_an_operator_has_disabled_the_account_does_not_count() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.close(&browser).await;
    let ann = Contact::parse(ANN).expect("a contact");
    let account = server.ctx.store.account_named(&ann).await.expect("read").expect("an account");
    server.ctx.store.disable_account(&account).await.expect("disabled");
    server.advance(40 * DAY);
    server.delete_due().await;
    assert!(!server.ctx.store.delete_closed_account(&account).await.expect("read"), "also if it was taken before");
    server.ctx.store.enable_account(&account).await.expect("enabled");
    server.advance(30 * DAY - 1);
    server.delete_due().await;
    assert!(server.has_ann().await);
    server.advance(1);
    server.delete_due().await;
    assert!(!server.has_ann().await);
}

#[tokio::test]
async fn another_setting_does_not_change_the_end_of_a_closing() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let asked = server.read(&browser, "/api/account/closing").await;
    assert_eq!(asked.json(), json!({ "ends_in_s": 30 * DAY }), "the page says it before");
    server.close(&browser).await;
    let config = Config { life: Life { closing_days: 7, ..Life::default() }, ..server.ctx.config.clone() };
    let server = server.restarted_with(config).await;
    server.advance(8 * DAY);
    server.ctx.store.accept_clock().await.expect("written");
    server.delete_due().await;
    assert!(server.has_ann().await);
}

#[tokio::test]
async fn an_account_whose_time_came_while_no_server_ran_is_deleted_once_the_clock_is_trusted() {
    let server = Server::start().await;
    server.close(&server.sign_in_with_code().await).await;
    server.delete_due().await;
    server.advance(30 * DAY);
    let server = server.restarted().await;
    server.delete_due().await;
    assert!(server.has_ann().await, "a clock that is a month ahead must not delete it");
    server.ctx.store.accept_clock().await.expect("written");
    server.delete_due().await;
    assert_eq!((server.has_ann().await, server.kinds_told().await), (false, vec!["closing-begun", "account-closed"]));
}

#[tokio::test]
async fn two_servers_delete_an_account_once() {
    let server = Server::start().await;
    server.close(&server.sign_in_with_code().await).await;
    server.advance(30 * DAY);
    let looked = join_all((0..2).map(|_| delete_due_accounts(&server.ctx))).await;
    assert!(looked.into_iter().all(|looked| looked.is_ok()));
    assert_eq!((server.has_ann().await, server.kinds_told().await), (false, vec!["closing-begun", "account-closed"]));
}

#[tokio::test]
async fn a_server_that_stops_before_it_has_deleted_an_account_leaves_it_to_the_next() {
    let server = Server::start().await;
    server.close(&server.sign_in_with_code().await).await;
    server.advance(30 * DAY);
    assert_eq!(server.ctx.store.due_closings().await.expect("read").len(), 1);
    server.delete_due().await;
    assert!(server.has_ann().await, "another server has two minutes for it");
    server.advance(120);
    server.delete_due().await;
    assert!(!server.has_ann().await);
}

#[tokio::test]
async fn a_closing_whose_answer_was_lost_is_answered_again_in_that_browser_only() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let request = json!({ "operation": "b0f9bd3e-6b6b-4a1e-9d5c-closing00001" });
    let lost = server.call(&browser, CLOSE, request.clone()).await;
    assert_eq!(lost.status, StatusCode::OK, "{}", lost.text);
    assert_eq!(server.call(&browser, CLOSE, request.clone()).await.json(), lost.json());
    assert_eq!(server.call(&Browser::default(), CLOSE, request.clone()).await.error(), "not-signed-in");
    assert_eq!(server.call(&browser, CLOSE, json!({})).await.error(), "not-signed-in", "another request");
    assert_eq!(server.kinds_told().await, ["closing-begun"]);
    server.advance(60);
    assert_eq!(server.call(&browser, CLOSE, request).await.error(), "not-signed-in");
}

// O10: a closing that began while the clock was a year ahead would otherwise take more than a year.
#[tokio::test]
async fn a_closing_that_began_while_the_clock_was_ahead_begins_when_it_is_set_right() {
    let server = Server::start().await;
    let now = server.ctx.clock.now();
    server.advance(365 * DAY);
    server.close(&server.sign_in_with_code().await).await;
    server.ctx.clock.set(now);
    server.ctx.store.bring_back_times().await.expect("written");
    server.delete_due().await;
    assert!(server.has_ann().await);
    server.advance(30 * DAY);
    server.delete_due().await;
    assert!(!server.has_ann().await);
}

#[tokio::test]
async fn an_operator_sees_that_an_account_is_closed() {
    let server = Server::start().await;
    server.close(&server.sign_in_with_code().await).await;
    let shown = run(&["account", "show", "--data", server.folder().to_str().expect("text"), ANN], "");
    let shown = String::from_utf8(shown.stdout).expect("text");
    let line = "closed by its owner: 2026-09-21 14:13 UTC, to be deleted 2026-10-21 14:13 UTC";
    assert!(shown.lines().any(|each| each == line), "{shown}");
}
