//! People with codes that are used once each: a code for a new password, the recovery codes of a session, or a code whose answer is lost.

use super::{ask, taken_cookie};
use crate::Outcome;
use crate::codes::known;
use crate::load::Connection;
use crate::outbox;
use crate::requests::{COSTLY, Request, ask_code, ask_to_reset, page_with};
use serde_json::Value;
use std::path::Path;

/// People who set a new password, and as many who use recovery codes: enough for a figure that the system's ticks don't blur.
const OF_A_KIND: usize = 64;
/// All of them: one more signs in, and asks for the answer again.
const PEOPLE: usize = 2 * OF_A_KIND + 1;
/// The recovery codes of one person.
const RECOVERY_CODES: usize = 10;

/// The requests with a new password.
pub(super) const NEW_PASSWORDS: usize = OF_A_KIND;
/// The requests with a recovery code.
pub(super) const RECOVERIES: usize = OF_A_KIND * RECOVERY_CODES;

/// The ID of a request that is sent again.
pub(super) const OPERATION: &str = "a-request-of-the-cost-table";

/// The people.
#[derive(Clone)]
pub(super) struct People {
    /// The names of those who set a new password, each with the right code.
    resetting: Vec<(String, String)>,
    /// The sessions of those who use recovery codes.
    recovering: Vec<Session>,
    /// The name of the person whose answer is lost, with the right code.
    repeating: (String, String),
}

#[derive(Clone)]
struct Session {
    account: String,
    /// The cookie before the first recovery code is used.
    cookie: String,
    recovery_codes: Vec<String>,
}

/// The names of all of them.
pub(super) fn names() -> impl Iterator<Item = String> {
    (0..PEOPLE).map(known)
}

impl People {
    /// Requests their codes, and signs those in who use recovery codes. Others have got codes before.
    pub(super) async fn prepare(connection: &mut Connection, data: &Path, others: usize) -> Outcome<Self> {
        for (number, name) in names().enumerate() {
            let is_resetting = (OF_A_KIND..2 * OF_A_KIND).contains(&number);
            let request = if is_resetting { ask_to_reset(&name, number) } else { ask_code(&name, number) };
            ask(connection, &request, "to").await?;
        }
        let codes = outbox::codes(data, PEOPLE + others).await?;
        let with_code = |name: String| match codes.get(&name) {
            Some(code) => Ok((name, code.clone())),
            None => Err(format!("{name} got no code")),
        };
        let mut people = names().map(with_code).collect::<Result<Vec<_>, _>>()?;
        let repeating = people.pop().ok_or("there are no people")?;
        let resetting = people.split_off(OF_A_KIND);
        let mut recovering = Vec::new();
        for (number, (name, code)) in people.iter().enumerate() {
            recovering.push(Session::begin(connection, number, name, code).await?);
        }
        Ok(Self { resetting, recovering, repeating })
    }

    /// Sets the new password of one of them.
    pub(super) fn set_password(&self, number: usize) -> Request {
        let (name, code) = &self.resetting[number];
        let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code}\",\"password\":\"{COSTLY}\"}}");
        page_with("/api/account/reset-password", "", &body, number)
    }

    /// Signs in with the first request, whose answer all others ask for again.
    pub(super) fn sign_in_again(&self, number: usize) -> Request {
        let (name, code) = &self.repeating;
        let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code}\",\"operation\":\"{OPERATION}\"}}");
        page_with("/api/session/sign-in-with-code", "", &body, number)
    }

    /// Uses the next recovery code. `newest` is the cookie that the last one was answered with.
    pub(super) fn recover(&self, number: usize, newest: Option<&str>) -> Request {
        let (session, place) = (&self.recovering[number / RECOVERY_CODES], number % RECOVERY_CODES);
        let cookie = newest.filter(|_| place > 0).unwrap_or(&session.cookie);
        let body = format!("{{\"account\":\"{}\",\"code\":\"{}\"}}", session.account, session.recovery_codes[place]);
        page_with("/api/verify/recovery-code", &headers(cookie, &session.account), &body, number)
    }
}

impl Session {
    /// Signs in with a code, which counts as a step-up, and makes recovery codes.
    async fn begin(connection: &mut Connection, number: usize, name: &str, code: &str) -> Outcome<Self> {
        let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code}\"}}");
        let sign_in = page_with("/api/session/sign-in-with-code", "", &body, number);
        let account = ask(connection, &sign_in, "current").await?;
        let cookie = taken_cookie(connection)?;
        let make = page_with("/api/security/recovery-codes", &headers(&cookie, &account), "{}", number);
        let (_, body) = connection.send(&make).await?;
        let answer = serde_json::from_slice::<Value>(body)?;
        let codes = answer["codes"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let recovery_codes: Vec<String> = codes.map(str::to_owned).collect();
        if recovery_codes.len() != RECOVERY_CODES {
            return Err(format!("{} recovery codes were made", recovery_codes.len()).into());
        }
        Ok(Self { account, cookie, recovery_codes })
    }
}

/// The header lines of a session.
pub(super) fn headers(cookie: &str, account: &str) -> String {
    format!("cookie: {cookie}\r\nx-countersign-account: {account}\r\n")
}
