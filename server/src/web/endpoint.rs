//! The adapter between a request type of the contract and its handler: path, input, validation, the endpoint's needs, output.

mod content;

pub use content::read_body;

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::request;
use crate::secrets::Token;
use crate::store::{BrowserSession, Operation};
use crate::web::callers::{Authenticate, Call, Visitor};
use crate::web::{address, cookie, language};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use content::read;
use domain::Problem;
use domain::api::{ACCOUNT_HEADER, Endpoint, HttpMethod};
use domain::problem::ProblemKind;
use serde::Serialize;
use tracing::{Instrument, info_span};

/// The most characters of a `User-Agent` that a browser is named by. Those of known browsers have fewer than 300.
const LONGEST_USER_AGENT: usize = 512;

/// A response and the cookie that it sets.
pub struct Reply<T> {
    /// The body.
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
    /// Serves `E` with `handler`. `E` is inferred from the handler's argument.
    #[must_use]
    fn endpoint<E, F, Fut, R>(self, handler: F) -> Self
    where
        E: Endpoint<Needs: Authenticate>,
        F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send + 'static,
        R: Into<Reply<E::Response>> + Send + 'static;

    /// As [`Self::endpoint`], for requests that can be sent again although their browser doesn't have the cookie of the first answer. Before
    /// the caller is authenticated, and when the request is rejected, `again` returns the answer of an operation that was decided before.
    #[must_use]
    fn answered_again<E, A, AFut, F, Fut, R>(self, again: A, handler: F) -> Self
    where
        E: Endpoint<Needs: Authenticate>,
        A: Fn(Ctx, Operation) -> AFut + Clone + Send + Sync + 'static,
        AFut: Future<Output = Result<Option<Reply<E::Response>>, Failure>> + Send + 'static,
        F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send + 'static,
        R: Into<Reply<E::Response>> + Send + 'static;
}

impl Endpoints for Router<Ctx> {
    fn endpoint<E, F, Fut, R>(self, handler: F) -> Self
    where
        E: Endpoint<Needs: Authenticate>,
        F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send + 'static,
        R: Into<Reply<E::Response>> + Send + 'static,
    {
        self.answered_again::<E, _, _, F, Fut, R>(|_, _| std::future::ready(Ok(None)), handler)
    }

    fn answered_again<E, A, AFut, F, Fut, R>(self, again: A, handler: F) -> Self
    where
        E: Endpoint<Needs: Authenticate>,
        A: Fn(Ctx, Operation) -> AFut + Clone + Send + Sync + 'static,
        AFut: Future<Output = Result<Option<Reply<E::Response>>, Failure>> + Send + 'static,
        F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<R, Failure>> + Send + 'static,
        R: Into<Reply<E::Response>> + Send + 'static,
    {
        let serve = async move |State(ctx): State<Ctx>, request: Request| {
            let (parts, body) = request.into_parts();
            let answer = async {
                let reply = serve::<E, A, AFut, F, Fut, R>(ctx, parts, body, again, handler).await;
                reply.and_then(respond).map_err(only_listed::<E>).unwrap_or_else(Failure::into_response)
            };
            answer.instrument(info_span!("endpoint", path = E::PATH, request_id = request::id())).await
        };
        let method = match E::METHOD {
            HttpMethod::Read => get(serve),
            HttpMethod::Write => post(serve),
        };
        self.route(E::PATH, method)
    }
}

/// Whether a problem that the endpoint's list lacks becomes an internal error, so that tests and developers notice it.
const IS_CONTRACT_CHECKED: bool = cfg!(any(debug_assertions, feature = "dev-tools"));

fn only_listed<E: Endpoint>(failure: Failure) -> Failure {
    match failure {
        Failure::Problem(problem) | Failure::AtLimit(_, problem)
            if IS_CONTRACT_CHECKED && !E::lists(problem.kind()) =>
        {
            Failure::internal(format!("{} returned a problem that its list lacks: {:?}", E::PATH, problem.kind()))
        }
        other => other,
    }
}

/// Answers a request: again, if it was decided before and its answer was lost.
async fn serve<E, A, AFut, F, Fut, R>(
    ctx: Ctx,
    parts: Parts,
    body: Body,
    again: A,
    handler: F,
) -> Result<Reply<E::Response>, Failure>
where
    E: Endpoint<Needs: Authenticate>,
    A: Fn(Ctx, Operation) -> AFut,
    AFut: Future<Output = Result<Option<Reply<E::Response>>, Failure>> + Send + 'static,
    F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut,
    Fut: Future<Output = Result<R, Failure>> + Send + 'static,
    R: Into<Reply<E::Response>> + Send + 'static,
{
    let request: E = read(&ctx, &parts, body).await?;
    let Some(operation) = operation(&ctx, &parts, &request)? else {
        return answer(ctx, &parts, request, None, handler).await;
    };
    if let Some(reply) = again(ctx.clone(), operation.clone()).await? {
        return Ok(reply);
    }
    match answer(ctx.clone(), &parts, request, Some(operation.clone()), handler).await {
        // The same request may have been decided meanwhile: it was still waiting for its turn.
        Err(failure) => match again(ctx, operation).await {
            Ok(decided) => decided.ok_or(failure),
            Err(cause) => {
                tracing::error!(request_id = request::id(), %cause, "the answer to a repeated request wasn't read");
                Err(failure)
            }
        },
        reply => reply,
    }
}

