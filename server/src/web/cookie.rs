//! The cookie that ties a browser to its sessions.

use crate::config::PublicUrl;
use crate::secrets::Token;
use axum::http::{HeaderMap, HeaderValue, header};
use std::time::Duration;

/// `__Host-`: only this host, only https, whole site. Plain http, which is for localhost only, cannot set such a cookie.
fn name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "__Host-session" } else { "session" }
}

/// The token in a request's cookie.
pub fn read(headers: &HeaderMap, public_url: &PublicUrl) -> Option<Token> {
    value(headers, name(public_url)).and_then(Token::parse)
}

/// A cookie's value.
pub fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// As long as browsers keep a cookie at most: it is the store that ends a session which idles (S10).
const LIFE: Duration = Duration::from_hours(24 * 400);

/// The header that gives a browser its cookie.
pub fn set(token: Token, public_url: &PublicUrl) -> Option<HeaderValue> {
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let text = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        name(public_url),
        token.to_text(),
        LIFE.as_secs()
    );
    text.parse().ok()
}
