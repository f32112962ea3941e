//! The failure of a request: a problem for the caller, or an internal error for the log.

use crate::observe::metrics::LabelText;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Problem;

/// The failure of a request.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A problem that is reported to the caller.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// A limit was reached, with its name and the problem that is reported to the caller.
    #[error("{1}")]
    AtLimit(LabelText, Problem),
    /// An internal error. It is logged; the caller gets only the request id.
    #[error("{0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// An internal error with this cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// The limit that was reached, if one was.
    pub fn limit(&self) -> Option<ReachedLimitName> {
        if let Self::AtLimit(limit, _) = self { Some(ReachedLimitName(*limit)) } else { None }
    }

    /// The problem that is reported to the caller. Logs an internal error.
    pub fn reported(self) -> Problem {
        match self {
            Self::Problem(problem) | Self::AtLimit(_, problem) => problem,
            Self::Internal(cause) => {
                let request_id = crate::observe::request::id();
                tracing::error!(request_id, cause, "request failed");
                Problem::Internal { request_id }
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let reached = self.limit();
        let mut response = problem_response(&self.reported());
        if let Some(reached) = reached {
            response.extensions_mut().insert(reached);
        }
        response
    }
}

/// The limit that a request has reached: an extension of its response, for the log and the metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachedLimitName(pub LabelText);

/// A problem as an RFC 9457 response: `type`, `status`, and the problem's own members.
pub(crate) fn problem_response(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = serde_json::to_value(problem).unwrap_or_default();
    body["status"] = status.as_u16().into();
    let content_type = HeaderValue::from_static("application/problem+json");
    let mut response = (status, [(header::CONTENT_TYPE, content_type)], body.to_string()).into_response();
    if let Problem::TooMany { retry_after_s } = problem {
        response.headers_mut().insert(header::RETRY_AFTER, (*retry_after_s).into());
    }
    response
}
