//! Every change is told to all contacts of its account, once, with links for old ones (I8, H2, U9).

use super::accounts::server;
use super::{ANN, DAY, PHONE, delivered, purposes, text};
use crate::server::{Browser, Server, join_all};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::cli::NoticeReports;
use server::store::Message;

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0";

impl Server {
    /// Writes the messages about all changes, as a server does soon after each.
    pub(crate) async fn write_notices(&self) {
        assert!(NoticeReports::default().report(&self.ctx).await.expect("read"), "all written");
    }

    /// The notices since the last time.
    pub(super) async fn written_notices(&self) -> Vec<Message> {
        self.write_notices().await;
        self.messages().await.into_iter().filter(|message| message.code.is_none() && !message.decoy).collect()
    }

    /// The recipient and the kind of each of them, and whether it has the link "This wasn't me".
    async fn told_of_changes(&self) -> Vec<(String, String, bool)> {
        let told = |message: Message| (message.to, message.purpose, message.text.contains("/undo/"));
        self.written_notices().await.into_iter().map(told).collect()
    }

    /// Gives Ann a hold that ends in seven days, and does what is due about it.
    async fn warn_of_hold(&self) {
        let (now, day) = (self.clock.now().0, 24 * 3_600_000);
        self.execute(&format!(
            "INSERT INTO hold (account, change, method, started, ends, warned, due)
             SELECT account, 0, 1, {now} - 23 * {day}, {now} + 7 * {day}, 0, {now}
             FROM sign_in_name WHERE name = '{ANN}'"
        ));
        while self.ctx.store.settle_due_holds().await.expect("settled") {}
    }

    async fn make_change(&self, browser: &Browser, path: &str, body: Value) {
        let answer = self.call(browser, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    }
}

/// What Ann and her new phone are told about a change. Only an old contact gets a link.
fn to_both(kind: &str) -> Vec<(String, String, bool)> {
    [(ANN, true), (PHONE, false)].map(|(to, has_link)| (to.to_owned(), kind.to_owned(), has_link)).into()
}

#[tokio::test]
async fn each_change_is_told_to_every_contact_once_and_the_removed_one_too() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.told_of_changes().await, [], "the account's first sign-in");
    server.add_contact(&browser, PHONE).await;
    assert_eq!(server.told_of_changes().await, to_both("method-added"));
    for (path, body, kind) in [
        ("/api/security/sign-in-name", json!({ "id": 2, "on": true }), "sign-in-name-changed"),
        ("/api/security/sign-in-name", json!({ "id": 2, "on": false }), "sign-in-name-changed"),
        ("/api/security/two-step", json!({ "on": true }), "two-step-on"),
        ("/api/security/two-step", json!({ "on": false }), "two-step-off"),
        ("/api/security/recovery-codes", json!({}), "recovery-codes-made"),
    ] {
        server.make_change(&browser, path, body.clone()).await;
        assert_eq!(server.told_of_changes().await, to_both(kind), "{path}");
        if !path.ends_with("codes") {
            server.make_change(&browser, path, body).await;
            assert_eq!(server.told_of_changes().await, [], "{path}: nothing has changed");
        }
    }
    server.make_change(&browser, "/api/security/remove", json!({ "id": 2 })).await;
    assert_eq!(server.told_of_changes().await, to_both("method-removed"));
    server.make_change(&browser, "/api/session/sign-out-everywhere", json!({})).await;
    assert_eq!(server.told_of_changes().await, [(ANN.to_owned(), "signed-out-everywhere".to_owned(), true)]);
    assert_eq!(server.rows("change_notice"), 0);
}

#[tokio::test]
async fn a_recovery_code_that_was_used_is_told_with_the_number_of_those_left() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    let codes = server.recovery_codes(&browser).await;
    server.written_notices().await;
    let step_up = json!({ "account": browser.account, "code": codes[0] });
    let answer = server.call(&browser, "/api/verify/recovery-code", step_up).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    let told = server.written_notices().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].purpose, "recovery-code-used");
    assert!(told[0].text.contains("9 recovery codes are left."), "{}", told[0].text);
}

#[tokio::test]
async fn a_sign_in_in_a_new_browser_is_told_and_one_in_a_known_browser_is_not() {
    let server = Server::start().await;
    let mut known = server.sign_in_with_code().await;
    server.advance(61);
    server.sign_in_with_code_in(&mut known).await;
    assert_eq!(server.told_of_changes().await, [], "the first one, and again there");
    server.advance(61);
    let mut new = Browser { user_agent: Some(FIREFOX), ..Browser::default() };
    server.sign_in_with_code_in(&mut new).await;
    let told = server.written_notices().await;
    assert_eq!(told.iter().map(|message| &*message.purpose).collect::<Vec<_>>(), ["new-browser"]);
    for fact in ["Browser: Firefox on Windows", "Location: 192.0.2.1", "Account: an…@example.com"] {
        assert!(told[0].text.contains(fact), "{fact}: {}", told[0].text);
    }
    server.advance(61);
    let code = server.code(json!({ "name": ANN })).await;
    let shared = json!({ "for": { "name": ANN }, "code": code, "shared": true });
    server.make_change(&Browser::default(), "/api/session/sign-in-with-code", shared).await;
    // A thief can declare any computer to be shared.
    let expected = [(ANN.to_owned(), "new-browser".to_owned(), true)];
    assert_eq!(server.told_of_changes().await, expected);
}

