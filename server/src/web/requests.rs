//! What every request leaves behind: its ID in the response, a line in the log, and its part in the metrics (O4).

use crate::ctx::Ctx;
use crate::failure::ReachedLimitName;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::Outcome;
use crate::observe::request::{self, RequestFacts};
use crate::web::{address, headers};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use domain::Screen;
use domain::rules::network::home_network;
use std::sync::Arc;
use std::time::Duration;

/// The paths that monitoring reads every few seconds, which are counted but not logged.
const NOT_LOGGED: [&str; 2] = ["/healthz", "/readyz"];
/// The status of a request whose client has disconnected before it was answered, as other servers log it.
const CLIENT_LEFT: u16 = 499;

/// A request that is being answered. When it is dropped, it is counted and logged, even if its client has disconnected.
struct Observed {
    ctx: Ctx,
    facts: Arc<RequestFacts>,
    method: Method,
    matched: Option<MatchedPath>,
    screen: Option<Screen>,
    began: Duration,
    status: Option<StatusCode>,
}

/// The middleware that observes a request.
pub async fn observe(State(ctx): State<Ctx>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let client = address::of(&parts, &ctx.config.trusted_proxies);
    address::warn_of_unnamed_proxy(&parts, &ctx.config.trusted_proxies, &ctx.unnamed_proxy_warned);
    let network = if ctx.config.log_whole_addresses { client.to_string() } else { home_network(client) };
    let mut observed = Observed {
        facts: Arc::new(RequestFacts::new(&ctx.request_ids, network)),
        method: parts.method.clone(),
        matched: parts.extensions.get().cloned(),
        screen: Screen::of(parts.uri.path()),
        began: ctx.clock.uptime(),
        status: None,
        ctx,
    };
    let answer = answer(&observed.ctx, Request::from_parts(parts, body), next);
    let mut response = request::scope(Arc::clone(&observed.facts), answer).await;
    observed.status = Some(response.status());
    headers::https_only(&observed.ctx.config, &mut response);
    if let Ok(id) = HeaderValue::from_str(&observed.facts.id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// Answers a request, and records a limit that it has reached.
async fn answer(ctx: &Ctx, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(ReachedLimitName(limit)) = response.extensions().get() {
        ctx.record(Event::new(EventKind::LimitReached).outcome(Outcome::Rejected).limit(*limit));
    }
    response
}

impl Drop for Observed {
    fn drop(&mut self) {
        let Self { ctx, facts, method, matched, screen, began, status } = self;
        // The route, not the address, which can contain a code.
        let path = matched.as_ref().map(MatchedPath::as_str).or(screen.map(Screen::path));
        let status = status.unwrap_or_else(|| StatusCode::from_u16(CLIENT_LEFT).unwrap_or_default());
        let duration = ctx.clock.uptime().saturating_sub(*began);
        ctx.metrics.requests.count(method, path, status, duration);
        if path.is_some_and(|path| NOT_LOGGED.contains(&path)) {
            return;
        }
        let RequestFacts { id, network, .. } = &**facts;
        let duration_ms = f64::from(u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)) / 1e3;
        let (path, status) = (path.unwrap_or("-"), status.as_u16());
        tracing::info!(request_id = id, method = logged(method), path, status, duration_ms, network, "request");
    }
}

/// A method as it is logged. Another one is whatever text the client likes, of any length.
fn logged(method: &Method) -> &str {
    let is_known = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"].contains(&method.as_str());
    if is_known { method.as_str() } else { "other" }
}
