//! `POST /oauth/device_authorization` (RFC 8628 §3.1, §3.2).

use super::OAuthError;
use super::client::authenticate;
use super::form::{DEVICE_NAME, Form};
use crate::ctx::Ctx;
use crate::messages::Messages;
use crate::store::{Client, NewAuthorization};
use crate::web::{address, language};
use axum::Json;
use axum::extract::{Request, State};
use domain::Screen;
use domain::device::Claim;
use domain::rules::poll::INTERVAL;
use domain::scopes::{each, has};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DeviceAuthorizationResponse {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    interval: u64,
    /// The sentence that many clients print, in the language that the request asks for.
    message: String,
}

pub(super) async fn open(
    State(ctx): State<Ctx>,
    request: Request,
) -> Result<Json<DeviceAuthorizationResponse>, OAuthError> {
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    let client = authenticate(&ctx, &parts.headers, &form).await?;
    let address = address::of(&parts, &ctx.config.trusted_proxies);
    let count = ctx.store.device_authorizations(address);
    let life = ctx.config.life.user_code();
    let new = NewAuthorization {
        scopes: scopes(&client, form.scope())?,
        client: client.id.clone(),
        address: address.to_string(),
        claim: claim(form.get(DEVICE_NAME)),
        format: client.format,
        life,
    };
    let opened = ctx.store.open_authorization(new, count).await?;
    let (user_code, verification_uri) = (opened.user_code.to_string(), ctx.config.public_url.to(Screen::Link.path()));
    let language = language::asked_for(form.get("ui_locales"), &parts.headers);
    let answer = DeviceAuthorizationResponse {
        message: Messages::device_prompt(language, &verification_uri, &user_code),
        device_code: opened.device_code.to_text(),
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        user_code,
        verification_uri,
        expires_in: life.as_secs(),
        interval: INTERVAL.as_secs(),
    };
    Ok(Json(answer))
}

/// The requested scopes, without duplicates and without those that the client isn't allowed; all of the client's scopes if the request
/// names none (RFC 6749 §3.3). The answer with the tokens has the granted scopes. Fails if none of the requested scopes is left (D6).
fn scopes(client: &Client, asked: Option<&str>) -> Result<String, OAuthError> {
    let mut scopes: Vec<&str> = Vec::new();
    for scope in each(asked.unwrap_or(&client.scopes)).filter(|scope| has(&client.scopes, scope)) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    if asked.is_some() && scopes.is_empty() {
        return Err(OAuthError::bad("invalid_scope", "this client isn't allowed any of these scopes"));
    }
    Ok(scopes.join(" "))
}

/// The device's own name. One that isn't acceptable is dropped, because a device can't correct it (D5).
fn claim(text: Option<&str>) -> Option<String> {
    let claim = Claim::parse(text.unwrap_or_default()).ok().flatten();
    claim.map(|claim| claim.as_str().to_owned())
}
