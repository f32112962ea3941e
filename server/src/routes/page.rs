//! The page, its assets, the manifest and icon of the home screen, and the logos of the brand and the clients.

use crate::ctx::Ctx;
use crate::web::language;
use crate::web::page::{Page, picture};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::Screen;
use domain::rules::accent::ColorScheme;
use std::sync::Arc;

/// The address at which password managers let people change their password (S12): <https://www.w3.org/TR/change-password-url/>.
const CHANGE_PASSWORD: &str = "/.well-known/change-password";

/// The paths of the routes, for the metrics.
pub(super) const PATHS: &[&str] = &[
    "/assets/{*path}",
    "/brand/logo",
    "/brand/logo-dark",
    "/brand/icon.svg",
    "/apple-touch-icon.png",
    "/manifest.webmanifest",
    "/logo/{client}",
    CHANGE_PASSWORD,
];

pub(super) fn router(page: Page) -> Router<Ctx> {
    let page = Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/brand/logo", get(brand_logo))
        .route("/brand/logo-dark", get(brand_logo_dark))
        .route("/brand/icon.svg", get(icon))
        .route("/apple-touch-icon.png", get(touch_icon))
        .route("/manifest.webmanifest", get(manifest))
        .route(CHANGE_PASSWORD, get(change_password))
        .fallback(get(shell))
        .with_state(Arc::new(page));
    Router::new().route("/logo/{client}", get(client_logo)).merge(page)
}

async fn shell(State(page): State<Arc<Page>>, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(path) = Screen::corrected(uri.path()) {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::to(&(path + &query)).into_response();
    }
    page.shell(uri.path(), language::preferred(&headers), &headers)
}

async fn change_password() -> Redirect {
    Redirect::to(&format!("{}?step=password", Screen::Security.path()))
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
    page.logo(ColorScheme::Light)
}

async fn icon(State(page): State<Arc<Page>>) -> Response {
    page.icon()
}

async fn touch_icon(State(page): State<Arc<Page>>) -> Response {
    page.touch_icon()
}

async fn manifest(State(page): State<Arc<Page>>) -> Response {
    page.manifest()
}

async fn brand_logo_dark(State(page): State<Arc<Page>>) -> Response {
    page.logo(ColorScheme::Dark)
}
