//! `docs/metrics.md`: all metrics.

use crate::check_or_write;
use server::observe::metrics::{Levels, Metrics, TextFormat};
use std::fmt::Write;

const ABOUT: &str = "\
# Metrics

Made from the code (`server/src/observe/metrics.rs`); a test keeps it current. `metrics_listen = \"127.0.0.1:9090\"` serves them at `/metrics` to
Prometheus: in OpenMetrics to a reader that asks for it, otherwise in the older text format. They contain no contact, and no part of one.

Labels have few values: `path` is the template of a route (`other` without one), `status` is an HTTP status (499 if the client disconnected
before the answer), and `country` is an ISO 3166-1 code. `method` is `get`, `post` or `other`. `sign_in_method` and the `outcome` of a sign-in are
the `method` and the `outcome` of [events](events.md).

| metric | type | meaning |
|---|---|---|
";

#[test]
fn the_list_of_metrics_is_current() {
    let mut text = ABOUT.to_owned();
    let metrics = Metrics::default().to_text(TextFormat::Classic, &Levels::default());
    let mut about = "";
    for line in metrics.lines() {
        if let Some((_, said)) = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' ')) {
            about = said;
        } else if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
            let _ = writeln!(text, "| `{name}` | {kind} | {about} |");
        }
    }
    check_or_write("docs/metrics.md", &text);
}
