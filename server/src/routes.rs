//! Everything the server answers, by area.

mod account;
mod callbacks;
mod codes;
#[cfg(feature = "dev-tools")]
mod dev;
mod devices;
mod health;
mod inbox;
mod link;
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
mod ways;

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::request_id;
use crate::web::endpoint::{no_such_endpoint, wrong_method};
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

/// A request, its body included, is answered within this time or given up.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The whole server; fails when the page cannot be made as the configuration wants it.
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
        .method_not_allowed_fallback(wrong_method);
    let people = Router::new().merge(api).merge(callbacks::router()).merge(page::router(page));
    #[cfg(feature = "dev-tools")]
    let people = people.merge(dev::router());
    // Devices poll all day, so only people's requests are logged one by one.
    let people = people
        .layer(from_fn(in_time_for_people))
        .layer(from_fn_with_state(ctx.clone(), headers::secure))
        .layer(from_fn(request_id::log));
    let devices = oauth::router().merge(health::router());
    Ok(Router::new().merge(people).merge(devices).layer(from_fn(request_id::name)).with_state(ctx))
}

/// The metrics, for a listener of their own.
pub fn metrics(ctx: Ctx) -> Router {
    let content_type = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    let read = async move |State(ctx): State<Ctx>| (content_type, ctx.metrics.to_text());
    Router::new().route("/metrics", get(read)).with_state(ctx)
}

/// Ends requests whose bodies trickle in.
async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(ANSWERED_WITHIN, next.run(request)).await.map_err(|_| Problem::TooSlow)
}

async fn in_time_for_people(request: Request, next: Next) -> Result<Response, Failure> {
    Ok(in_time(request, next).await?)
}
