//! `POST /oauth/revoke` (RFC 7009): a device signs out. Any of its tokens revokes all of them.

use super::OAuthError;
use super::client::authenticate;
use super::form::Form;
use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::observe::request;
use crate::secrets::RefreshToken;
use crate::store::{GrantId, Stop};
use axum::extract::{Request, State};
use axum::http::StatusCode;

pub(super) async fn revoke(State(ctx): State<Ctx>, request: Request) -> Result<StatusCode, OAuthError> {
    let (parts, body) = request.into_parts();
    let form = Form::read(&parts.headers, body).await?;
    let client = authenticate(&ctx, &parts.headers, &form).await?;
    let token = form.required("token")?;
    let owner = if let Some(token) = RefreshToken::parse(token) {
        let grant = ctx.store.owner_of_refresh_token(&token).await?;
        grant.map(|grant| (grant.id, grant.client))
    } else {
        let token = ctx.signer.check_to_revoke(token, ctx.clock.now());
        token.map(|(claims, grant)| (grant, claims.client_id.clone()))
    };
    match owner {
        Some((grant, owner)) if owner == client.id => {
            let revoking = revoke_grant(ctx, grant);
            request::finish(revoking).await?;
            Ok(StatusCode::OK)
        }
        Some(_) => Err(OAuthError::bad("invalid_grant", "the token is another client's")),
        // An invalid token counts as revoked (RFC 7009 §2.2).
        None => Ok(StatusCode::OK),
    }
}

/// Revokes a grant, even if the client disconnects.
async fn revoke_grant(ctx: Ctx, grant: GrantId) -> Result<(), Stop> {
    if let Some(revoked) = ctx.store.revoke_grant(grant).await? {
        ctx.record(Event::new(EventKind::DeviceRevoked).account(&revoked.account).client(&revoked));
    }
    Ok(())
}
