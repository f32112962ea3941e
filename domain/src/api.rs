//! The contract between page and server: a request type *is* its endpoint.
//!
//! [`Endpoint`] binds the page's `ask` and the server's `endpoint`, so that path, input, output, errors and the caller's requirements
//! can't diverge.

pub mod account;
mod check;
pub mod devices;
pub mod inbox;
pub mod link;
mod operation;
pub mod passkey;
pub mod security;
pub mod session;
pub mod single_use_code;
pub mod undo;
pub mod verify;

use crate::problem::ProblemKind;
pub use operation::OperationId;
use serde::{Serialize, de::DeserializeOwned};
use validator::Validate;

#[cfg(feature = "schema")]
pub use schemars::JsonSchema as Described;

/// The trait of types that the API document describes: with the feature `schema` only; otherwise, all types.
#[cfg(not(feature = "schema"))]
pub trait Described {}
#[cfg(not(feature = "schema"))]
impl<T> Described for T {}

macro_rules! problems {
    ($($problem:ident),*) => { &[$(crate::problem::ProblemKind::$problem),*] };
}
pub(crate) use problems;

/// An endpoint of the API. Every broken input rule and every rejection is a [`crate::Problem`].
pub trait Endpoint: Serialize + DeserializeOwned + Validate + Described + Send + 'static {
    /// The response of a successful call.
    type Response: Serialize + DeserializeOwned + Described + Send + 'static;
    /// The requirement for callers.
    type Needs: Needs;
    /// The request's name.
    const NAME: &'static str;
    /// The path.
    const PATH: &'static str;
    /// Whether it changes anything.
    const METHOD: HttpMethod;
    /// The problems of this endpoint, in addition to those of every endpoint, its method and its requirement.
    const PROBLEMS: &'static [&'static [ProblemKind]];

    /// Whether a page sends it by itself, perhaps while nobody uses it. Such a request doesn't prolong a session on a shared computer (S11).
    const IS_UNATTENDED: bool = false;

    /// For an endpoint that needs [`Challenged`]: the step-up or the sign-in that the verification is for.
    fn verification_purpose(&self) -> VerificationPurpose<'_> {
        VerificationPurpose::SignIn(None)
    }

    /// Whether it has an [`OperationId`], under which it gets the same answer again for a minute.
    fn has_operation(&self) -> bool {
        false
    }

    /// All problems that it can return.
    fn problems() -> impl Iterator<Item = ProblemKind> {
        let of_write = if Self::METHOD == HttpMethod::Write { Self::Needs::WRITE_PROBLEMS } else { problems![] };
        let shared = [ANY, Self::METHOD.problems(), Self::Needs::PROBLEMS, of_write];
        shared.into_iter().chain(Self::PROBLEMS.iter().copied()).flatten().copied()
    }

    /// Whether it can return a problem.
    fn lists(problem: ProblemKind) -> bool {
        Self::problems().any(|listed| listed == problem)
    }
}

/// Reads are GET with the request in the query. Writes are POST with the request as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpMethod {
    /// A request that changes nothing.
    Read,
    /// A request that changes something, and is rejected if it comes from another site.
    Write,
}

impl HttpMethod {
    fn problems(self) -> &'static [ProblemKind] {
        match self {
            Self::Read => problems![],
            Self::Write => problems![CrossSite, WrongContentType, TooLarge],
        }
    }
}

/// A requirement for callers. The server turns each one into a value that only its own checks can make.
pub trait Needs: Send + 'static {
    /// The name in the list of calls.
    const NAME: &'static str;
    /// The problems for callers who don't meet it.
    const PROBLEMS: &'static [ProblemKind];
    /// The further problems for callers of writes.
    const WRITE_PROBLEMS: &'static [ProblemKind] = problems![];
}

/// No requirement: anyone can call.
#[derive(Debug)]
pub enum Anyone {}
/// A session of the account that the page shows, named in the [`ACCOUNT_HEADER`]. A write with a replaced cookie, which works for a minute,
/// is [`crate::Problem::StepUpNeeded`].
#[derive(Debug)]
pub enum SignedIn {}
/// As [`SignedIn`], with a fresh verification: otherwise [`crate::Problem::StepUpNeeded`] (I3).
#[derive(Debug)]
pub enum SteppedUp {}

/// A browser that must verify: a sign-in waits there (S3, S9), or the account that the page shows and the request names steps up (I3).
/// Otherwise [`crate::Problem::NothingToVerify`].
#[derive(Debug)]
pub enum Challenged {}

