//! What answers of HTTP providers mean.

use super::Refusal;
use crate::clock::system_time;
use domain::Moment;
use std::time::Duration;
use ureq::{Body, http};

/// Larger answers are none of a provider.
const LARGEST: u64 = 64 * 1024;
/// A provider's answer.
pub(super) struct ProviderResponse {
    status: u16,
    retry_after: Option<Duration>,
    pub(super) body: String,
}

impl ProviderResponse {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Reads an answer, or tells why there is none.
pub(super) fn read(
    answer: Result<http::Response<Body>, ureq::Error>,
    now: Moment,
) -> Result<ProviderResponse, Refusal> {
    let mut answer = answer.map_err(|cause| match cause {
        ureq::Error::Timeout(_) => Refusal::ForNow("the provider does not answer in time".into()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Refusal::ForNow("no safe connection to the provider".into()),
        _ => Refusal::ForNow("the provider cannot be reached".into()),
    })?;
    let retry_after = answer.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    Ok(ProviderResponse {
        status: answer.status().as_u16(),
        retry_after: retry_after.and_then(|value| pause_asked(value, now)),
        body: answer.body_mut().with_config().limit(LARGEST).read_to_string().unwrap_or_default(),
    })
}

/// `Retry-After` in either of its forms: seconds, or a date (RFC 9110 §10.2.3).
fn pause_asked(value: &str, now: Moment) -> Option<Duration> {
    let seconds = value.parse().map(Duration::from_secs);
    let date = || httpdate::parse_http_date(value).ok()?.duration_since(system_time(now)).ok();
    seconds.ok().or_else(date)
}

/// Why a message was not taken; `code` is the provider's own.
pub(super) fn refusal(answer: &ProviderResponse, code: Option<u32>) -> Refusal {
    let said = match code {
        Some(code) => format!("the provider answers {} with its code {code}", answer.status),
        None => format!("the provider answers {}", answer.status),
    };
    match answer.status {
        // 401 to 404 an operator can mend while the message waits: a wrong secret, an account that is shut or empty.
        400..=499 if !matches!(answer.status, 401..=404 | 408 | 425 | 429) => Refusal::ForGood(said),
        _ => match answer.retry_after {
            Some(wait) => Refusal::After(wait, said),
            None => Refusal::ForNow(said),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::pause_asked;
    use domain::Moment;
    use std::time::Duration;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_date() {
        let now = Moment(784_111_777_000); // Sun, 06 Nov 1994 08:49:37 GMT
        assert_eq!(pause_asked("120", now), Some(Duration::from_mins(2)));
        assert_eq!(pause_asked("Sun, 06 Nov 1994 08:51:37 GMT", now), Some(Duration::from_mins(2)));
        assert_eq!(pause_asked("Sun, 06 Nov 1994 08:00:00 GMT", now), None, "it has passed");
        assert_eq!(pause_asked("soon", now), None);
    }
}
