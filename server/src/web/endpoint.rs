//! Binds a request type of the contract to its handler: path, input, validation, what the caller must have shown, output.

use crate::ctx::Ctx;
use crate::failure::{Failure, problem_response};
use crate::store::{BrowserSession, SignedInAccount};
use crate::web::{address, cookie, language, origin};
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, header, request};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::api::{ACCOUNT_HEADER, Anyone, Endpoint, Method, Needs, SignedIn, SteppedUp};
use domain::rules::step_up;
use domain::{Moment, Problem};
use std::net::IpAddr;

/// Largest request body of the API.
const LARGEST_BODY: usize = 16 * 1024;

/// Anyone who calls.
pub struct Visitor {
    /// The browser, if it has shown its cookie.
    pub browser: Option<BrowserSession>,
    /// Where the call comes from.
    pub address: IpAddr,
    /// The language to answer in.
    pub language: &'static str,
}

impl Visitor {
    /// The account in use in the browser, if it is the one that the page shows (L10).
    pub fn in_use(&self, shown: Option<&[u8]>) -> Result<&SignedInAccount, Problem> {
        let account = self.browser.as_ref().and_then(BrowserSession::current).ok_or(Problem::NotSignedIn)?;
        match shown {
            Some(shown) if shown == account.id.as_str().as_bytes() => Ok(account),
            Some(_) => Err(Problem::AccountChanged { now: account.name.clone() }),
            None => Err(Problem::Malformed {
                detail: format!("the header {ACCOUNT_HEADER} names the account that is shown"),
            }),
        }
    }
}

/// The proof that a call comes from a session of the account that its page shows. Only this module makes one.
pub struct Caller {
    browser: BrowserSession,
    account: SignedInAccount,
    /// Where the call comes from.
    pub address: IpAddr,
    /// The language to answer in.
    pub language: &'static str,
}

impl Caller {
    /// The account.
    pub fn account(&self) -> &SignedInAccount {
        &self.account
    }

    /// The browser that the account is signed in in.
    pub fn browser(&self) -> &BrowserSession {
        &self.browser
    }

    /// The same, for what anyone may call.
    pub fn visitor(&self) -> Visitor {
        Visitor { browser: Some(self.browser.clone()), address: self.address, language: self.language }
    }

    /// Whether its owner has just shown who they are (I3): what some calls need under some circumstances only.
    pub fn has_stepped_up(&self, now: Moment) -> bool {
        step_up::is_fresh(self.account.proved, now)
    }
}

/// The proof that a caller has just shown who they are (I3). Only this module makes one.
pub struct ProvedCaller(Caller);

impl std::ops::Deref for ProvedCaller {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// WorkQueue what an endpoint needs into a proof.
pub trait Shown: Needs {
    /// What the handler receives.
    type Proof: Send;
    /// Checks a call.
    fn prove(visitor: Visitor, parts: &request::Parts, now: Moment) -> Result<Self::Proof, Problem>;
}

impl Shown for Anyone {
    type Proof = Visitor;

    fn prove(visitor: Visitor, _: &request::Parts, _: Moment) -> Result<Visitor, Problem> {
        Ok(visitor)
    }
}

impl Shown for SignedIn {
    type Proof = Caller;

    fn prove(visitor: Visitor, parts: &request::Parts, _: Moment) -> Result<Caller, Problem> {
        let shown = parts.headers.get(ACCOUNT_HEADER).map(HeaderValue::as_bytes);
        let account = visitor.in_use(shown)?.clone();
        let Visitor { browser, address, language } = visitor;
        Ok(Caller { browser: browser.ok_or(Problem::NotSignedIn)?, account, address, language })
    }
}

impl Shown for SteppedUp {
    type Proof = ProvedCaller;

