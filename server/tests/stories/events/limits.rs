//! Requests beyond a limit.

use super::{ANN, assert_harmless, kinds};
use crate::log::Log;
use crate::server::{Browser, PASSWORD, Server, other_code, unknown_code};
use serde_json::{Value, json};
use server::config::{Config, Limits};
use server::store::LimitKind;

const SIGN_IN: &str = "/api/session/sign-in-with-password";
const REQUEST: &str = "/api/single-use-code/request";
const AUTHORIZE: &str = "/oauth/device_authorization";

#[tokio::test]
async fn a_request_beyond_a_limit_leaves_an_event_with_the_limit() {
    let mut config = Config::default();
    config.limits.device_authorizations_per_minute = 1;
    config.limits.sign_ins_per_account = 1;
    let server = Server::with(config).await;
    let account = server.browser(ANN).await.account;
    let (log, guard) = Log::begin();
    // The right one is beyond its limit, and counts as the first of ten wrong ones.
    for password in std::iter::once(PASSWORD).chain(["a wrong one"; 10]) {
        let body = json!({ "name": ANN, "password": password });
        server.call(&Browser::default(), SIGN_IN, body).await;
    }
    for _ in 0..2 {
        server.form(AUTHORIZE, &[("client_id", "tv")]).await;
    }
    drop(guard);
    assert_eq!(kinds(&log).iter().filter(|kind| *kind == "limit_reached rejected").count(), 3);
    let reached: Vec<_> = log.lines("event").into_iter().filter(|event| event["kind"] == "limit_reached").collect();
    let facts = |event: &Value| ["limit", "account", "client"].map(|field| event[field].as_str().map(str::to_owned));
    let expected = [
        [Some("sign_in".to_owned()), account.clone(), None],
        [Some("wrong_password".to_owned()), account, None],
        [Some("authorization".to_owned()), None, Some("tv".to_owned())],
    ];
    assert_eq!(reached.iter().map(facts).collect::<Vec<_>>(), expected);
    let (text, _) = crate::metrics::metrics(&server, None).await;
    for limit in ["sign_in", "wrong_password", "authorization"] {
        let line = format!("countersign_limits_reached_total{{limit=\"{limit}\"}} 1");
        assert!(text.lines().any(|each| each == line), "{line}: {text}");
    }
    assert_harmless(&log, &["a wrong one"]);
}

/// The limits with which the second attempt of a kind is one too many. Those that it would reach before are turned off.
fn limits(kind: &str) -> Limits {
    let limits = Limits { resend_after_seconds: 0, ..Limits::default() };
    match kind {
        "unknown-code" => Limits { unknown_codes_per_account: 1, ..limits },
        "wrong-password" => Limits { failures_before_delays: 1, ..limits },
        "sign-in" => Limits { sign_ins_per_account: 1, ..limits },
        "authorization" => Limits { device_authorizations_per_minute: 1, ..limits },
        "code-sent-this-hour" => Limits { codes_per_hour: 1, ..limits },
        "code-sent-this-day" => Limits { codes_per_hour: 0, codes_per_day: 1, ..limits },
        "code-asked" => Limits { codes_per_address: 1, ..limits },
        "wrong-code" => Limits { wrong_codes_per_account: 1, ..limits },
        _ => Limits::default(),
    }
}

impl Server {
    /// Makes attempts of a kind until one of them is beyond the limit.
    async fn reach_limit(&self, kind: &str) {
        let is_signed_in = matches!(kind, "unknown-code" | "approval");
        let owner = if is_signed_in { self.browser(ANN).await } else { Browser::default() };
        let code = match kind {
            "wrong-code" => self.code(json!({ "name": ANN })).await,
            "new-password" => self.code_for_new_password().await,
            _ => String::new(),
        };
        let attempts = match kind {
            "new-password" => 61,
            "approval" => 101,
            _ => 2,
        };
        for attempt in 0..attempts {
            let (path, body) = match kind {
                "unknown-code" => ("/api/link/look-up", json!({ "code": unknown_code(attempt) })),
                "wrong-password" => (SIGN_IN, json!({ "name": ANN, "password": "a wrong one" })),
                "sign-in" => (SIGN_IN, json!({ "name": ANN, "password": PASSWORD })),
                "authorization" => (AUTHORIZE, json!(null)),
                "code-sent-just-now" | "code-sent-this-hour" | "code-sent-this-day" => {
                    (REQUEST, json!({ "for": { "name": ANN } }))
                }
                "code-asked" => (REQUEST, json!({ "for": { "name": format!("p{attempt}@example.com") } })),
                "wrong-code" => {
                    ("/api/session/sign-in-with-code", json!({ "for": { "name": ANN }, "code": other_code(&code) }))
                }
                "new-password" => (
                    "/api/account/reset-password",
                    json!({ "for": { "name": ANN }, "code": code, "password": "password" }),
                ),
                "approval" => ("/api/link/approve", json!({ "code": self.device().await.user_code })),
                other => panic!("this story has no attempts of the kind {other}"),
            };
            let answer = if path == AUTHORIZE {
                self.form(path, &[("client_id", "tv")]).await
            } else {
                self.call(&owner, path, body).await
            };
            assert!(!answer.status.is_server_error(), "{kind}: {}", answer.text);
        }
    }

    /// The code with which Ann can set a new password.
    async fn code_for_new_password(&self) -> String {
        let body = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
        self.call(&Browser::default(), REQUEST, body).await;
        self.newest_mail().await.code.expect("a code")
    }
}

#[tokio::test]
async fn each_kind_of_limit_leaves_an_event_and_is_counted() {
    for &(kind, _) in LimitKind::REPORTED {
        let server = Server::with(Config { limits: limits(kind), ..Config::default() }).await;
        let (log, guard) = Log::begin();
        server.reach_limit(kind).await;
        drop(guard);
        let events = log.lines("event").into_iter().filter(|event| event["kind"] == "limit_reached");
        let reached: Vec<_> = events.map(|event| event["limit"].clone()).collect();
        let label = kind.replace('-', "_");
        assert_eq!(reached, [json!(label)], "{kind}");
        let (text, _) = crate::metrics::metrics(&server, None).await;
        let counts = text.lines().filter(|line| line.starts_with("countersign_limits_reached_total{"));
        let counted = format!("countersign_limits_reached_total{{limit=\"{label}\"}} 1");
        assert_eq!(counts.collect::<Vec<_>>(), [counted], "{kind}");
    }
}
