//! `/oauth/userinfo` (`OpenID` Connect Core §5.3).

use super::OAuthError;
use crate::ctx::Ctx;
use crate::store::DeviceId;
use crate::tokens::{EmailClaims, has_scope};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct UserInfo {
    sub: String,
    #[serde(flatten)]
    email: Option<EmailClaims>,
}

pub(super) async fn read(State(ctx): State<Ctx>, headers: HeaderMap) -> Result<Json<UserInfo>, OAuthError> {
    let invalid = || OAuthError::invalid_token("send a valid access token as a Bearer token (RFC 6750)");
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(invalid)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid());
    }
    let token = ctx.signer.check(token.trim(), &ctx.clock).ok_or_else(invalid)?;
    if !has_scope(&token.scope, "openid") {
        return Err(OAuthError::insufficient_scope("this endpoint needs the scope openid"));
    }
    // A device that was removed has lost its access at once, whatever its token says (L6).
    let device = DeviceId::parse(&token.device).ok_or_else(invalid)?;
    let account = ctx.store.account_of_device(device, &token.sub)?.ok_or_else(invalid)?;
    let wants_email = has_scope(&token.scope, "email");
    let email = if wants_email { ctx.store.emails_of(&account)?.into_iter().next() } else { None };
    Ok(Json(UserInfo { sub: token.sub, email: email.map(EmailClaims::of) }))
}
