//! The OAuth endpoints for clients (SPEC 3). They read no cookies, accept any origin, and report errors as the RFCs define them.

mod authorize;
mod client;
mod device_authorization;
mod discovery;
mod error;
mod form;
mod introspect;
mod revoke;
mod token;
mod userinfo;

pub use error::OAuthError;
#[cfg(fuzzing)]
pub use form::parse_form;

use crate::ctx::Ctx;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

/// The paths of the routes, for the metrics.
pub(super) const PATHS: &[&str] = &[
    "/oauth/device_authorization",
    "/oauth/token",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/userinfo",
    "/oauth/jwks",
    authorize::PATH,
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/oauth/{*path}",
];

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .route("/oauth/device_authorization", post(device_authorization::open))
        .route("/oauth/token", post(token::token))
        .route("/oauth/introspect", post(introspect::introspect))
        .route("/oauth/revoke", post(revoke::revoke))
        .route("/oauth/userinfo", get(userinfo::read).post(userinfo::read))
        .route("/oauth/jwks", get(discovery::jwks))
        .route(authorize::PATH, get(authorize::read).post(authorize::read))
        .route("/.well-known/openid-configuration", get(discovery::openid_metadata))
        .route("/.well-known/oauth-authorization-server", get(discovery::oauth_metadata))
        .route("/oauth/{*path}", axum::routing::any(|| async { OAuthError::no_such_endpoint() }))
        .method_not_allowed_fallback(|| async { OAuthError::wrong_http_method() })
        .layer(from_fn(for_clients))
}

/// The `Authorization` header of a request. Two of them are refused like a repeated parameter, because a client must authenticate in one way
/// only (RFC 6749 §2.3, RFC 6750 §3.1).
fn authorization(headers: &HeaderMap) -> Result<Option<&HeaderValue>, OAuthError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(OAuthError::invalid_request("the Authorization header is given more than once"));
    }
    Ok(first)
}

/// The middleware that rejects requests beyond the time limit, permits calls from any origin without cookies (CORS), and prevents caching
/// unless a handler permits it.
async fn for_clients(request: Request, next: Next) -> Response {
    const ALWAYS: [(HeaderName, &str); 5] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after, www-authenticate"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    const PREFLIGHT: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    let mut response = match *request.method() {
        Method::OPTIONS => (StatusCode::NO_CONTENT, PREFLIGHT).into_response(),
        _ => super::in_time(request, next).await.map_err(OAuthError::from).into_response(),
    };
    for (name, value) in ALWAYS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
