//! The headers of every response from the page and its API.

use crate::config::Config;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The headers of responses that a browser shows as a document. The page's other files and its API do without: each byte counts on a slow
/// network, and there the headers have no effect.
const OF_DOCUMENTS: [(HeaderName, &str); 3] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
];

/// The content security policy of responses other than the page: they load and run nothing.
pub const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
const TWO_YEARS: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers, except those that the handler has set.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_document = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    for (name, value) in ALWAYS.into_iter().chain(OF_DOCUMENTS.into_iter().filter(|_| is_document)) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Tells clients of every path to use https only, if the server's own address is https.
pub fn https_only(config: &Config, response: &mut Response) {
    if config.public_url.is_https() {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TWO_YEARS));
    }
}
