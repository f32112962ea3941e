//! `POST /oauth/introspect` (RFC 7662): the state of a token, for confidential clients.

use super::OAuthError;
use super::client::authenticate_confidential;
use super::form::Form;
use crate::ctx::Ctx;
use crate::grants::tokens::AccessToken;
use crate::secrets::RefreshToken;
use crate::store::Client;
use axum::Json;
use axum::extract::{Request, State};
use domain::scopes::common;
use serde::Serialize;
use std::sync::Arc;

/// The response of RFC 7662 §2.2. For an inactive token, it has no other members.
#[derive(Default, Serialize)]
pub(super) struct Introspection {
    active: bool,
    #[serde(flatten)]
    access: Option<Access>,
    #[serde(flatten)]
    refresh: Option<Refresh>,
}

#[derive(Serialize)]
struct Access {
    token_type: &'static str,
    #[serde(flatten)]
    claims: Arc<AccessToken>,
}

#[derive(Serialize)]
struct Refresh {
    iss: String,
    sub: String,
    client_id: String,
    scope: String,
}

pub(super) async fn introspect(State(ctx): State<Ctx>, request: Request) -> Result<Json<Introspection>, OAuthError> {
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    let client = authenticate_confidential(&ctx, &parts.headers, &form).await?;
    // `token_type_hint` is ignored: the two types of tokens differ in format.
    let token = form.required("token")?;
    let answer = match RefreshToken::parse(token) {
        Some(token) => refresh_token(&ctx, &token, &client).await?,
        None => access_token(&ctx, token).await?,
    };
    Ok(Json(answer.unwrap_or_default()))
}

/// The state of an access token. Any confidential client may ask, since resource servers introspect the tokens that they receive.
async fn access_token(ctx: &Ctx, token: &str) -> Result<Option<Introspection>, OAuthError> {
    let Some((claims, grant)) = ctx.signer.check(token, ctx.clock.now()) else { return Ok(None) };
    let is_live = ctx.store.account_of_grant(grant, &claims.sub).await?.is_some();
    let access = Access { token_type: "Bearer", claims };
    Ok(is_live.then_some(Introspection { active: true, access: Some(access), refresh: None }))
}

/// The state of a refresh token. Only its own client may ask.
async fn refresh_token(ctx: &Ctx, token: &RefreshToken, client: &Client) -> Result<Option<Introspection>, OAuthError> {
    let grant = ctx.store.holder_of_refresh_token(token).await?.filter(|grant| grant.client == client.id);
    Ok(grant.map(|grant| {
        let (iss, sub) = (ctx.signer.issuer().to_owned(), grant.account.as_str().to_owned());
        let refresh = Refresh { iss, sub, client_id: grant.client, scope: common(&grant.scopes, &client.scopes) };
        Introspection { active: true, access: None, refresh: Some(refresh) }
    }))
}
