//! "Verify it's you": one more proof, to complete a sign-in (S9).
//!
//! Whose sign-in is told by the browser's cookie: an account that has shown a first proof there.

use super::endpoint;
use super::session::Session;
use super::single_use_code::CodeSent;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Asks by which ways it can be shown.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReadVerifyWays {}
endpoint!(Read "/api/verify/ways", Anyone, ReadVerifyWays => VerifyWays);

/// The ways of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyWays {
    /// All that a code can be sent by.
    pub ways: Vec<Way>,
    /// Whether messages can be read at `/dev/inbox` instead of reaching people.
    pub inbox: bool,
}

/// A way to prove who one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Its number among the account's.
    pub id: u64,
    /// Whether it is a phone, which gets texts.
    pub text: bool,
    /// What its owner knows it by: `an…@example.com`.
    pub hint: String,
}

/// Has a security code sent.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct RequestSecurityCode {
    /// The way's number.
    pub way: u64,
}
endpoint!(Write "/api/verify/request", Anyone, RequestSecurityCode => CodeSent);

/// Shows the security code.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The way that it came by.
    pub way: u64,
    /// Six digits.
    #[validate(custom(function = field::one_time_code))]
    pub code: String,
}
endpoint!(Write "/api/verify", Anyone, Verify => Session);
