//! `docs/access.md`: who may call what.

use crate::keep;
use crate::openapi::{OAUTH, name_of};
use domain::Problem;
use domain::api::{Endpoint, Method, Needs, Visitor, each};
use domain::problem::ProblemKind;
use serde_json::Value;
use std::fmt::Write;

const ABOUT: &str = "\
# Who may call what

Made from the contract (`domain/src/api`) and from the description of the OAuth endpoints (`server/src/routes/oauth/openapi.json`); a test
compares it.

The page's endpoints, by what a caller must have shown:

- **anyone**: nothing.
- **signed in**: the cookie of a session of the account that the page shows, which the header `x-countersign-account` names. Else
  `not-signed-in` or `account-changed`.
- **stepped up**: the same, and a verification that is not older than `life.step_up_minutes`. Else `step-up-needed`.
- **challenged**: the cookie of a browser in which a sign-in waits for one more verification (else `nothing-to-verify`), or of a session of
  the account that the request names, which steps up (else `not-signed-in` or `account-changed`).

Writes are refused from other sites' pages (`cross-site`). Beside what is listed, any call can give `fields`, `malformed`, `too-slow`,
`internal` and `unavailable`, and a write `wrong-content-type` and `too-large`.

| call | who | refuses with |
|---|---|---|
";

#[test]
fn the_table_of_who_may_call_what_is_current() {
    let mut table = Table(ABOUT.to_owned());
    each(&mut table);
    keep("docs/access.md", &(table.0 + "\n" + &oauth()));
}

struct Table(String);

impl Visitor for Table {
    fn visit<E: Endpoint>(&mut self) {
        let method = if E::METHOD == Method::Read { "GET" } else { "POST" };
        let refuses: Vec<String> =
            E::PROBLEMS.iter().copied().flatten().map(|kind| format!("`{}`", name(*kind))).collect();
        let _ = writeln!(self.0, "| `{method} {}` | {} | {} |", E::PATH, E::Needs::NAME, refuses.join(", "));
    }
}

fn name(kind: ProblemKind) -> String {
    Problem::examples().iter().find(|problem| problem.kind() == kind).map(name_of).expect("each has an example")
}

/// The calls of OAuth.
fn oauth() -> String {
    let mut text =
        "The OAuth endpoints read no cookie, and any origin may call them:\n\n| call | who |\n|---|---|\n".to_owned();
    let document: Value = serde_json::from_str(OAUTH).expect("JSON");
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let who = operation["x-who"].as_str().unwrap_or_default();
            let _ = writeln!(text, "| `{} {path}` | {who} |", method.to_uppercase());
        }
    }
    text
}
