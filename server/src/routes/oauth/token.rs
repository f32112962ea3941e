//! `POST /oauth/token`: with a device code (RFC 8628 §3.4, §3.5) or a refresh token (RFC 6749 §6).

use super::OAuthError;
use super::client::{authenticate, is_named, public};
use super::form::Form;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::grants::tokens::Claims;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::Outcome;
use crate::observe::request;
use crate::secrets::{RefreshToken, Token};
use crate::store::{Client, Collected, Grant, Refreshed, Stop};
use crate::web::address;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::rules::link::PollResponse;
use domain::rules::poll::too_soon;
use domain::scopes::{self, OFFLINE_ACCESS, common};
use serde::Serialize;
use std::sync::Arc;

/// The grant type of RFC 8628 §3.4.
pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The grant type of RFC 6749 §6.
pub(super) const REFRESH_TOKEN: &str = "refresh_token";

#[derive(Serialize)]
struct TokenResponse<'a> {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

pub(super) async fn token(State(ctx): State<Ctx>, request: Request) -> Result<Response, OAuthError> {
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    let grant_type = form.required("grant_type")?;
    if ![DEVICE_CODE, REFRESH_TOKEN].contains(&grant_type) {
        let description = format!("this server supports {DEVICE_CODE} and {REFRESH_TOKEN}");
        return Err(OAuthError::bad("unsupported_grant_type", description));
    }
    let client = client_of_request(&ctx, &parts.headers, &form, grant_type).await?;
    let address = address::of(&parts, &ctx.config.trusted_proxies).to_string();
    if grant_type == DEVICE_CODE {
        return with_device_code(&ctx, &client, &form, address).await;
    }
    with_refresh_token(&ctx, &client, &form, address).await
}

/// The client of a request. A public client may refresh without its ID, because the token names it (RFC 6749 §6).
async fn client_of_request(
    ctx: &Ctx,
    headers: &HeaderMap,
    form: &Form,
    grant_type: &str,
) -> Result<Arc<Client>, OAuthError> {
    if grant_type != REFRESH_TOKEN || is_named(headers, form) {
        return authenticate(ctx, headers, form).await;
    }
    let token = presented_refresh_token(form)?;
    let grant = ctx.store.owner_of_refresh_token(&token).await?.ok_or_else(invalid_refresh_token)?;
    public(ctx, &grant.client).await
}

fn presented_refresh_token(form: &Form) -> Result<RefreshToken, OAuthError> {
    RefreshToken::parse(form.required("refresh_token")?).ok_or_else(invalid_refresh_token)
}

fn invalid_refresh_token() -> OAuthError {
    OAuthError::bad("invalid_grant", "the refresh token is unknown, used up, expired, or another client's")
}

async fn with_device_code(ctx: &Ctx, client: &Client, form: &Form, address: String) -> Result<Response, OAuthError> {
    let invalid = || OAuthError::bad("invalid_grant", "the device code is unknown, used up, or another client's");
    let device_code = Token::parse(form.required("device_code")?).ok_or_else(invalid)?;
    let mut answer = ctx.store.poll(&device_code, &client.id).await?.ok_or_else(invalid)?;
    if answer == PollResponse::Tokens {
        // A change of a grant leaves an event, even if the client disconnects.
        if let Some(collected) = request::finish(collect(ctx.clone(), device_code, address)).await? {
            return Ok(tokens(ctx, client, &collected, &common(&collected.grant.scopes, &client.scopes)).await?);
        }
        // Another request was faster, or the approval isn't valid any more.
        answer = ctx.store.poll(&device_code, &client.id).await?.ok_or_else(invalid)?;
    }
    if answer == PollResponse::Spent
        && let Some(collected) = ctx.store.collect_again(&device_code).await?
    {
        return Ok(tokens(ctx, client, &collected, &common(&collected.grant.scopes, &client.scopes)).await?);
    }
    Err(match answer {
        PollResponse::Pending => pending(ctx, &device_code),
        PollResponse::Denied => {
            OAuthError::bad("access_denied", "the person declined, or the approval is no longer valid")
        }
        PollResponse::Expired => OAuthError::bad("expired_token", "the codes have expired; request new ones"),
        PollResponse::Spent | PollResponse::Tokens => invalid(),
    })
}