/// The operation of a request; `None` if it has no ID.
fn operation<E: Endpoint>(ctx: &Ctx, parts: &Parts, request: &E) -> Result<Option<Operation>, Failure> {
    if !request.has_operation() {
        return Ok(None);
    }
    let whole = serde_json::to_vec(request).map_err(Failure::internal)?;
    let cookies = cookie::read(&parts.headers, &ctx.config.public_url);
    Ok(Some(ctx.store.operation(E::PATH, &whole, &cookies)))
}

/// Authenticates the caller, and lets the handler answer.
async fn answer<E, F, Fut, R>(
    ctx: Ctx,
    parts: &Parts,
    request: E,
    operation: Option<Operation>,
    handler: F,
) -> Result<Reply<E::Response>, Failure>
where
    E: Endpoint<Needs: Authenticate>,
    F: Fn(Ctx, <E::Needs as Authenticate>::AuthenticatedAs, E) -> Fut,
    Fut: Future<Output = Result<R, Failure>> + Send + 'static,
    R: Into<Reply<E::Response>> + Send + 'static,
{
    let visitor = Visitor { operation, ..visitor(&ctx, parts, E::IS_UNATTENDED).await? };
    let call = Call {
        shown: shown(parts),
        verification_purpose: request.verification_purpose(),
        is_write: E::METHOD == HttpMethod::Write,
        now: ctx.clock.now(),
        policy: ctx.store.policy(),
    };
    let unknown_cookies = visitor.unknown_cookies.clone();
    let authenticated = E::Needs::authenticate(visitor, call);
    let may_wait = matches!(authenticated, Err(Problem::NothingToVerify)) && E::lists(ProblemKind::SignInTooLate);
    if may_wait && ctx.store.has_just_voided(unknown_cookies).await? {
        return Err(Problem::SignInTooLate.into()); // the sign-in can still wait in this browser under its new cookie
    }
    let caller = authenticated?;
    E::Needs::account_of(&caller).into_iter().for_each(request::concerns);
    let handling = handler(ctx, caller, request);
    let reply = match E::METHOD {
        HttpMethod::Read => handling.await?,
        // A client that disconnects doesn't end a write, which would otherwise leave no event.
        HttpMethod::Write => request::finish(handling).await?,
    };
    Ok(reply.into())
}

fn respond<T: Serialize>(Reply { body, cookie }: Reply<T>) -> Result<Response, Failure> {
    let body = serde_json::to_vec(&body).map_err(Failure::internal)?;
    let mut response = ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The account that the page shows, according to the request.
fn shown(parts: &Parts) -> Option<&[u8]> {
    parts.headers.get(ACCOUNT_HEADER).map(HeaderValue::as_bytes)
}

/// The browser of the first of the request's cookies that is one's; without one, all its cookies.
async fn browser(ctx: &Ctx, parts: &Parts) -> Result<(Option<BrowserSession>, Vec<Token>), Failure> {
    let cookies = cookie::read(&parts.headers, &ctx.config.public_url);
    for cookie in &cookies {
        if let Some(browser) = ctx.store.browser(cookie).await? {
            return Ok((Some(browser), Vec::new()));
        }
    }
    Ok((None, cookies))
}

async fn visitor(ctx: &Ctx, parts: &Parts, is_unattended: bool) -> Result<Visitor, Failure> {
    let (browser, unknown_cookies) = browser(ctx, parts).await?;
    if let Some(browser) = &browser
        && browser.is_worth_noting(is_unattended)
    {
        // Best effort: a read must not fail because a write does.
        if let Err(cause) = ctx.store.note_visit(browser).await {
            tracing::warn!(%cause, "a visit wasn't noted");
        }
    }
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(Visitor {
        browser,
        unknown_cookies,
        address: address::of(parts, &ctx.config.trusted_proxies),
        user_agent: user_agent.get(..LONGEST_USER_AGENT).unwrap_or(user_agent).to_owned(), // all ASCII
        language: language::preferred(&parts.headers),
        operation: None,
    })
}
