//! `/oauth/userinfo` (`OpenID` Connect Core §5.3).

use super::form::Form;
use super::{OAuthError, authorization};
use crate::ctx::Ctx;
use crate::grants::tokens::EmailClaims;
use crate::web::address;
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use domain::scopes;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct UserInfo {
    sub: String,
    #[serde(flatten)]
    email: Option<EmailClaims>,
}

pub(super) async fn read(State(ctx): State<Ctx>, request: Request) -> Result<Json<UserInfo>, OAuthError> {
    let (parts, body) = request.into_parts();
    let invalid = || OAuthError::invalid_token("send a valid access token as a Bearer token (RFC 6750)");
    let token = match authorization(&parts.headers)? {
        Some(header) => {
            let token = in_header(header).ok_or_else(invalid)?.to_owned();
            refuse_in_form(&parts, body).await?;
            token
        }
        None => in_form(&parts, body).await?,
    };
    let checked = ctx.signer.check(&token, ctx.clock.now());
    let (token, grant) = checked.filter(|(token, _)| token.aud.names(ctx.signer.issuer())).ok_or_else(invalid)?;
    if !scopes::has(&token.scope, "openid") {
        return Err(OAuthError::insufficient_scope("this endpoint needs the scope openid"));
    }
    // Revoking a grant, for example by removing its device, ends access at once, before the token expires (L6).
    let account = ctx.store.account_of_grant(grant, &token.sub).await?.ok_or_else(invalid)?;
    let address = address::of(&parts, &ctx.config.trusted_proxies);
    // Best effort: a read must not fail because a write does.
    if let Err(cause) = ctx.store.note_use(grant, address.to_string()).await {
        tracing::warn!(%cause, "a device's use wasn't noted");
    }
    Ok(Json(UserInfo { sub: token.sub.clone(), email: ctx.email_claims(&account, &token.scope).await? }))
}

/// The token in the header (RFC 6750 §2.1).
fn in_header(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Refuses a token in a form beside the one in the header: a client must send it in one way only (RFC 6750 §2). A malformed form is refused
/// as at the other endpoints, because it can have a token.
async fn refuse_in_form(parts: &Parts, body: Body) -> Result<(), OAuthError> {
    if parts.method != Method::POST || !Form::is_in(&parts.headers) {
        return Ok(());
    }
    match Form::read(&parts.headers, body).await?.get("access_token") {
        Some(_) => Err(OAuthError::invalid_request("send the access token in the header or in the form, not in both")),
        None => Ok(()),
    }
}

/// The token in a form (RFC 6750 §2.2).
async fn in_form(parts: &Parts, body: Body) -> Result<String, OAuthError> {
    if parts.method != Method::POST || !Form::is_in(&parts.headers) {
        return Err(OAuthError::no_token());
    }
    let form = Form::read(&parts.headers, body).await?;
    form.get("access_token").map(str::to_owned).ok_or_else(OAuthError::no_token)
}
