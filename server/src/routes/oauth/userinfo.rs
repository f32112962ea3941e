//! `/oauth/userinfo` (`OpenID` Connect Core §5.3).

use super::OAuthError;
use crate::ctx::Ctx;
use crate::tokens::{EmailClaims, has_scope};
use crate::web::address;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct UserInfo {
    sub: String,
    #[serde(flatten)]
    email: Option<EmailClaims>,
}

pub(super) async fn read(State(ctx): State<Ctx>, request: Request) -> Result<Json<UserInfo>, OAuthError> {
    let (parts, _) = request.into_parts();
    let invalid = || OAuthError::invalid_token("send a valid access token as a Bearer token (RFC 6750)");
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(invalid)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid());
    }
    let checked = ctx.signer.check(token.trim(), ctx.clock.now());
    let (token, device) = checked.filter(|(token, _)| token.aud.names(ctx.signer.issuer())).ok_or_else(invalid)?;
    if !has_scope(&token.scope, "openid") {
        return Err(OAuthError::insufficient_scope("this endpoint needs the scope openid"));
    }
    // A device that was removed has lost its access at once, whatever its token says (L6).
    let account = ctx.store.account_of_device(device, &token.sub)?.ok_or_else(invalid)?;
    let address = address::of(&parts, &ctx.config.trusted_proxies);
    ctx.store.note_use(device, address.to_string()).await?;
    let wants_email = has_scope(&token.scope, "email");
    let email = if wants_email { ctx.store.emails_of(&account)?.into_iter().next() } else { None };
    Ok(Json(UserInfo { sub: token.sub.clone(), email: email.map(EmailClaims::of) }))
}