/// The purpose of a verification, as its request names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerificationPurpose<'a> {
    /// A step-up of the account with this ID.
    StepUp(&'a str),
    /// The sign-in that waits: of the account with this ID, or without one the newest in the browser (S13).
    SignIn(Option<&'a str>),
}

impl Needs for Anyone {
    const NAME: &'static str = "anyone";
    const PROBLEMS: &'static [ProblemKind] = problems![];
}
impl Needs for SignedIn {
    const NAME: &'static str = "signed in";
    const PROBLEMS: &'static [ProblemKind] = problems![NotSignedIn, AccountChanged];
    const WRITE_PROBLEMS: &'static [ProblemKind] = problems![StepUpNeeded];
}
impl Needs for SteppedUp {
    const NAME: &'static str = "stepped up";
    const PROBLEMS: &'static [ProblemKind] = problems![NotSignedIn, AccountChanged, StepUpNeeded];
}
impl Needs for Challenged {
    const NAME: &'static str = "challenged";
    const PROBLEMS: &'static [ProblemKind] = problems![NothingToVerify, NotSignedIn, AccountChanged];
}

/// The problems of every endpoint.
const ANY: &[ProblemKind] = problems![Fields, Malformed, TooSlow, Internal, Unavailable];
/// The problems of finding a device by its code.
const USER_CODE: &[ProblemKind] = problems![TooMany, CodeUnknown, CodeExpired, CodeUsed, CodeDeclined];
/// The problems of sending a code.
const SENDING: &[ProblemKind] = problems![TooMany, TextsUnavailable];
/// The problems of entering a code.
const SENT_CODE: &[ProblemKind] =
    problems![TooMany, WrongSentCode, SentCodeReplaced, SentCodeUsed, SentCodeExpired, SentCodeSpent];

/// The header with the account that the page shows. The server rejects the request if another account is in use (L10).
pub const ACCOUNT_HEADER: &str = "x-countersign-account";

/// The empty response of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done {}

/// A visitor of all endpoints, for [`each`].
pub trait EndpointVisitor {
    /// Visits the next endpoint.
    fn visit<E: Endpoint>(&mut self);
}

/// Shows all endpoints to a visitor, area by area. Documents, audits and tests are made from it.
pub fn each(visitor: &mut impl EndpointVisitor) {
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

/// The meaning of the word before an endpoint's path, for [`endpoints`].
macro_rules! endpoint_word {
    // A page sends it by itself.
    (UNATTENDED) => {
        const IS_UNATTENDED: bool = true;
    };
    // It can be sent again under its ID: see [`repeatable`].
    (REPEATABLE) => {
        fn has_operation(&self) -> bool {
            self.operation.is_some()
        }
    };
}
pub(crate) use endpoint_word;

/// Defines the request of an endpoint with the word `REPEATABLE`: its own fields, and after them its ID.
macro_rules! repeatable {
    ($(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        $(#[$attribute])*
        pub struct $request {
            $($fields)*
            /// A random ID of this request. Sent again with the same ID, it gets the same answer for a minute.
            #[validate(custom(function = crate::api::check::parsed))]
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub operation: Option<crate::field::Parsed<crate::api::OperationId>>,
        }
    };
}
pub(crate) use repeatable;

/// Defines the request of an endpoint that needs [`Challenged`], with the word `EITHER`: the accounts of its [`VerificationPurpose`], and then
/// its own fields. With the word `REPEATABLE`, see [`repeatable`], too.
macro_rules! challenged {
    (REPEATABLE $(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        crate::api::repeatable! {
            $(#[$attribute])*
            pub struct $request {
                /// The account that steps up; none for a sign-in.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub account: Option<String>,
                /// The account whose sign-in waits; none for a step-up, or for the newest sign-in in this browser.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub waiting: Option<String>,
                $($fields)*
            }
        }
    };
    ($(#[$attribute:meta])* pub struct $request:ident { $($fields:tt)* }) => {
        $(#[$attribute])*
        pub struct $request {
            /// The account that steps up; none for a sign-in.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub account: Option<String>,
            /// The account whose sign-in waits; none for a step-up, or for the newest sign-in in this browser.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub waiting: Option<String>,
            $($fields)*
        }
    };
}
pub(crate) use challenged;

/// The meaning of the word after [`Challenged`], for [`endpoints`].
macro_rules! purpose_word {
    // Its field `account` names the account that steps up; without one, `waiting` names the account whose sign-in waits.
    (EITHER) => {
        fn verification_purpose(&self) -> crate::api::VerificationPurpose<'_> {
            let sign_in = crate::api::VerificationPurpose::SignIn(self.waiting.as_deref());
            self.account.as_deref().map_or(sign_in, crate::api::VerificationPurpose::StepUp)
        }
    };
    // Its field `account` names the account that steps up.
    (STEP_UP) => {
        fn verification_purpose(&self) -> crate::api::VerificationPurpose<'_> {
            crate::api::VerificationPurpose::StepUp(&self.account)
        }
    };
}
pub(crate) use purpose_word;

/// Defines the endpoints of an area, one per line: method, word ([`endpoint_word`]), path, requirement, its word ([`purpose_word`]),
/// request, response and problems (groups first, then single ones).
macro_rules! endpoints {
    ($(
        $method:ident $($word:ident)? $path:literal, $needs:ident $($purpose:ident)?, $request:ident => $response:ident
        $(, refuses $(($($group:ident),+))? $([$($problem:ident),+])?)?;
    )+) => {
        $(
            impl crate::api::Endpoint for $request {
                type Response = $response;
                type Needs = crate::api::$needs;
                const NAME: &'static str = stringify!($request);
                const PATH: &'static str = $path;
                const METHOD: crate::api::HttpMethod = crate::api::HttpMethod::$method;
                $(crate::api::endpoint_word! { $word })?
                const PROBLEMS: &'static [&'static [crate::problem::ProblemKind]] = &[
                    $( $( $(crate::api::$group),+, )? $( crate::api::problems![$($problem),+] )? )?
                ];
                $(crate::api::purpose_word! { $purpose })?
            }
        )+

        /// Shows the endpoints of this area.
        pub(super) fn each(visitor: &mut impl crate::api::EndpointVisitor) {
            $( visitor.visit::<$request>(); )+
        }
    };
}
pub(crate) use endpoints;
