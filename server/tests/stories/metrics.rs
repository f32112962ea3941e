//! The metrics, as Prometheus reads them (O4).
#![expect(clippy::float_cmp, reason = "counts are whole numbers")]

mod levels;
mod sign_ins;

use crate::server::{Browser, PASSWORD, Server};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;
use server::delivery::{Carriers, deliver_due};
use server::routes;
use std::collections::HashMap;
use tower::ServiceExt;

/// The metrics and their media type.
pub(crate) async fn metrics(server: &Server, accept: Option<&str>) -> (String, String) {
    let mut request = Request::get("/metrics");
    if let Some(accept) = accept {
        request = request.header(header::ACCEPT, accept);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = routes::metrics(server.ctx.clone()).oneshot(request).await.expect("the router never fails");
    let media_type = answer.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    (String::from_utf8(bytes.to_vec()).expect("text"), media_type)
}

/// Checks the older text format as `promtool check metrics` does, and that label values are words in lower case, codes or paths.
fn check(text: &str) {
    let mut families: HashMap<&str, [&str; 2]> = HashMap::new();
    let is_snake_case = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            let [what, name, rest] = said.splitn(3, ' ').collect::<Vec<_>>().try_into().expect("three parts");
            let place = usize::from(what == "TYPE");
            families.entry(name).or_default()[place] = rest;
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a value");
        assert!(value.parse::<f64>().is_ok(), "{line}");
        let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
        assert!(is_snake_case(name) && name.starts_with("countersign_"), "{line}");
        let parts = ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part));
        let [about, kind] = families.get(parts.unwrap_or(name)).unwrap_or_else(|| panic!("{line} isn't described"));
        assert!(about.len() > 10, "no help text: {line}");
        assert_eq!(*kind == "counter", name.ends_with("_total"), "{line}");
        assert_eq!(*kind == "histogram", parts.is_some(), "{line}");
        for label in labels.trim_end_matches('}').split("\",").filter(|label| !label.is_empty()) {
            let (label, value) = label.split_once("=\"").expect("a label");
            let is_free = ["path", "country", "version", "le"].contains(&label);
            assert!(is_snake_case(label) && (is_free || is_snake_case(value.trim_end_matches('"'))), "{line}");
        }
    }
}

#[tokio::test]
async fn metrics_are_in_the_format_that_the_reader_asks_for() {
    let server = Server::start().await;
    server.browser("ann@example.com").await;
    deliver_due(&server.ctx, &Carriers::to_folder(server.folder().join("outbox"))).await.expect("delivered");
    let (classic, media_type) = metrics(&server, None).await;
    assert_eq!(media_type, "text/plain; version=0.0.4; charset=utf-8");
    check(&classic);
    assert!(!classic.contains("# EOF") && !classic.contains("# UNIT"), "{classic}");
    let asked = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    let (openmetrics, media_type) = metrics(&server, Some(asked)).await;
    assert_eq!(media_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(openmetrics.ends_with("# EOF\n") && openmetrics.contains("# TYPE countersign_http_requests counter\n"));
    let samples = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(samples(&openmetrics), samples(&classic));
}

#[tokio::test]
async fn every_route_has_its_own_metrics_and_made_up_paths_have_one_together() {
    let server = Server::start().await;
    let document: serde_json::Value = serde_json::from_str(include_str!("../../../docs/openapi.json")).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    for path in
        paths.keys().map(String::as_str).chain(["/link", "/undo/x", "/assets/x.js", "/healthz", "/callbacks/sms/1"])
    {
        server.read(&Browser::default(), path).await;
    }
    let (text, _) = metrics(&server, None).await;
    check(&text);
    assert!(!text.contains("path=\"other\""), "{text}");
    for path in paths.keys() {
        assert!(text.contains(&format!("_requests_total{{method=\"get\",path=\"{path}\",status=")), "{path}: {text}");
    }
    for path in ["/.env", "/wp-login.php", "/ann@example.com"] {
        server.read(&Browser::default(), path).await;
    }
    let (text, _) = metrics(&server, None).await;
    let other = text.lines().filter(|line| line.contains("_requests_total{method=\"get\",path=\"other\""));
    assert_eq!(other.map(|line| line.rsplit(' ').next()).collect::<Vec<_>>(), [Some("3")], "{text}");
    assert!(!text.contains("wp-login") && !text.contains("ann@"), "{text}");
}

#[tokio::test]
async fn requests_are_counted_by_status_and_their_durations_in_buckets() {
    let server = Server::start().await;
    let device = server.device().await;
    for _ in 0..3 {
        server.poll(&device).await;
    }
    let wrong = json!({ "name": "ann@example.com", "password": "wrong" });
    let path = "/api/session/sign-in-with-password";
    assert_eq!(server.call(&Browser::default(), path, wrong).await.status, StatusCode::UNAUTHORIZED);
    let (text, _) = metrics(&server, None).await;
    for line in [
        "countersign_http_requests_total{method=\"post\",path=\"/oauth/device_authorization\",status=\"200\"} 1",
        "countersign_http_requests_total{method=\"post\",path=\"/oauth/token\",status=\"400\"} 3",
        "countersign_http_requests_total{method=\"post\",path=\"/api/session/sign-in-with-password\",status=\"401\"} 1",
        "countersign_http_request_duration_seconds_count{method=\"post\",path=\"/oauth/token\"} 3",
        "countersign_http_request_duration_seconds_bucket{le=\"+Inf\",method=\"post\",path=\"/oauth/token\"} 3",
    ] {
        assert!(text.lines().any(|each| each == line), "{line}: {text}");
    }
}

#[tokio::test]
async fn waiting_messages_and_their_deliveries_can_be_watched() {
    let server = Server::start().await;
    let value = |text: &str, name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        found.unwrap_or_else(|| panic!("{name}: {text}"))
    };
    let waiting = "countersign_outbox_messages{channel=\"email\"}";
    let oldest = "countersign_outbox_oldest_message_age_seconds{channel=\"email\"}";
    let (text, _) = metrics(&server, None).await;
    assert_eq!((value(&text, waiting), value(&text, oldest)), (0.0, 0.0));
    server.browser("ann@example.com").await;
    let request = json!({ "for": { "name": "ann@example.com" }, "purpose": "reset-password" });
    server.call(&Browser::default(), "/api/single-use-code/request", request).await;
    server.advance(90);
    let (text, _) = metrics(&server, None).await;
    assert_eq!((value(&text, waiting), value(&text, oldest)), (1.0, 90.0));
    deliver_due(&server.ctx, &Carriers::to_folder(server.folder().join("outbox"))).await.expect("delivered");
    let (text, _) = metrics(&server, None).await;
    assert_eq!((value(&text, waiting), value(&text, oldest)), (0.0, 0.0));
    let delivered =
        "countersign_message_deliveries_total{channel=\"email\",provider=\"folder\",outcome=\"handed_over\"}";
    assert_eq!(value(&text, delivered), 1.0);
    assert!(!text.contains(PASSWORD) && !text.contains("example.com"), "{text}");
}
