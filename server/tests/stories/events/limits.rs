//! Requests beyond a limit.

use super::{ANN, assert_harmless, kinds};
use crate::log::Log;
use crate::server::{Browser, PASSWORD, Server};
use serde_json::{Value, json};
use server::config::Config;

#[tokio::test]
async fn a_request_beyond_a_limit_leaves_an_event_with_the_limit() {
    let mut config = Config::default();
    config.limits.device_authorizations_per_minute = 1;
    config.limits.sign_ins_per_account = 1;
    let server = Server::with(config).await;
    let account = server.browser(ANN).await.account;
    let (log, guard) = Log::begin();
    for password in std::iter::once(PASSWORD).chain(["a wrong one"; 11]) {
        let body = json!({ "name": ANN, "password": password });
        server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await;
    }
    for _ in 0..2 {
        server.form("/oauth/device_authorization", &[("client_id", "tv")]).await;
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
