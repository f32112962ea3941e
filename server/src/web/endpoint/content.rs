//! The content of a request, from its query or its body, within bounds.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::json;
use crate::web::origin;
use axum::body::Body;
use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use domain::Problem;
use domain::api::{Endpoint, HttpMethod};

/// The largest request body of the API, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// Reads and validates a request.
pub(super) async fn read<E: Endpoint>(ctx: &Ctx, parts: &Parts, body: Body) -> Result<E, Failure> {
    let request: E = match E::METHOD {
        HttpMethod::Read => read_query(parts)?,
        HttpMethod::Write => {
            origin::check(&parts.headers, &ctx.config.public_url)?;
            read_json(parts, body).await?
        }
    };
    request.validate().map_err(Problem::from)?;
    Ok(request)
}

fn read_query<E: Endpoint>(parts: &Parts) -> Result<E, Problem> {
    Query::try_from_uri(&parts.uri)
        .map(|Query(request)| request)
        .map_err(|_| malformed("the query doesn't fit this endpoint"))
}

async fn read_json<E: Endpoint>(parts: &Parts, body: Body) -> Result<E, Problem> {
    let is_json = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    };
    if !parts.headers.get(header::CONTENT_TYPE).is_some_and(is_json) {
        return Err(Problem::WrongContentType);
    }
    let bytes = read_body(&parts.headers, body, LARGEST_BODY).await?;
    json::check_bounds(&bytes).map_err(|why| malformed(&why))?;
    // serde's message can quote the input, so it is returned to the sender but never logged.
    serde_json::from_slice(&bytes).map_err(|cause| malformed(&cause.to_string()))
}

/// Reads a body of at most `largest` bytes. A larger `Content-Length` is rejected before anything is read.
pub async fn read_body(
    headers: &axum::http::HeaderMap,
    body: Body,
    largest: usize,
) -> Result<axum::body::Bytes, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > largest) {
        return Err(Problem::TooLarge);
    }
    axum::body::to_bytes(body, largest).await.map_err(|cause| {
        let is_limit = std::error::Error::source(&cause)
            .is_some_and(<dyn std::error::Error + 'static>::is::<http_body_util::LengthLimitError>);
        if is_limit { Problem::TooLarge } else { malformed("the body ended early") }
    })
}

fn malformed(detail: &str) -> Problem {
    Problem::Malformed { detail: detail.to_owned() }
}
