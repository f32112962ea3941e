//! The errors of RFC 6749 §5.2, RFC 8628 §3.5 and RFC 6750 §3.1, as JSON. The description is for developers.

use crate::failure::{Failure, ReachedLimitName};
use crate::store::Stop;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Problem;

/// The error for a request without a token. It is only in the body, for developers.
const NO_TOKEN: &str = "missing_token";

/// An OAuth error response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
    retry_after_s: Option<u64>,
    limit: Option<ReachedLimitName>,
}

impl OAuthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into(), retry_after_s: None, limit: None }
    }

    /// An error that RFC 6749 sends as 400.
    pub(super) fn bad(error: &'static str, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }

    pub(super) fn invalid_request(description: impl Into<String>) -> Self {
        Self::bad("invalid_request", description)
    }

    pub(super) fn invalid_client(description: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    pub(super) fn invalid_token(description: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_token", description)
    }

    /// The response to a request without a token: its header has no error code (RFC 6750 §3.1).
    pub(super) fn no_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, NO_TOKEN, "send an access token as a Bearer token (RFC 6750)")
    }

    pub(super) fn insufficient_scope(description: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "insufficient_scope", description)
    }

    pub(super) fn wrong_content_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "invalid_request",
            "send the parameters as application/x-www-form-urlencoded",
        )
    }

    pub(super) fn wrong_http_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "this endpoint does not support this method")
    }

    pub(super) fn no_such_endpoint() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request",
            "there is no such endpoint; see /.well-known/oauth-authorization-server",
        )
    }
}

impl From<Failure> for OAuthError {
    fn from(failure: Failure) -> Self {
        let limit = failure.limit();
        let problem = failure.reported();
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match problem {
            Problem::TooMany { retry_after_s } => Self {
                retry_after_s: Some(retry_after_s),
                limit,
                ..Self::new(
                    status,
                    "temporarily_unavailable",
                    format!("too many requests from this address; try again in {retry_after_s} s"),
                )
            },
            Problem::TooLarge => Self::new(status, "invalid_request", "the request is too large"),
            Problem::TooSlow => Self::new(status, "invalid_request", "the request took too long to arrive"),
            Problem::Malformed { detail } => Self::invalid_request(detail),
            Problem::Internal { request_id } => Self::new(
                status,
                "server_error",
                format!("internal error; the server's log has the cause under {request_id}"),
            ),
            other => Self::new(status, "server_error", other.to_string()),
        }
    }
}

impl From<Problem> for OAuthError {
    fn from(problem: Problem) -> Self {
        Failure::from(problem).into()
    }
}

impl From<crate::store::StoreError> for OAuthError {
    fn from(cause: crate::store::StoreError) -> Self {
        Failure::from(cause).into()
    }
}

impl From<Stop> for OAuthError {
    fn from(stop: Stop) -> Self {
        Failure::from(stop).into()
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.error, "error_description": self.description });
        let json = HeaderValue::from_static("application/json");
        let mut response = (self.status, [(header::CONTENT_TYPE, json)], body.to_string()).into_response();
        let challenge = match (self.status, self.error) {
            (StatusCode::UNAUTHORIZED, NO_TOKEN) => Some("Bearer".to_owned()),
            (StatusCode::UNAUTHORIZED, "invalid_client") => Some("Basic realm=\"oauth\"".to_owned()),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, error) => Some(format!("Bearer error=\"{error}\"")),
            _ => None,
        };
        if let Some(challenge) = challenge.and_then(|text| text.parse().ok()) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(reached) = self.limit {
            response.extensions_mut().insert(reached);
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
