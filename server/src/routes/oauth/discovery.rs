//! Discovery: the metadata of RFC 8414 and `OpenID` Connect Discovery, and the public keys (RFC 7517).

use super::authorize;
use super::token::{DEVICE_CODE, REFRESH_TOKEN};
use crate::ctx::Ctx;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// The longest time for which the documents may be cached.
const LONGEST_CACHED: Duration = Duration::from_mins(5);

/// The metadata of RFC 8414. It has no authorization endpoint, because no supported grant type uses one (§2).
pub(super) async fn oauth_metadata(State(ctx): State<Ctx>) -> Response {
    cacheable(&ctx, metadata(&ctx))
}

/// The metadata of `OpenID` Connect Discovery, whose §3 requires an authorization endpoint (D9).
pub(super) async fn openid_metadata(State(ctx): State<Ctx>) -> Response {
    let mut metadata = metadata(&ctx);
    metadata["authorization_endpoint"] = ctx.config.public_url.to(authorize::PATH).into();
    cacheable(&ctx, metadata)
}

fn metadata(ctx: &Ctx) -> Value {
    let at = |path| ctx.config.public_url.to(path);
    json!({
        "issuer": ctx.config.public_url.origin(),
        "device_authorization_endpoint": at("/oauth/device_authorization"),
        "token_endpoint": at("/oauth/token"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "introspection_endpoint": at("/oauth/introspect"),
        "revocation_endpoint": at("/oauth/revoke"),
        "jwks_uri": at("/oauth/jwks"),
        "grant_types_supported": [DEVICE_CODE, REFRESH_TOKEN],
        // Strict readers refuse an empty list. `none` is the registered value for a response without a code or token.
        "response_types_supported": ["none"],
        "scopes_supported": domain::scopes::KNOWN,
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "email", "email_verified"],
        "ui_locales_supported": crate::messages::LANGUAGES,
    })
}

pub(super) async fn jwks(State(ctx): State<Ctx>) -> Response {
    cacheable(&ctx, ctx.signer.jwks(ctx.clock.now()))
}

/// A document that is cached for less than the time for which a key is published ahead, so that no reader lacks a key that signs (D8).
fn cacheable(ctx: &Ctx, document: Value) -> Response {
    let cached = LONGEST_CACHED.min(ctx.store.policy().key_published_ahead / 2);
    let cache = format!("public, max-age={}", cached.as_secs());
    ([(header::CACHE_CONTROL, cache)], Json(document)).into_response()
}
