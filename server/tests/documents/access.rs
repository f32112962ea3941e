//! `docs/access.md`: the permitted callers of each endpoint.

use crate::check_or_write;
use crate::openapi::{OAUTH, name_of};
use domain::Problem;
use domain::api::{Endpoint, EndpointVisitor, HttpMethod, Needs, each};
use domain::problem::ProblemKind;
use serde_json::Value;
use std::fmt::Write;

const ABOUT: &str = "\
# Access: who may call each endpoint

Made from the contract (`domain/src/api`) and from the description of the OAuth endpoints (`server/src/routes/oauth/openapi.json`). A test
keeps it current.

The page's endpoints require one of four levels:

- **anyone**: no requirement.
- **signed in**: a session cookie of the account that the page shows, named in the header `x-countersign-account`. Without it, the answer is
  `not-signed-in` or `account-changed`. A write with a cookie that was replaced less than a minute ago is answered with `step-up-needed`.
- **stepped up**: the same, and a verification that is at most `life.step_up_minutes` old. Without it, the answer is `step-up-needed`.
- **challenged**: the cookie of a browser in which a sign-in waits for another verification (without it, the answer is `nothing-to-verify`),
  or a session cookie of the account that the request names, to step up (without it, `not-signed-in` or `account-changed`).
  For a minute after another sign-in has replaced the browser's cookie, the answer to the old one is `sign-in-too-late`.

Writes from other sites' pages are rejected (`cross-site`). In addition to the problems in the table, any call can return `fields`,
`malformed`, `too-slow`, `internal` and `unavailable`, and any write `wrong-content-type` and `too-large`.

| call | caller | problems |
|---|---|---|
";

#[test]
fn the_access_table_is_current() {
    let mut table = Table(ABOUT.to_owned());
    each(&mut table);
    check_or_write("docs/access.md", &(table.0 + "\n" + &oauth()));
}

struct Table(String);

impl EndpointVisitor for Table {
    fn visit<E: Endpoint>(&mut self) {
        let method = if E::METHOD == HttpMethod::Read { "GET" } else { "POST" };
        let refuses: Vec<String> =
            E::PROBLEMS.iter().copied().flatten().map(|kind| format!("`{}`", name(*kind))).collect();
        let _ = writeln!(self.0, "| `{method} {}` | {} | {} |", E::PATH, E::Needs::NAME, refuses.join(", "));
    }
}

fn name(kind: ProblemKind) -> String {
    Problem::examples()
        .iter()
        .find(|problem| problem.kind() == kind)
        .map(name_of)
        .expect("each kind should have an example")
}

/// The table of the OAuth endpoints.
fn oauth() -> String {
    let mut text =
        "The OAuth endpoints read no cookies, and any origin may call them:\n\n| call | caller |\n|---|---|\n"
            .to_owned();
    let document: Value = serde_json::from_str(OAUTH).expect("JSON");
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let who = operation["x-who"].as_str().unwrap_or_default();
            let _ = writeln!(text, "| `{} {path}` | {who} |", method.to_uppercase());
        }
    }
    text
}
