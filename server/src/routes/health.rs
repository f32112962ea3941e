//! Health checks for monitoring (O4).

use crate::ctx::Ctx;
use crate::shutdown::Stage;
use crate::store::Cached;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

/// The paths of the routes, for the metrics.
pub(super) const PATHS: &[&str] = &["/healthz", "/readyz"];

pub(super) fn router() -> Router<Ctx> {
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready))
}

/// Whether the server is ready: the store must respond, and no stop was requested.
async fn ready(State(ctx): State<Ctx>) -> (StatusCode, &'static str) {
    if ctx.shutdown.stage() > Stage::Serving {
        return (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping");
    }
    match ctx.store.version_of(Cached::Clients).await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(cause) => {
            tracing::error!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not respond")
        }
    }
}
