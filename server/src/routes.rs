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
use crate::observe::metrics::TextFormat;
use crate::web::page::Page;
use crate::web::{headers, requests};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use domain::api::{Endpoint, EndpointVisitor};
use domain::{Problem, Screen};
use std::time::Duration;

/// The time limit for a request, including the upload of its body.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// The routes of the whole server. Fails if the page can't be made from the configuration.
pub fn router(ctx: Ctx) -> Result<Router, Failure> {
    let page = Page::new(&ctx.config).map_err(Failure::internal)?;
    Ok(router_with(ctx, page))
}

/// The routes of the whole server with its page.
pub(crate) fn router_with(ctx: Ctx, page: Page) -> Router {
    let api = Router::new()
        .merge(security::router())
        .merge(session::router())
        .merge(single_use_code::router())
        .merge(account::router())
        .merge(verify::router())
        .merge(link::router())
        .merge(devices::router())
        .merge(undo::router());
    let api = if ctx.config.is_dev { api.merge(inbox::router()) } else { api };
    let api = api
        .route("/api/{*path}", any(|| async { Failure::from(Problem::NoSuchEndpoint) }))
        .method_not_allowed_fallback(|| async { Failure::from(Problem::WrongHttpMethod) });
    let people = Router::new().merge(api).merge(callbacks::router()).merge(page::router(page));
    #[cfg(feature = "dev-tools")]
    let people = people.merge(dev::router());
    let people = people.layer(from_fn(in_time_for_people)).layer(from_fn(headers::secure));
    let devices = oauth::router().merge(health::router());
    ctx.metrics.requests.set_paths(paths());
    let observe = from_fn_with_state(ctx.clone(), requests::observe);
    Router::new().merge(people).merge(devices).layer(observe).with_state(ctx)
}

/// The route of the metrics, for their own listener.
pub fn metrics(ctx: Ctx) -> Router {
    Router::new().route("/metrics", get(read_metrics)).with_state(ctx)
}

async fn read_metrics(State(ctx): State<Ctx>, headers: HeaderMap) -> impl IntoResponse {
    let format = TextFormat::accepted(headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()));
    let text = ctx.metrics.to_text(format, &ctx.levels().await);
    ([(header::CONTENT_TYPE, format.media_type())], text)
}

/// The paths of all routes, which are labels of metrics.
fn paths() -> Vec<&'static str> {
    struct Paths(Vec<&'static str>);
    impl EndpointVisitor for Paths {
        fn visit<E: Endpoint>(&mut self) {
            self.0.push(E::PATH);
        }
    }
    let mut paths = Paths(vec!["/api/{*path}"]);
    domain::api::each(&mut paths);
    let others = [oauth::PATHS, callbacks::PATHS, page::PATHS, health::PATHS].concat();
    paths.0.into_iter().chain(others).chain(Screen::ALL.map(Screen::path)).collect()
}

/// The middleware that rejects requests beyond the time limit, such as those with a very slow body.
async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(ANSWERED_WITHIN, next.run(request)).await.map_err(|_| Problem::TooSlow)
}

async fn in_time_for_people(request: Request, next: Next) -> Result<Response, Failure> {
    Ok(in_time(request, next).await?)
}
