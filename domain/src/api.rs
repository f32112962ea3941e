//! The contract between page and server: a request type *is* its endpoint.
//!
//! The page's one `send` and the server's one `endpoint` are bound by [`Endpoint`], so path, input, output, errors and what the
//! caller must have shown cannot drift apart.

pub mod account;
pub mod devices;
pub mod inbox;
pub mod link;
pub mod passkey;
pub mod security;
pub mod session;
pub mod single_use_code;
pub mod undo;
pub mod verify;

use crate::problem::ProblemKind;
use serde::{Serialize, de::DeserializeOwned};
use validator::Validate;

#[cfg(feature = "schema")]
pub use schemars::JsonSchema as Described;

/// What describes itself in the document of the API: with the feature `schema`; without it, everything.
#[cfg(not(feature = "schema"))]
pub trait Described {}
#[cfg(not(feature = "schema"))]
impl<T> Described for T {}

macro_rules! problems {
    ($($problem:ident),*) => { &[$(crate::problem::ProblemKind::$problem),*] };
}
pub(crate) use problems;

/// A verb of the API. Input that breaks a rule, and every refusal, is a [`crate::Problem`].
pub trait Endpoint: Serialize + DeserializeOwned + Validate + Described + Send + 'static {
    /// What a successful call answers.
    type Response: Serialize + DeserializeOwned + Described + Send + 'static;
    /// What the caller must have shown.
    type Needs: Needs;
    /// The request's name.
    const NAME: &'static str;
    /// Where it lives.
    const PATH: &'static str;
    /// Whether it changes anything.
    const METHOD: Method;
    /// Why it refuses, beside what any endpoint, its method and its needs can refuse.
    const PROBLEMS: &'static [&'static [ProblemKind]];

    /// The account that steps up, of an endpoint that needs [`Challenged`]; none is about the sign-in that waits.
    fn stepping_up(&self) -> Option<&str> {
        None
    }

    /// All problems that it can give.
    fn problems() -> impl Iterator<Item = ProblemKind> {
        let shared = [ANY, Self::METHOD.problems(), Self::Needs::PROBLEMS];
        shared.into_iter().chain(Self::PROBLEMS.iter().copied()).flatten().copied()
    }
}

/// Reads are GET with the request in the query; writes are POST with it as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Changes nothing.
    Read,
    /// Changes something, and is refused when it comes from another site.
    Write,
}

impl Method {
    fn problems(self) -> &'static [ProblemKind] {
        match self {
            Self::Read => problems![],
            Self::Write => problems![CrossSite, WrongContentType, TooLarge],
        }
    }
}

/// What a caller must have shown before an endpoint hears it. The server turns each into a proof that only it can make.
pub trait Needs: Send + 'static {
    /// What it is called where calls are listed.
    const NAME: &'static str;
    /// What a caller is told who has not shown it.
    const PROBLEMS: &'static [ProblemKind];
}

/// Nothing: anyone may call.
#[derive(Debug)]
pub enum Anyone {}
/// A session of the account that the page shows, named in the [`ACCOUNT_HEADER`].
#[derive(Debug)]
pub enum SignedIn {}
/// As [`SignedIn`], and a fresh proof by one of the account's ways: else [`crate::Problem::StepUpNeeded`] (I3).
#[derive(Debug)]
pub enum SteppedUp {}

/// A browser in which one more proof is asked for: a sign-in waits there (S3, S9), or the account that the request names, which the page
/// shows, steps up (I3). Else [`crate::Problem::NothingToVerify`].
#[derive(Debug)]
pub enum Challenged {}

impl Needs for Anyone {
    const NAME: &'static str = "anyone";
    const PROBLEMS: &'static [ProblemKind] = problems![];
}
impl Needs for SignedIn {
    const NAME: &'static str = "signed in";
    const PROBLEMS: &'static [ProblemKind] = problems![NotSignedIn, AccountChanged];
}
impl Needs for SteppedUp {
    const NAME: &'static str = "stepped up";
    const PROBLEMS: &'static [ProblemKind] = problems![NotSignedIn, AccountChanged, StepUpNeeded];
}
impl Needs for Challenged {
    const NAME: &'static str = "challenged";
    const PROBLEMS: &'static [ProblemKind] = problems![NothingToVerify, NotSignedIn, AccountChanged];
}

/// What any endpoint can give.
const ANY: &[ProblemKind] = problems![Fields, Malformed, TooSlow, Internal, Unavailable];
/// Looking for a device by the code that it shows.
const USER_CODE: &[ProblemKind] = problems![TooMany, CodeUnknown, CodeExpired, CodeUsed, CodeDeclined];
/// Having a code sent.
const SENDING: &[ProblemKind] = problems![TooMany, TextsUnavailable];
/// Entering a code that was sent.
const SENT_CODE: &[ProblemKind] =
    problems![TooMany, WrongSentCode, SentCodeReplaced, SentCodeUsed, SentCodeExpired, SentCodeSpent];

/// Names the account that the page shows; the server refuses when another is in use (L10).
pub const ACCOUNT_HEADER: &str = "x-countersign-account";

/// The answer of a write that has nothing to say but that it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done {}

/// Is shown every endpoint by [`each`].
pub trait Visitor {
    /// The next one.
    fn visit<E: Endpoint>(&mut self);
}

/// Shows all endpoints to a visitor, an area after the other: documents, audits and tests are made from it.
pub fn each(visitor: &mut impl Visitor) {
    session::each(visitor);
    single_use_code::each(visitor);
    account::each(visitor);
    verify::each(visitor);
    passkey::each(visitor);
    security::each(visitor);
    link::each(visitor);
    devices::each(visitor);
    undo::each(visitor);
    inbox::each(visitor);
}

/// The endpoints of an area, one a line: how it is called, by whom, and what it is, answers and refuses (groups, then single ones).
macro_rules! endpoints {
    ($(
        $method:ident $path:literal, $needs:ident $(by $stepping_up:expr)?, $request:ident => $response:ident
        $(, refuses $(($($group:ident),+))? $([$($problem:ident),+])?)?;
    )+) => {
        $(
            impl crate::api::Endpoint for $request {
                type Response = $response;
                type Needs = crate::api::$needs;
                const NAME: &'static str = stringify!($request);
                const PATH: &'static str = $path;
                const METHOD: crate::api::Method = crate::api::Method::$method;
                const PROBLEMS: &'static [&'static [crate::problem::ProblemKind]] = &[
                    $( $( $(crate::api::$group),+, )? $( crate::api::problems![$($problem),+] )? )?
                ];
                $(
                    fn stepping_up(&self) -> Option<&str> {
                        let account: fn(&Self) -> Option<&str> = $stepping_up;
                        account(self)
                    }
                )?
            }
        )+

        /// Shows the endpoints of this area.
        pub(super) fn each(visitor: &mut impl crate::api::Visitor) {
            $( visitor.visit::<$request>(); )+
        }
    };
}
pub(crate) use endpoints;
