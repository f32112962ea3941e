//! All routes, by area.

mod account;
mod callbacks;
mod codes;
#[cfg(feature = "dev-tools")]
mod dev;
mod devices;
mod health;
mod inbox;
mod link;
mod methods;
mod names;
mod notices;
pub mod oauth;
mod page;
mod passwords;
mod security;
mod session;
mod single_use_code;
mod undo;
mod verify;

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::request_id;
use crate::web::endpoint::{no_such_endpoint, wrong_http_method};
use crate::web::headers;
use crate::web::page::Page;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get};
use domain::Problem;
use std::time::Duration;

/// The time limit for a request, including the upload of its body.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The routes of the whole server. Fails if the page can't be made from the configuration.
pub fn router(ctx: Ctx) -> Result<Router, Failure> {
    let page = Page::new(&ctx.config).map_err(Failure::internal)?;
    let api = Router::new()
        .merge(security::router())
        .merge(session::router())
        .merge(single_use_code::router())
        .merge(account::router())
        .merge(verify::router())
        .merge(link::router())
        .merge(devices::router())
        .merge(undo::router())
        .merge(inbox::router())
        .route("/api/{*path}", any(no_such_endpoint))
        .method_not_allowed_fallback(wrong_http_method);
    let people = Router::new().merge(api).merge(callbacks::router()).merge(page::router(page));
    #[cfg(feature = "dev-tools")]
    let people = people.merge(dev::router());
    // Only people's requests are logged individually: devices poll all day.
    let people = people
        .layer(from_fn(in_time_for_people))
        .layer(from_fn_with_state(ctx.clone(), headers::secure))
        .layer(from_fn(request_id::log));
    let devices = oauth::router().merge(health::router());
    Ok(Router::new().merge(people).merge(devices).layer(from_fn(request_id::name)).with_state(ctx))
}

/// The route of the metrics, for their own listener.
pub fn metrics(ctx: Ctx) -> Router {
    let content_type = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    let read = async move |State(ctx): State<Ctx>| (content_type, ctx.metrics.to_text());
    Router::new().route("/metrics", get(read)).with_state(ctx)
}

/// The middleware that rejects requests beyond the time limit, such as those with a very slow body.
async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(ANSWERED_WITHIN, next.run(request)).await.map_err(|_| Problem::TooSlow)
}

async fn in_time_for_people(request: Request, next: Next) -> Result<Response, Failure> {
    Ok(in_time(request, next).await?)
}
