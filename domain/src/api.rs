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

use serde::{Serialize, de::DeserializeOwned};
use validator::Validate;

/// A verb of the API. Input that breaks a rule, and every refusal, is a [`crate::Problem`].
pub trait Endpoint: Serialize + DeserializeOwned + Validate + Send + 'static {
    /// What a successful call answers.
    type Response: Serialize + DeserializeOwned + Send + 'static;
    /// What the caller must have shown.
    type Needs: Needs;
    /// Where it lives.
    const PATH: &'static str;
    /// Whether it changes anything.
    const METHOD: Method;
}

/// Reads are GET with the request in the query; writes are POST with it as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Changes nothing.
    Read,
    /// Changes something, and is refused when it comes from another site.
    Write,
}

/// What a caller must have shown before an endpoint hears it. The server turns each into a proof that only it can make.
pub trait Needs: Send + 'static {}

/// Nothing: anyone may call.
#[derive(Debug)]
pub enum Anyone {}
/// A session of the account that the page shows, named in the [`ACCOUNT_HEADER`].
#[derive(Debug)]
pub enum SignedIn {}
/// As [`SignedIn`], and a fresh proof by one of the account's ways: else [`crate::Problem::StepUpNeeded`] (I3).
#[derive(Debug)]
pub enum SteppedUp {}

impl Needs for Anyone {}
impl Needs for SignedIn {}
impl Needs for SteppedUp {}

/// Names the account that the page shows; the server refuses when another is in use (L10).
pub const ACCOUNT_HEADER: &str = "x-countersign-account";

/// The answer of a write that has nothing to say but that it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Done {}

/// Ties a request type to its place in the API.
macro_rules! endpoint {
    ($method:ident $path:literal, $needs:ident, $request:ty => $response:ty) => {
        impl crate::api::Endpoint for $request {
            type Response = $response;
            type Needs = crate::api::$needs;
            const PATH: &'static str = $path;
            const METHOD: crate::api::Method = crate::api::Method::$method;
        }
    };
}
pub(crate) use endpoint;
