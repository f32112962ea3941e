//! A name for every request: in its answer, in the log, and in what a person quotes to support.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

tokio::task_local! {
    static CURRENT: u64;
}

/// Differs from start to start, so that ids of two runs do not meet in one log.
static START: OnceLock<u32> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Sets what this run's ids begin with.
pub fn begin(random: u32) {
    let _ = START.set(random);
}

/// The id of the request being served.
pub fn current() -> String {
    text(CURRENT.try_with(|id| *id).unwrap_or(0))
}

fn text(id: u64) -> String {
    format!("{:08x}-{id:x}", START.get().copied().unwrap_or(0))
}

/// Names a request and its answer, and writes its line in the log. The query stays out of it: it may hold a code.
pub async fn name(request: Request, next: Next) -> Response {
    let id = NEXT.fetch_add(1, Relaxed);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = CURRENT.scope(id, next.run(request)).await;
    let status = response.status().as_u16();
    tracing::info!(request_id = text(id), %method, path, status, "request");
    if let Ok(value) = HeaderValue::from_str(&text(id)) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
