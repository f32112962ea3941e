//! A clock that is wrong for a while deletes nothing (O10).

mod ahead;
mod behind;
mod codes;

use crate::log::Log;
use crate::process::{folder_with_client, run};
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use domain::Moment;
use serde_json::json;
use server::clock::Clock;
use server::config::Config;
use server::rng::Rng;
use server::store::{Folder, Store};
use std::time::Duration;

const ANN: &str = "ann@example.com";
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

impl Server {
    /// Sets the clock forward, or back if `by_s` is negative, without letting time pass.
    pub(crate) fn set_clock(&self, by_s: i64) {
        self.clock.set(Moment(self.clock.now().0 + by_s * 1000));
    }

    /// What the server does twice a minute.
    pub(crate) async fn tidy(&self) {
        let ctx = &self.ctx;
        ctx.signer.tend(&ctx.store, &ctx.rng, ctx.clock.now()).await.expect("tended");
        ctx.store.bring_back_times().await.expect("corrected");
        while ctx.store.purge().await.expect("purged") {}
    }

    /// The number of a table's rows.
    pub(crate) fn rows(&self, table: &str) -> u32 {
        let database = rusqlite::Connection::open(self.folder().join("countersign.db")).expect("opens");
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("read")
    }

    /// Sessions, known browsers, refresh tokens and signing keys.
    fn everything(&self) -> [u32; 4] {
        ["session", "known_browser", "refresh_family", "signing_key"].map(|table| self.rows(table))
    }
}

/// A server that has just tidied up. Ann is signed in, and her device is linked.
async fn in_use() -> (Server, Browser) {
    let server = Server::start().await;
    crate::tokens::link(&server, "openid offline_access").await;
    let browser = server.browser(ANN).await;
    server.tidy().await;
    (server, browser)
}

const TWO_YEARS: i64 = 730 * 24 * 3600;

#[tokio::test]
async fn a_start_with_a_clock_that_is_years_ahead_deletes_nothing() {
    let (server, browser) = in_use().await;
    let before = server.everything();
    server.set_clock(TWO_YEARS);
    let server = server.restarted().await;
    for _ in 0..59 {
        server.tidy().await;
        server.advance(MINUTE);
    }
    server.tidy().await;
    let [sessions, known, tokens, keys] = server.everything();
    assert_eq!([sessions, known, tokens], before[..3]);
    assert!(keys > before[3], "the key before is kept");
    server.set_clock(-TWO_YEARS);
    let server = server.restarted().await;
    server.tidy().await;
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK, "as if nothing had happened");
}

#[tokio::test]
async fn a_clock_that_is_set_years_ahead_while_the_server_runs_deletes_nothing() {
    let (server, _) = in_use().await;
    for _ in 0..120 {
        server.advance(MINUTE); // the server has run for long enough to be trusted
        server.tidy().await;
    }
    let before = server.everything();
    server.set_clock(TWO_YEARS);
    for _ in 0..3 {
        server.tidy().await;
        server.advance(MINUTE);
    }
    assert_eq!(server.everything()[..3], before[..3]);
    server.set_clock(-TWO_YEARS);
    server.tidy().await;
    assert_eq!(server.everything()[..3], before[..3]);
}

