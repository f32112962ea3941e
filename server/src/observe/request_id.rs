//! Request ids: in the response, in the log, and in the reference that a person gives to support.

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use domain::Screen;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

tokio::task_local! {
    static CURRENT: u64;
}

/// The random first half of this process's ids, so that two processes' ids don't collide in one log.
static START: OnceLock<u32> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Sets the first half of this process's ids.
pub(crate) fn begin(random: u32) {
    let _ = START.set(random);
}

/// The id of the current request.
pub(crate) fn current() -> String {
    text(CURRENT.try_with(|id| *id).unwrap_or(0))
}

fn text(id: u64) -> String {
    format!("{:08x}-{id:x}", START.get().copied().unwrap_or(0))
}

/// The middleware that gives a request and its response an id.
pub(crate) async fn name(request: Request, next: Next) -> Response {
    let id = NEXT.fetch_add(1, Relaxed);
    let mut response = CURRENT.scope(id, next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&text(id)) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The middleware that logs a request. It logs the route, not the address, which can contain a code.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let path = match (request.extensions().get::<MatchedPath>(), Screen::of(request.uri().path())) {
        (Some(path), _) => path.as_str().to_owned(),
        (None, Some(screen)) => screen.path().to_owned(),
        (None, None) => "-".to_owned(),
    };
    let method = request.method().clone();
    let response = next.run(request).await;
    tracing::info!(request_id = current(), %method, path, status = response.status().as_u16(), "request");
    response
}
