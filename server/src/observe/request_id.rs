//! A name for every request: in its answer, in the log, and in what a person quotes to support.

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

/// Differs from start to start, so that ids of two runs do not meet in one log.
static START: OnceLock<u32> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Sets what this run's ids begin with.
pub(crate) fn begin(random: u32) {
    let _ = START.set(random);
}

/// The id of the request being served.
pub(crate) fn current() -> String {
    text(CURRENT.try_with(|id| *id).unwrap_or(0))
}

fn text(id: u64) -> String {
    format!("{:08x}-{id:x}", START.get().copied().unwrap_or(0))
}

/// Names a request and its answer.
pub(crate) async fn name(request: Request, next: Next) -> Response {
    let id = NEXT.fetch_add(1, Relaxed);
    let mut response = CURRENT.scope(id, next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&text(id)) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Writes a request's line in the log. What a person has put into the address stays out of it: it may hold a code.
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
