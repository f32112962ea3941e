//! The page's one way to the server: a request goes out once, an answer or a trouble comes back.

use std::cell::RefCell;

use domain::Problem;
use domain::api::{ACCOUNT_HEADER, Endpoint, Method};
use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response, UrlSearchParams};

use crate::json;

/// Why a request brought nothing.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// No answer: offline, the server is gone, or too slow.
    Unreachable,
    /// The server refused.
    Problem(Problem),
}

/// After so long without an answer the server counts as gone.
const PATIENCE_MS: u32 = 20_000;

thread_local! {
    static SHOWN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Says whose page this is, by the account's id; every request names it (L10).
pub(crate) fn show_account(id: Option<String>) {
    SHOWN.set(id);
}

/// Sends a request once.
pub(crate) async fn send<E: Endpoint>(request: &E) -> Result<E::Response, Trouble> {
    let answer = exchange(E::METHOD, E::PATH, &json::write(request)).await?;
    json::read(&answer).ok_or(Trouble::Problem(Problem::Unknown))
}

/// Sends a request's JSON once; gives the answer's.
pub(crate) async fn exchange(method: Method, path: &str, body: &str) -> Result<String, Trouble> {
    let (init, headers) = (RequestInit::new(), Object::new());
    let address = match method {
        Method::Read => format!("{path}{}", query(body)),
        Method::Write => {
            init.set_method("POST");
            init.set_body(&body.into());
            set(&headers, "content-type", "application/json");
            // Whoever presses "Sign out" and closes the page at once is signed out.
            set(&init, "keepalive", true);
            path.to_owned()
        }
    };
    if let Some(account) = SHOWN.with_borrow(Clone::clone) {
        set(&headers, ACCOUNT_HEADER, account);
    }
    init.set_headers(&headers);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    let (status, text) = fetch(&address, &init).await.map_err(|_| Trouble::Unreachable)?;
    if (200..300).contains(&status) { Ok(text) } else { Err(refusal(status, &text)) }
}

async fn fetch(address: &str, init: &RequestInit) -> Result<(u16, String), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, init)).await?.unchecked_into();
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    let _ = Reflect::set(object, &name.into(), &value.into()); // a plain object takes all
}

fn refusal(status: u16, text: &str) -> Trouble {
    match json::read(text) {
        Some(Problem::Unavailable | Problem::TooSlow) => Trouble::Unreachable,
        Some(problem) => Trouble::Problem(problem),
        // A proxy's own page: the server behind it is gone.
        None if matches!(status, 502..=504) => Trouble::Unreachable,
        None => Trouble::Problem(Problem::Unknown),
    }
}

/// The request's fields as a query; they are texts.
fn query(json: &str) -> String {
    let fields = js_sys::JSON::parse(json).unwrap_or_default();
    let fields = UrlSearchParams::new_with_record_from_str_to_str(fields.unchecked_ref());
    let query = fields.map(|fields| String::from(fields.to_string())).unwrap_or_default();
    if query.is_empty() { query } else { format!("?{query}") }
}