#[tokio::test]
async fn a_refresh_while_the_clock_is_ahead_does_not_revoke_the_device() {
    let server = Server::start().await;
    let tokens = crate::tokens::link(&server, "openid offline_access").await;
    let token = crate::tokens::text(&tokens, "refresh_token");
    server.tidy().await;
    server.set_clock(TWO_YEARS);
    let (log, guard) = Log::begin();
    assert_eq!(crate::tokens::refresh(&server, &token).await.error(), "invalid_grant");
    drop(guard);
    assert!(log.text().contains("refresh_token_idle"), "{}", log.text());
    server.set_clock(-TWO_YEARS);
    assert_eq!(crate::tokens::refresh(&server, &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_clock_that_was_in_step_for_an_hour_is_trusted() {
    for far in [TWO_YEARS, -TWO_YEARS] {
        let (server, _) = in_use().await;
        server.set_clock(far);
        let server = server.restarted().await;
        server.tidy().await;
        server.advance(HOUR - 1);
        assert!(is_held_back(&server).await, "not yet");
        server.advance(1);
        assert!(!is_held_back(&server).await);
        server.advance(3 * DAY); // with the server running
        assert!(!is_held_back(&server).await);
        let server = server.restarted().await;
        assert!(!is_held_back(&server).await, "the time is the newest one from now on");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_within_the_hour_must_be_in_step_for_another() {
    let (server, _) = in_use().await;
    server.set_clock(2 * TWO_YEARS);
    let server = server.restarted().await;
    server.tidy().await;
    server.advance(HOUR - MINUTE);
    server.set_clock(-TWO_YEARS); // still years ahead
    server.tidy().await;
    server.advance(HOUR - MINUTE);
    server.tidy().await;
    assert!(is_held_back(&server).await);
    server.advance(MINUTE);
    server.tidy().await;
    assert!(!is_held_back(&server).await);
}

#[tokio::test]
async fn only_a_clock_that_is_more_than_a_day_past_or_an_hour_before_is_held_back() {
    for (by, is_wrong) in [(DAY, false), (DAY + 1, true)] {
        let (server, _) = in_use().await;
        server.set_clock(i64::try_from(by).expect("small"));
        assert_eq!(is_held_back(&server.restarted().await).await, is_wrong, "{by} s past");
    }
    for (by, is_wrong) in [(-3600, false), (-3601, true)] {
        let (server, _) = in_use().await;
        server.set_clock(by);
        assert_eq!(is_held_back(&server.restarted().await).await, is_wrong, "{by} s");
    }
}

/// Whether expired data is kept: a count that ended a month ago.
async fn is_held_back(server: &Server) -> bool {
    let since = server.clock.now() - Duration::from_secs(40 * DAY);
    server.execute(&format!(
        "INSERT OR IGNORE INTO attempt (purpose, key, tries, since) VALUES ('a', x'01', 1, {})",
        since.0
    ));
    while server.ctx.store.purge().await.expect("purged") {}
    server.rows("attempt WHERE purpose = 'a'") == 1
}

#[tokio::test]
async fn an_operator_can_accept_the_clock() {
    let (server, _) = in_use().await;
    server.set_clock(TWO_YEARS);
    let server = server.restarted().await;
    assert!(is_held_back(&server).await);
    let folder = Folder::new(server.folder(), None);
    let beside = Store::open(&folder, server.clock.clone(), Rng::system(), Config::default().policy()).expect("opens");
    beside.accept_clock().await.expect("written");
    assert!(!is_held_back(&server).await, "the running server notices it");
}

#[tokio::test]
async fn the_log_says_once_that_nothing_is_deleted_and_what_to_do() {
    let (server, _) = in_use().await;
    server.set_clock(TWO_YEARS);
    let server = server.restarted().await;
    let (log, guard) = Log::begin();
    for _ in 0..3 {
        assert!(is_held_back(&server).await);
    }
    server.ctx.store.accept_clock().await.expect("written");
    assert!(!is_held_back(&server).await);
    drop(guard);
    let text = log.text();
    assert_eq!(text.matches("countersign store accept-clock --now").count(), 1, "{text}");
    assert_eq!(text.matches("expired data is deleted again").count(), 1, "{text}");
    assert!(text.contains(&format!("\"by_s\":{TWO_YEARS}")), "{text}");
    assert!(
        text.contains("the clock says 2028-09-20 ") && text.contains("the newest time in the store, 2026-09-21 "),
        "{text}"
    );
}

#[test]
fn the_command_shows_both_times_and_needs_the_date_if_they_differ_much() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let now = Clock::system().now();
    let set_newest = |newest: Moment| {
        let database = rusqlite::Connection::open(folder.path().join("countersign.db")).expect("opens");
        let sql = "INSERT INTO meta (name, value) VALUES ('newest_time', ?1)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        database.execute(sql, [newest.0]).expect("written");
    };
    let accept = |more: &[&str]| run(&[&["store", "accept-clock", "--data", data], more].concat(), "");
    for (newest, difference) in [
        (now - Duration::from_secs(100 * DAY), "100 days past"),
        (now + Duration::from_secs(72 * HOUR + 60), "3 days before"),
    ] {
        set_newest(newest);
        let refused = accept(&[]);
        let said = String::from_utf8(refused.stderr).expect("text");
        assert!(!refused.status.success() && said.lines().count() == 1, "{said}");
        assert!(said.contains(&format!("which is {difference} the newest time in the store, 20")), "{said}");
        let (_, clock) = said.split_once("this machine's clock says ").expect("the clock");
        let today = &clock[.."2026-11-29".len()];
        let wrong = accept(&["--now", "2001-02-03"]);
        let about_date = String::from_utf8(wrong.stderr).expect("text");
        assert!(!wrong.status.success() && about_date.contains("the date after --now is 2001-02-03"), "{about_date}");
        let accepted = accept(&["--now", today]);
        let printed = String::from_utf8(accepted.stdout).expect("text");
        assert!(accepted.status.success(), "{printed}");
        for line in ["this machine's clock: 20", "newest time in the store: 20", "difference: ", "the clock is trusted"]
        {
            assert!(printed.lines().any(|each| each.starts_with(line)), "{line}: {printed}");
        }
        let again = accept(&[]);
        assert!(again.status.success(), "the times agree: {again:?}");
    }
}

#[tokio::test]
async fn nothing_else_is_held_back_while_the_clock_may_be_wrong() {
    let (server, _) = in_use().await;
    server.set_clock(TWO_YEARS);
    let server = server.restarted().await;
    assert!(is_held_back(&server).await);
    let browser = server.browser(ANN).await;
    let device = server.device().await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    assert_eq!(server.poll(&device).await.status, StatusCode::OK);
    assert_eq!(server.clock.uptime(), Duration::ZERO, "the clock had no hour to become trusted");
}
