//! A request with its interruptions: the person sees what prevents it and can act; then it is sent again.

use domain::Problem;
use domain::api::{Endpoint, HttpMethod};

use crate::api::{RequestError, exchange};
use crate::interrupt::step_up::step_up;
use crate::interrupt::unreachable::unreachable;
use crate::json;
use crate::route;

/// Sends a request. While the server can't be reached, a notice says so, and "Try again" repeats the request; where a step-up is required,
/// the request waits for it.
pub(crate) async fn ask<E: Endpoint>(request: E) -> Result<E::Response, Problem> {
    let answer = send_until_answered(E::METHOD, E::PATH, json::write(&request)).await?;
    json::read(&answer).ok_or(Problem::Unknown)
}

/// The same for every endpoint, so that the code is compiled once: with a request's JSON, and the response's.
pub(crate) async fn send_until_answered(
    method: HttpMethod,
    path: &'static str,
    body: String,
) -> Result<String, Problem> {
    let sent_from = route::address();
    loop {
        match exchange(method, path, &body).await {
            Ok(answer) => return Ok(answer),
            Err(RequestError::Problem(problem)) => {
                if problem != Problem::StepUpNeeded || !step_up().await {
                    return Err(problem);
                }
            }
            Err(RequestError::Unreachable) => unreachable().await,
        }
        // Drop the request if the person has navigated away.
        if method == HttpMethod::Write && route::address() != sent_from {
            return Err(Problem::Unavailable);
        }
    }
}