    fn prove(visitor: Visitor, parts: &request::Parts, now: Moment) -> Result<ProvedCaller, Problem> {
        let caller = SignedIn::prove(visitor, parts, now)?;
        if caller.has_stepped_up(now) { Ok(ProvedCaller(caller)) } else { Err(Problem::StepUpNeeded) }
    }
}

/// An answer, and the cookie that goes with it.
pub struct Reply<T> {
    /// The answer.
    pub body: T,
    /// A `Set-Cookie` header.
    pub cookie: Option<HeaderValue>,
}

impl<T> From<T> for Reply<T> {
    fn from(body: T) -> Self {
        Self { body, cookie: None }
    }
}

/// Adds endpoints to a router.
pub trait Endpoints {
    /// Serves `E` with `handler`; `E` follows from the handler's argument.
    #[must_use]
    fn endpoint<E, F, Fut, R>(self, handler: F) -> Self
    where
        E: Endpoint<Needs: Shown>,
        F: Fn(Ctx, <E::Needs as Shown>::Proof, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send,
        R: Into<Reply<E::Response>>;
}

impl Endpoints for Router<Ctx> {
    fn endpoint<E, F, Fut, R>(self, handler: F) -> Self
    where
        E: Endpoint<Needs: Shown>,
        F: Fn(Ctx, <E::Needs as Shown>::Proof, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send,
        R: Into<Reply<E::Response>>,
    {
        let serve = async move |State(ctx): State<Ctx>, request: Request| {
            let (parts, body) = request.into_parts();
            serve(ctx, parts, body, handler).await.map_err(only_listed::<E>).unwrap_or_else(Failure::into_response)
        };
        let method = match E::METHOD {
            Method::Read => get(serve),
            Method::Write => post(serve),
        };
        self.route(E::PATH, method)
    }
}

/// Whether a problem that the contract does not list for its endpoint is a failure, so that tests and developers find it.
const IS_CONTRACT_CHECKED: bool = cfg!(any(debug_assertions, feature = "dev-tools"));

fn only_listed<E: Endpoint>(failure: Failure) -> Failure {
    match failure {
        Failure::Problem(problem) if IS_CONTRACT_CHECKED && !E::problems().any(|listed| listed == problem.kind()) => {
            Failure::internal(format!("{} does not list the problem that it gives: {:?}", E::PATH, problem.kind()))
        }
        other => other,
    }
}

async fn serve<E, F, Fut, R>(ctx: Ctx, parts: request::Parts, body: Body, handler: F) -> Result<Response, Failure>
where
    E: Endpoint<Needs: Shown>,
    F: Fn(Ctx, <E::Needs as Shown>::Proof, E) -> Fut,
    Fut: Future<Output = Result<R, Failure>>,
    R: Into<Reply<E::Response>>,
{
    let request: E = match E::METHOD {
        Method::Read => read_query(&parts)?,
        Method::Write => {
            origin::check(&parts.headers, &ctx.config.public_url)?;
            read_json(&parts, body).await?
        }
    };
    request.validate().map_err(Problem::from)?;
    let proof = E::Needs::prove(visitor(&ctx, &parts).await?, &parts, ctx.clock.now())?;
    let reply: Reply<E::Response> = handler(ctx, proof, request).await?.into();
    let body = serde_json::to_vec(&reply.body).map_err(Failure::internal)?;
    let mut response = ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response();
    if let Some(cookie) = reply.cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn visitor(ctx: &Ctx, parts: &request::Parts) -> Result<Visitor, Failure> {
    let browser = match cookie::read(&parts.headers, &ctx.config.public_url) {
        Some(cookie) => ctx.store.browser(&cookie)?,
        None => None,
    };
    if let Some(browser) = &browser
        && ctx.store.is_worth_noting(browser)
    {
        ctx.store.note_visit(browser).await?;
    }
    let language = language::preferred(&parts.headers);
    Ok(Visitor { browser, address: address::of(parts, &ctx.config.trusted_proxies), language })
}

fn read_query<E: Endpoint>(parts: &request::Parts) -> Result<E, Problem> {
    Query::try_from_uri(&parts.uri)
        .map(|Query(request)| request)
        .map_err(|_| malformed("the query does not fit this endpoint"))
}

async fn read_json<E: Endpoint>(parts: &request::Parts, body: Body) -> Result<E, Problem> {
    let is_json = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    };
    if !parts.headers.get(header::CONTENT_TYPE).is_some_and(is_json) {
        return Err(Problem::WrongContentType);
    }
    let bytes = read_body(&parts.headers, body, LARGEST_BODY).await?;
    // serde's words may quote the input: they go back to whoever sent it, never to a log.
    serde_json::from_slice(&bytes).map_err(|cause| malformed(&cause.to_string()))
}

/// Reads a body up to a size. One that says it is larger is refused before a byte of it is read.
pub async fn read_body(
    headers: &axum::http::HeaderMap,
    body: Body,
    largest: usize,
) -> Result<axum::body::Bytes, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > largest) {
        return Err(Problem::TooLarge);
    }
    axum::body::to_bytes(body, largest).await.map_err(|cause| {
        let is_limit = std::error::Error::source(&cause)
            .is_some_and(<dyn std::error::Error + 'static>::is::<http_body_util::LengthLimitError>);
        if is_limit { Problem::TooLarge } else { malformed("the body ended early") }
    })
}

fn malformed(detail: &str) -> Problem {
    Problem::Malformed { detail: detail.to_owned() }
}

/// The answer for paths of the API that do not exist.
pub async fn no_such_endpoint() -> Response {
    problem_response(&Problem::NoSuchEndpoint)
}

/// The answer for the wrong method.
pub async fn wrong_method() -> Response {
    problem_response(&Problem::WrongMethod)
}
