//! `POST /oauth/token` with a device code (RFC 8628 §3.4, §3.5).

use super::form::Form;
use super::{OAuthError, public_client};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::secrets::Token;
use crate::store::{Collected, DeviceId};
use crate::tokens::{EmailClaims, has_scope};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::rules::link::Answer;
use domain::rules::poll::too_soon;
use serde::Serialize;

/// The grant type of RFC 8628 §3.4.
pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

pub(super) async fn token(State(ctx): State<Ctx>, request: Request) -> Result<Response, OAuthError> {
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    if form.required("grant_type")? != DEVICE_CODE {
        return Err(OAuthError::bad("unsupported_grant_type", format!("this server knows {DEVICE_CODE}")));
    }
    let client = public_client(&ctx, &parts.headers, &form)?;
    let invalid = || OAuthError::bad("invalid_grant", "the device code is not known, spent, or another client's");
    let device_code = Token::parse(form.required("device_code")?).ok_or_else(invalid)?;
    match ctx.store.poll(&device_code, &client.id)?.ok_or_else(invalid)? {
        Answer::Pending => Err(pending(&ctx, &device_code)),
        Answer::Denied => Err(OAuthError::bad("access_denied", "the person has declined")),
        Answer::Expired => Err(OAuthError::bad("expired_token", "the codes have expired; ask for new ones")),
        Answer::Spent => Err(invalid()),
        Answer::Tokens => {
            let collected = ctx.store.collect(device_code).await?.ok_or_else(invalid)?;
            Ok(tokens(&ctx, &device_code, collected)?)
        }
    }
}

fn pending(ctx: &Ctx, device_code: &Token) -> OAuthError {
    let now = ctx.clock.now();
    if too_soon(ctx.polls.note(device_code.id, now), now) {
        OAuthError::bad("slow_down", "wait five seconds more between polls")
    } else {
        OAuthError::bad("authorization_pending", "the person has not decided yet")
    }
}

fn tokens(ctx: &Ctx, device_code: &Token, collected: Collected) -> Result<Response, Failure> {
    let wants_email = has_scope(&collected.scopes, "email");
    let email = if wants_email { ctx.store.emails_of(&collected.account)?.into_iter().next() } else { None };
    let device = DeviceId::of(device_code).to_string();
    let signed = ctx.signer.sign(&collected, &device, email.map(EmailClaims::of), ctx.clock.now(), &ctx.chance)?;
    let tokens = Tokens {
        access_token: signed.access_token,
        token_type: "Bearer",
        expires_in: signed.life.as_secs(),
        scope: collected.scopes,
        id_token: signed.id_token,
    };
    let body = serde_json::to_vec(&tokens).map_err(Failure::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