#[tokio::test]
async fn a_message_tells_when_and_where_in_utc_and_by_the_clock_of_the_browser_that_asked() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    browser.cookie = browser.cookie.map(|cookie| cookie + "; utc=330");
    browser.user_agent = Some(FIREFOX);
    let password = json!({ "password": "walnut harbour 42 tides" });
    server.make_change(&browser, "/api/account/change-password", password).await;
    let told = server.written_notices().await.pop().expect("a notice");
    for fact in [
        "When: 21 September 2026, 14:13 UTC (19:43 on that browser's clock)",
        "Browser: Firefox on Windows",
        "Location: 192.0.2.1",
    ] {
        assert!(told.text.contains(fact), "{fact}: {}", told.text);
    }
}

#[tokio::test]
async fn a_change_is_told_in_the_language_of_the_account_whatever_the_page_of_a_stranger() {
    let server = Server::start().await;
    server.sign_in_with_code().await;
    server.execute("UPDATE account SET language = 'de'");
    server.advance(61);
    server.sign_in_with_code().await;
    let subject = "Ihr Countersign-Konto wurde in einem neuen Browser verwendet";
    assert_eq!(server.written_notices().await[0].subject, subject);
}

#[tokio::test]
async fn two_servers_tell_each_change_once() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    server.recovery_codes(&browser).await;
    let mut servers = [NoticeReports::default(), NoticeReports::default()];
    let written = join_all(servers.iter_mut().map(|reports| reports.report(&server.ctx))).await;
    assert!(written.into_iter().all(|written| written.is_ok()));
    let told = server.told_of_changes().await;
    assert_eq!(told.len(), 4, "two contacts, two changes: {told:?}");
    assert_eq!(server.rows("notice_link"), 2, "for the old contact");
}

#[tokio::test]
async fn a_change_that_cannot_be_told_at_the_moment_delays_no_other_and_is_told_later() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    server.recovery_codes(&browser).await;
    server.execute(
        "CREATE TRIGGER stuck BEFORE DELETE ON change_notice WHEN OLD.kind = 'method-added'
         BEGIN SELECT RAISE(ABORT, 'a full disk'); END",
    );
    let mut reports = NoticeReports::default();
    for _ in 0..2 {
        assert!(!reports.report(&server.ctx).await.expect("read"), "not all written");
    }
    let kinds = async || server.messages().await.into_iter().map(|message| message.purpose).collect::<Vec<_>>();
    assert_eq!(kinds().await, ["recovery-codes-made"; 2]);
    assert_eq!(server.rows("notice_link"), 1);
    server.execute("DROP TRIGGER stuck");
    for _ in 0..2 {
        assert!(reports.report(&server.ctx).await.expect("read"), "all written");
    }
    assert_eq!(kinds().await, ["method-added"; 2]);
}

#[tokio::test]
async fn a_change_is_told_although_its_account_was_deleted_meanwhile() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.recovery_codes(&browser).await;
    server.execute("DELETE FROM account");
    assert_eq!(server.told_of_changes().await.len(), 1);
    assert_eq!(server.rows("notice_link"), 0);
}

#[tokio::test]
async fn a_warning_names_the_end_of_the_waiting_period_and_has_a_link_that_cancels_it() {
    let server = Server::start().await;
    server.sign_in_with_code().await;
    server.warn_of_hold().await;
    let told = server.written_notices().await.pop().expect("a warning");
    assert_eq!(told.purpose, "hold-warning");
    assert_eq!(told.subject, "7 days left to cancel a change to your Countersign account");
    assert!(told.text.contains("Takes effect: 28 September 2026, 14:13 UTC"), "{}", told.text);
    assert!(told.text.contains("/security/hold/cancel/") && !told.text.contains("/undo/"), "{}", told.text);
}

#[tokio::test]
async fn changes_of_an_account_delay_no_message_about_its_waiting_period() {
    let server = server().await;
    let browser = server.sign_in_with_code().await;
    server.advance(3 * 60);
    delivered(&server).await;
    for _ in 0..3 {
        server.recovery_codes(&browser).await;
    }
    assert_eq!(purposes(&delivered(&server).await), ["recovery-codes-made"], "the others wait");
    server.warn_of_hold().await;
    assert_eq!(purposes(&delivered(&server).await), ["hold-warning"]);
}

#[tokio::test]
async fn changes_that_are_merged_keep_the_first_link() {
    let server = server().await;
    let browser = server.sign_in_with_code().await;
    server.advance(3 * 60);
    delivered(&server).await;
    for _ in 0..4 {
        server.recovery_codes(&browser).await;
        server.advance(1);
    }
    assert_eq!(delivered(&server).await.len(), 1);
    server.advance(DAY);
    let merged = delivered(&server).await;
    assert_eq!(purposes(&merged), ["several-changes"]);
    assert_eq!(merged[0]["subject"], "3 more changes to your Countersign account");
    let links: Vec<_> = text(&merged[0]).split("/undo/").skip(1).map(|rest| &rest[..54]).collect();
    assert_eq!(links.len(), 1, "each change is listed once: {}", text(&merged[0]));
    let link = server::secrets::Token::parse(links[0]).expect("a link");
    let database = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    let earlier = "SELECT count(*) FROM notice_link WHERE about < (SELECT about FROM notice_link WHERE id = ?1)";
    let earlier: u32 = database.query_row(earlier, [link.id], |row| row.get(0)).expect("read");
    assert_eq!(earlier, 1, "it is about the first of the merged ones");
}