async fn collect(ctx: Ctx, device_code: Token, address: String) -> Result<Option<Collected>, Stop> {
    let collected = ctx.store.collect(device_code, address).await?;
    if let Some(Collected { grant, .. }) = &collected {
        ctx.record(about(grant, EventKind::DeviceCollected));
    }
    Ok(collected)
}

async fn refresh(ctx: Ctx, token: RefreshToken, client: String, address: String) -> Result<Option<Collected>, Stop> {
    match ctx.store.refresh(&token, &client, address).await? {
        Refreshed::Next(collected) => Ok(Some(collected)),
        Refreshed::Inactive => Ok(None),
        Refreshed::Revoked(grant) => {
            let reused = Event::new(EventKind::RefreshTokenReused).outcome(Outcome::Rejected);
            ctx.record(reused.account(&grant.account).client(&grant));
            Ok(None)
        }
        Refreshed::Idle(grant) => {
            ctx.record(about(&grant, EventKind::RefreshTokenIdle).outcome(Outcome::Rejected));
            Ok(None)
        }
    }
}

fn about(grant: &Grant, kind: EventKind) -> Event {
    let event = Event::new(kind).account(&grant.account).client(grant);
    grant.device.map_or(event.clone(), |device| event.device(device))
}

fn pending(ctx: &Ctx, device_code: &Token) -> OAuthError {
    let now = ctx.clock.now();
    if too_soon(ctx.polls.note(device_code.id, now), now) {
        OAuthError::bad("slow_down", "wait five seconds more between polls")
    } else {
        OAuthError::bad("authorization_pending", "the person has not decided yet")
    }
}

async fn with_refresh_token(ctx: &Ctx, client: &Client, form: &Form, address: String) -> Result<Response, OAuthError> {
    let token = presented_refresh_token(form)?;
    if !scopes::has(&client.scopes, OFFLINE_ACCESS) {
        return Err(OAuthError::bad(
            "unauthorized_client",
            "this client may not refresh: it lacks the scope offline_access",
        ));
    }
    if let Some(asked) = form.scope() {
        // The scopes are checked first, so that a rejected request doesn't use up the token. An invalid token is reported below.
        let grant = ctx.store.holder_of_refresh_token(&token).await?.filter(|grant| grant.client == client.id);
        if grant.is_some_and(|grant| common(&common(&grant.scopes, &client.scopes), asked).is_empty()) {
            return Err(OAuthError::bad("invalid_scope", "none of these scopes was granted"));
        }
    }
    let refreshed = request::finish(refresh(ctx.clone(), token, client.id.clone(), address)).await?;
    let collected = refreshed.ok_or_else(invalid_refresh_token)?;
    // A scope that the operator has taken from the client is no longer granted.
    let granted = common(&collected.grant.scopes, &client.scopes);
    let scopes = form.scope().map_or_else(|| granted.clone(), |asked| common(&granted, asked));
    Ok(tokens(ctx, client, &collected, &scopes).await?)
}

async fn tokens(ctx: &Ctx, client: &Client, collected: &Collected, scopes: &str) -> Result<Response, Failure> {
    let email = ctx.email_claims(&collected.grant.account, scopes).await?;
    let claims = Claims { collected, email, audience: client.audience.as_deref(), scopes };
    let signed = ctx.signer.sign(claims, ctx.clock.now(), &ctx.rng)?;
    let refreshes = scopes::has(&client.scopes, OFFLINE_ACCESS);
    let tokens = TokenResponse {
        access_token: signed.access_token,
        token_type: "Bearer",
        expires_in: signed.life.as_secs(),
        scope: scopes,
        refresh_token: collected.refresh_token.as_ref().filter(|_| refreshes).map(RefreshToken::to_text),
        id_token: signed.id_token,
    };
    Ok(Json(tokens).into_response())
}
