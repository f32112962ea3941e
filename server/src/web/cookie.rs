//! The cookie that connects a browser with its sessions.

use crate::config::PublicUrl;
use crate::secrets::Token;
use axum::http::{HeaderMap, HeaderValue, header};
use std::time::Duration;

/// The cookie's name. The prefix `__Host-` ties it to this host, to https and to the path `/`. Browsers reject the prefix over plain
/// http, which is for localhost only.
fn name(public_url: &PublicUrl) -> &'static str {
    if public_url.is_https() { "__Host-session" } else { "session" }
}

/// The most cookies of one name that a request is read for: each token costs a look-up, and each language a comparison with all of them.
pub const MOST: usize = 4;

/// The tokens in a request's cookies, at most [`MOST`]. Programs share the cookies of localhost, and a browser sends another program's cookie
/// of this name first if its path is longer.
pub fn read(headers: &HeaderMap, public_url: &PublicUrl) -> Vec<Token> {
    values(headers, name(public_url)).filter_map(Token::parse).take(MOST).collect()
}

/// The values of the cookies with this name, in the request's order.
pub fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).filter_map(move |pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// The longest lifetime that browsers give a cookie. The store expires idle sessions much earlier (S10).
const LIFE: Duration = Duration::from_hours(24 * 400);

/// The `Set-Cookie` header with a browser's token. On a shared computer it ends with the browser (S11).
pub fn set(token: Token, public_url: &PublicUrl, is_shared: bool) -> Option<HeaderValue> {
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let life = if is_shared { String::new() } else { format!("; Max-Age={}", LIFE.as_secs()) };
    let text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax{life}{secure}", name(public_url), token.to_text());
    text.parse().ok()
}
