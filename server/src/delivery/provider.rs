//! The responses of HTTP providers, and their meaning.

use super::Refusal;
use crate::clock::system_time;
use domain::Moment;
use std::time::Duration;
use ureq::{Body, http};

/// The largest response, in bytes.
const LARGEST: u64 = 64 * 1024;
/// A provider's response.
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

/// The response, or the reason why there is none.
pub(super) fn read(
    answer: Result<http::Response<Body>, ureq::Error>,
    now: Moment,
) -> Result<ProviderResponse, Refusal> {
    let mut answer = answer.map_err(|cause| match cause {
        ureq::Error::Timeout(_) => Refusal::ForNow("the provider did not respond in time".into()),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Refusal::ForNow("no secure connection to the provider".into()),
        _ => Refusal::ForNow("the provider can't be reached".into()),
    })?;
    let retry_after = answer.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    Ok(ProviderResponse {
        status: answer.status().as_u16(),
        retry_after: retry_after.and_then(|value| pause_asked(value, now)),
        body: answer.body_mut().with_config().limit(LARGEST).read_to_string().unwrap_or_default(),
    })
}

/// The pause in `Retry-After`: seconds, or a date (RFC 9110 §10.2.3).
fn pause_asked(value: &str, now: Moment) -> Option<Duration> {
    let seconds = value.parse().map(Duration::from_secs);
    let date = || httpdate::parse_http_date(value).ok()?.duration_since(system_time(now)).ok();
    seconds.ok().or_else(date)
}

/// The reason why a message wasn't accepted. `code` is the provider's own error code.
pub(super) fn refusal(answer: &ProviderResponse, code: Option<u32>) -> Refusal {
    let said = match code {
        Some(code) => format!("the provider responded with {} and its error code {code}", answer.status),
        None => format!("the provider responded with {}", answer.status),
    };
    match answer.status {
        // An operator can fix the cause of 401 to 404, such as a wrong secret or an empty account, while the message waits.
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
    fn a_retry_after_is_a_number_of_seconds_or_a_date() {
        let now = Moment(784_111_777_000); // Sun, 06 Nov 1994 08:49:37 GMT
        assert_eq!(pause_asked("120", now), Some(Duration::from_mins(2)));
        assert_eq!(pause_asked("Sun, 06 Nov 1994 08:51:37 GMT", now), Some(Duration::from_mins(2)));
        assert_eq!(pause_asked("Sun, 06 Nov 1994 08:00:00 GMT", now), None, "it has passed");
        assert_eq!(pause_asked("soon", now), None);
    }
}
