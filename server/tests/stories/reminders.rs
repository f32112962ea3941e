//! "Is your security info still right?": when it is asked after a sign-in, skipped and answered (R1, R2).

use crate::server::{Answer, Browser, PASSWORD, Server};
use crate::tokens::DAY;
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::store::SteppedUpSession;

const ANN: &str = "ann@example.com";
const BEA: &str = "bea@example.com";

impl Server {
    /// Days in which somebody uses a browser.
    async fn days_in(&self, browser: &Browser, days: u64) {
        for _ in 0..days {
            self.advance(DAY);
            let session = self.read(browser, "/api/session").await;
            assert!(session.json()["current"].is_string(), "{}", session.text);
        }
    }

    async fn reminder(&self, browser: &Browser) -> Value {
        self.read(browser, "/api/reminder").await.json()
    }

    /// What the page does with the question: `show`, `looks-good` or `skip`.
    async fn remind(&self, browser: &Browser, act: &str) -> Answer {
        self.call(browser, &format!("/api/reminder/{act}"), json!({})).await
    }

    /// Steps up with a recovery code, or with the password.
    async fn step_up_by(&self, browser: &mut Browser, path: &str, mut body: Value) {
        body["account"] = json!(browser.account);
        let answer = self.call(browser, path, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
    }
}

fn nothing() -> Value {
    json!({ "asks": "nothing", "can_skip": false, "needs_code": false })
}

fn question(can_skip: bool, needs_code: bool) -> Value {
    json!({ "asks": "confirm", "can_skip": can_skip, "needs_code": needs_code })
}

#[tokio::test]
async fn the_question_is_asked_half_a_year_after_it_was_last_answered_and_of_each_account_alone() {
    let server = Server::start().await;
    server.add_account(BEA).await;
    let browser = server.browser(ANN).await;
    server.days_in(&browser, 179).await;
    assert_eq!(server.reminder(&browser).await, nothing());
    assert_eq!(server.remind(&browser, "looks-good").await.json(), nothing(), "an early answer is none");
    server.days_in(&browser, 1).await;
    let bea = server.browser(BEA).await;
    for each in [&browser, &bea] {
        assert_eq!(server.remind(each, "show").await.json(), question(true, false));
    }
    assert_eq!(server.remind(&browser, "looks-good").await.json(), nothing());
    assert_eq!((server.reminder(&browser).await, server.reminder(&bea).await), (nothing(), question(true, false)));
    server.days_in(&browser, 179).await;
    assert_eq!(server.reminder(&browser).await, nothing());
    server.days_in(&browser, 1).await;
    assert_eq!(server.reminder(&browser).await["asks"], "confirm");
}

#[tokio::test]
async fn it_is_also_asked_after_three_months_without_a_sign_in() {
    let server = Server::start().await;
    server.browser(ANN).await;
    server.advance(89 * DAY);
    assert_eq!(server.reminder(&server.sign_in_with_code().await).await, nothing());
    server.advance(90 * DAY);
    assert_eq!(server.reminder(&server.sign_in_with_code().await).await, question(true, false));
}

#[tokio::test]
async fn it_is_skipped_for_a_day_at_a_time_and_after_a_week_a_code_is_asked() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    server.days_in(&browser, 200).await;
    for day in 0..7 {
        assert_eq!(server.remind(&browser, "show").await.json(), question(true, false), "day {day}");
        assert_eq!(server.remind(&browser, "skip").await.json(), nothing());
        server.advance(DAY - 1);
        assert_eq!(server.reminder(&browser).await, nothing());
        server.advance(1);
    }
    let last = question(false, true);
    assert_eq!((server.reminder(&browser).await, server.remind(&browser, "skip").await.json()), (last.clone(), last));
    assert_eq!(server.remind(&browser, "looks-good").await.error(), "step-up-needed");
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.remind(&browser, "looks-good").await.json(), nothing());
    assert_eq!(server.reminder(&browser).await, nothing());
}

#[tokio::test]
async fn where_no_method_was_used_for_a_year_only_a_method_answers() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    let codes = server.recovery_codes(&browser).await;
    server.days_in(&browser, 364).await;
    assert_eq!(server.reminder(&browser).await, question(true, false));
    server.days_in(&browser, 1).await;
    assert_eq!(server.reminder(&browser).await, question(true, true));
    assert_eq!(server.remind(&browser, "looks-good").await.error(), "step-up-needed");
    server.step_up_by(&mut browser, "/api/verify/recovery-code", json!({ "code": codes[0] })).await;
    let still = server.remind(&browser, "looks-good").await;
    assert_eq!(still.json(), question(true, true), "a recovery code doesn't show that the methods work");
    server.complete_step_up(&mut browser).await;
    assert_eq!(server.reminder(&browser).await, nothing(), "without another press");
}

#[tokio::test]
async fn a_sign_in_with_a_method_is_enough_for_looks_good() {
    let server = Server::start().await;
    server.advance(200 * DAY);
    let browser = server.browser(ANN).await;
    server.remind(&browser, "show").await;
    server.advance(8 * DAY);
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.reminder(&browser).await, question(false, true));
    assert_eq!(server.remind(&browser, "looks-good").await.json(), nothing());
}

#[tokio::test]
async fn the_question_waits_while_a_hold_runs_and_the_week_begins_anew_afterwards() {
    let server = Server::start().await;
    server.add_account(BEA).await;
    server.advance(200 * DAY);
    let bea = server.browser(BEA).await;
    server.remind(&bea, "show").await;
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.remind(&browser, "show").await.json(), question(true, false));
    let read = server.session_of(&browser).await;
    let by = SteppedUpSession { account: read.current().expect("signed in").id.clone(), browser: read };
    server.ctx.store.remove_method_after_hold(by.clone(), 1, None).await.expect("begun");
    assert_eq!(server.reminder(&browser).await["asks"], "review_hold", "the hold instead");
    server.advance(8 * DAY);
    assert!(server.ctx.store.cancel_hold(by, Some(1)).await.expect("canceled"));
    assert_eq!(server.remind(&browser, "show").await.json(), question(true, false));
    assert_eq!(server.reminder(&bea).await, question(false, true), "another account's week goes on");
}

#[tokio::test]
async fn an_account_without_a_method_must_add_one_and_is_asked_no_more() {
    let server = Server::start().await;
    server.advance(160 * DAY);
    let before = server.sign_in_with_code().await;
    let read = server.session_of(&before).await;
    let by = SteppedUpSession { account: read.current().expect("signed in").id.clone(), browser: read };
    server.ctx.store.remove_method_after_hold(by, 1, None).await.expect("begun");
    server.advance(30 * DAY);
    while server.ctx.store.settle_due_holds().await.expect("settled") {}
    let mut browser = server.browser(ANN).await;
    let must_add = json!({ "asks": "add_method", "can_skip": false, "needs_code": false });
    assert_eq!(server.remind(&browser, "show").await.json(), must_add);
    for act in ["skip", "looks-good"] {
        assert_eq!(server.remind(&browser, act).await.json(), must_add, "{act}");
    }
    server.step_up_by(&mut browser, "/api/verify/password", json!({ "password": PASSWORD })).await;
    let added = server.add_contact(&browser, "new@example.com").await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    assert_eq!(server.reminder(&browser).await, nothing());
}
