//! A request as a conversation: what stands in its way is told to the person, who may mend it; then it goes out again.

use domain::Problem;
use domain::api::{Endpoint, Method};

use crate::api::{Trouble, exchange};
use crate::interrupt::step_up::step_up;
use crate::interrupt::unreachable::unreachable;
use crate::json;
use crate::route;

/// Sends a request. While the server can't be reached a notice says so, and "Try again" repeats it; where a step-up is needed, it
/// waits for that.
pub(crate) async fn ask<E: Endpoint>(request: E) -> Result<E::Response, Problem> {
    let answer = converse(E::METHOD, E::PATH, json::write(&request)).await?;
    json::read(&answer).ok_or(Problem::Unknown)
}

/// The same for every endpoint, so that its code is there once.
async fn converse(method: Method, path: &'static str, body: String) -> Result<String, Problem> {
    let asked_at = route::address();
    loop {
        match exchange(method, path, &body).await {
            Ok(answer) => return Ok(answer),
            Err(Trouble::Problem(problem)) => {
                if problem != Problem::StepUpNeeded || !step_up().await {
                    return Err(problem);
                }
            }
            Err(Trouble::Unreachable) => unreachable().await,
        }
        // Who has gone elsewhere meanwhile no longer wants it done.
        if method == Method::Write && route::address() != asked_at {
            return Err(Problem::Unavailable);
        }
    }
}
