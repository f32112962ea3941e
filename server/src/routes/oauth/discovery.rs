//! Discovery: the metadata of RFC 8414 and `OpenID` Connect Discovery, and the public keys (RFC 7517).

use super::token::{DEVICE_CODE, REFRESH_TOKEN};
use crate::ctx::Ctx;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn metadata(State(ctx): State<Ctx>) -> Json<Value> {
    let at = |path| ctx.config.public_url.to(path);
    Json(json!({
        "issuer": ctx.config.public_url.origin(),
        "device_authorization_endpoint": at("/oauth/device_authorization"),
        "token_endpoint": at("/oauth/token"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "introspection_endpoint": at("/oauth/introspect"),
        "revocation_endpoint": at("/oauth/revoke"),
        "jwks_uri": at("/oauth/jwks"),
        "grant_types_supported": [DEVICE_CODE, REFRESH_TOKEN],
        "response_types_supported": [],
        "scopes_supported": domain::scopes::KNOWN,
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "email", "email_verified"],
        "ui_locales_supported": crate::messages::LANGUAGES,
    }))
}

pub(super) async fn jwks(State(ctx): State<Ctx>) -> Json<Value> {
    Json(ctx.signer.jwks(ctx.clock.now()))
}
