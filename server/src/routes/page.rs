//! The page, its assets, and the logos of the brand and the clients.

use crate::ctx::Ctx;
use crate::web::language;
use crate::web::page::{Page, picture};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// The paths of the routes, for the metrics.
pub(super) const PATHS: &[&str] = &["/assets/{*path}", "/brand/logo", "/logo/{client}"];

pub(super) fn router(page: Page) -> Router<Ctx> {
    let page = Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/brand/logo", get(brand_logo))
        .fallback(get(shell))
        .with_state(Arc::new(page));
    Router::new().route("/logo/{client}", get(client_logo)).merge(page)
}

async fn shell(State(page): State<Arc<Page>>, uri: Uri, headers: HeaderMap) -> Response {
    page.shell(uri.path(), language::preferred(&headers), &headers)
}

async fn asset(State(page): State<Arc<Page>>, uri: Uri, headers: HeaderMap) -> Response {
    page.asset(&uri, &headers)
}

async fn client_logo(State(ctx): State<Ctx>, Path(client): Path<String>) -> Response {
    let client = ctx.clients.get(&client);
    let logo = client.as_ref().and_then(|client| client.logo.as_ref());
    match logo.and_then(|logo| Some((HeaderValue::from_str(&logo.media_type).ok()?, logo.bytes.clone()))) {
        Some((media_type, bytes)) => picture(media_type, bytes),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn brand_logo(State(page): State<Arc<Page>>) -> Response {
    page.logo()
}
