//! What answers of HTTP providers mean.

use super::Refusal;
use std::time::Duration;
use ureq::{Body, http};

/// Larger answers are none of a provider.
const LARGEST: u64 = 64 * 1024;
/// A provider may ask to be left alone for so long.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// A provider's answer.
pub(super) struct Answer {
    status: u16,
    retry_after: Option<Duration>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Reads an answer, or tells why there is none.
pub(super) fn read(answer: Result<http::Response<Body>, ureq::Error>) -> Result<Answer, Refusal> {
    let mut answer = answer.map_err(|cause| match cause {
        ureq::Error::Timeout(_) => Refusal::ForNow("the provider does not answer in time".into()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Refusal::ForNow("no safe connection to the provider".into()),
        _ => Refusal::ForNow("the provider cannot be reached".into()),
    })?;
    let retry_after =
        answer.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer {
        status: answer.status().as_u16(),
        retry_after: retry_after.map(Duration::from_secs),
        body: answer.body_mut().with_config().limit(LARGEST).read_to_string().unwrap_or_default(),
    })
}

/// Why a message was not taken; `code` is the provider's own.
pub(super) fn refusal(answer: &Answer, code: Option<u32>) -> Refusal {
    let said = match code {
        Some(code) => format!("the provider answers {} with its code {code}", answer.status),
        None => format!("the provider answers {}", answer.status),
    };
    match answer.status {
        // What an operator can mend while the message waits: a wrong secret, an account that is shut or empty.
        401..=404 => Refusal::ForNow(said),
        408 | 425 | 429 => {
            let wait = answer.retry_after.map(|wait| wait.min(LONGEST_WAIT));
            wait.map_or(Refusal::ForNow(said.clone()), |wait| Refusal::Until(wait, said))
        }
        400..=499 => Refusal::ForGood(said),
        _ => Refusal::ForNow(said),
    }
}
