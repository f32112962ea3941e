//! Everything the server answers, by area.

#[cfg(feature = "dev-tools")]
mod dev;
mod devices;
mod health;
mod link;
pub mod oauth;
mod page;
mod session;

use crate::ctx::Ctx;
use crate::endpoint::{no_such_endpoint, wrong_method};
use crate::web::{headers, request_id};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use domain::Problem;
use std::time::Duration;

/// A request, its body included, is answered within this time or given up.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The whole server.
pub fn router(ctx: Ctx) -> Router {
    let api = Router::new()
        .merge(session::router())
        .merge(link::router())
        .merge(devices::router())
        .route("/api/{*path}", any(no_such_endpoint))
        .method_not_allowed_fallback(wrong_method);
    let people = Router::new().merge(api).merge(page::router());
    #[cfg(feature = "dev-tools")]
    let people = people.merge(dev::router());
    let people = people.layer(from_fn_with_state(ctx.clone(), headers::secure)).layer(from_fn(request_id::name));
    Router::new().merge(people).merge(oauth::router()).merge(health::router()).layer(from_fn(in_time)).with_state(ctx)
}

/// Ends requests whose bodies trickle in.
async fn in_time(request: Request, next: Next) -> Response {
    let is_oauth = request.uri().path().starts_with("/oauth/");
    match tokio::time::timeout(ANSWERED_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) if is_oauth => oauth::OAuthError::from(Problem::TooSlow).into_response(),
        Err(_) => crate::failure::problem_response(&Problem::TooSlow),
    }
}
