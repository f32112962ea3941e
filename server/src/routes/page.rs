//! The page, its files and its pictures.

use crate::ctx::Ctx;
use crate::web::language;
use crate::web::page::picture;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/logo/{client}", get(client_logo))
        .route("/brand/logo", get(brand_logo))
        .fallback(get(shell))
}

async fn shell(State(ctx): State<Ctx>, uri: Uri, headers: HeaderMap) -> Response {
    ctx.page.shell(uri.path(), language::preferred(&headers), &headers)
}

async fn asset(State(ctx): State<Ctx>, uri: Uri, headers: HeaderMap) -> Response {
    ctx.page.asset(&uri, &headers)
}

async fn client_logo(State(ctx): State<Ctx>, Path(client): Path<String>) -> Response {
    let client = ctx.clients.get(&client);
    let logo = client.as_ref().and_then(|client| client.logo.as_ref());
    match logo.and_then(|logo| Some((HeaderValue::from_str(&logo.media_type).ok()?, logo.bytes.clone()))) {
        Some((media_type, bytes)) => picture(media_type, bytes),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn brand_logo(State(ctx): State<Ctx>) -> Response {
    ctx.page.logo()
}
