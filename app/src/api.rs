//! The page's only access to the server: a request is sent once; a response or a trouble is returned.

use std::cell::RefCell;

use domain::Problem;
use domain::api::{ACCOUNT_HEADER, Endpoint, HttpMethod};
use gloo_net::http::{Request, RequestBuilder};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, RequestInit, UrlSearchParams};

use crate::json;

/// The reason why a request has no result.
#[derive(Clone, Debug)]
pub(crate) enum RequestError {
    /// No response: offline, or the server is down or too slow.
    Unreachable,
    /// The server rejected the request.
    Problem(Problem),
}

/// The time without a response after which the server counts as unreachable.
const TIMEOUT_MS: u32 = 20_000;

thread_local! {
    static ACCOUNT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Sets the account that this page shows, by its id; every request names it (L10).
pub(crate) fn set_account(id: Option<String>) {
    ACCOUNT.set(id);
}

/// Sends a request once.
pub(crate) async fn send<E: Endpoint>(request: &E) -> Result<E::Response, RequestError> {
    let answer = exchange(E::METHOD, E::PATH, &json::write(request)).await?;
    json::read(&answer).ok_or(RequestError::Problem(Problem::Unknown))
}

/// Sends a request's JSON once; returns the response's.
pub(crate) async fn exchange(method: HttpMethod, path: &str, body: &str) -> Result<String, RequestError> {
    let (builder, body) = match method {
        HttpMethod::Read => (RequestBuilder::new(&format!("{path}{}", query(body))), None),
        HttpMethod::Write => {
            let builder = RequestBuilder::new(path).method(gloo_net::http::Method::POST);
            (builder.header("content-type", "application/json"), Some(JsValue::from_str(body)))
        }
    };
    let builder = match ACCOUNT.with_borrow(Clone::clone) {
        Some(account) => builder.header(ACCOUNT_HEADER, &account),
        None => builder,
    };
    let signal = AbortSignal::timeout_with_u32(TIMEOUT_MS);
    let request = builder.abort_signal(Some(&signal));
    let request = match body {
        Some(body) => request.body(body).map(with_keepalive),
        None => request.build(),
    };
    let response = request.map_err(unreachable)?.send().await.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if response.ok() { Ok(text) } else { Err(error_of(response.status(), &text)) }
}

/// Lets "Sign out" complete even if the person closes the page immediately.
fn with_keepalive(request: Request) -> Request {
    let (plain, init) = (web_sys::Request::from(request), RequestInit::new());
    let _ = Reflect::set(&init, &"keepalive".into(), &true.into()); // a plain object accepts every property
    Request::from(web_sys::Request::new_with_request_and_init(&plain, &init).unwrap_or(plain))
}

fn unreachable(_: gloo_net::Error) -> RequestError {
    RequestError::Unreachable
}

fn error_of(status: u16, text: &str) -> RequestError {
    match json::read(text) {
        Some(Problem::Unavailable | Problem::TooSlow) => RequestError::Unreachable,
        Some(problem) => RequestError::Problem(problem),
        // A proxy's own page: the server behind it is down.
        None if matches!(status, 502..=504) => RequestError::Unreachable,
        None => RequestError::Problem(Problem::Unknown),
    }
}

/// The request's fields as a query; all of them are strings.
fn query(json: &str) -> String {
    let fields = js_sys::JSON::parse(json).unwrap_or_default();
    let fields = UrlSearchParams::new_with_record_from_str_to_str(fields.unchecked_ref());
    let query = fields.map(|fields| String::from(fields.to_string())).unwrap_or_default();
    if query.is_empty() { query } else { format!("?{query}") }
}
