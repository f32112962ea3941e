//! `/oauth/authorize`: a page in words. `OpenID` Connect Discovery requires the address, but no client may send people here (D9).

use crate::ctx::Ctx;
use crate::web::{headers, language};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use domain::Screen;

/// The address.
pub(super) const PATH: &str = "/oauth/authorize";

/// The page. It redirects nobody, whatever the request says.
pub(super) async fn read(State(ctx): State<Ctx>, RawQuery(query): RawQuery, asked: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    let locales = parameters.find_map(|(name, value)| (name == "ui_locales").then_some(value));
    let language = language::asked_for(locales.as_deref(), &asked);
    let page = ctx.messages.no_redirects_page(language, &ctx.config.public_url.to(Screen::Link.path()));
    let sent = [
        (header::CONTENT_SECURITY_POLICY, headers::NOTHING),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_LANGUAGE, language),
        (header::VARY, "accept-language"),
    ];
    (sent, Html(page)).into_response()
}
