//! How far a browser's clock is ahead of UTC. Its page tells it in a cookie, so that messages can name times as its person knows them.

use super::cookie;
use axum::http::HeaderMap;
use std::ops::RangeInclusive;

/// The cookie with the minutes. The script of `app/index.html` sets it.
const COOKIE: &str = "utc";
/// From 12 hours behind to 14 hours ahead: no clock on Earth is further from UTC.
const BELIEVED: RangeInclusive<i16> = -12 * 60..=14 * 60;

/// The minutes, if the browser tells them.
pub fn told(headers: &HeaderMap) -> Option<i16> {
    let mut minutes = cookie::values(headers, COOKIE).take(cookie::MOST).filter_map(|value| value.parse().ok());
    minutes.find(|minutes| BELIEVED.contains(minutes))
}

#[cfg(test)]
mod tests {
    use super::told;
    use axum::http::HeaderMap;

    #[test]
    fn only_minutes_that_a_clock_can_be_away_from_utc_are_believed() {
        let told = |cookies: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", cookies.parse().expect("a header"));
            told(&headers)
        };
        assert_eq!(told("session=x; utc=60"), Some(60));
        assert_eq!(told("utc=-570; lang=de"), Some(-570));
        assert_eq!(told("utc=841"), None);
        assert_eq!(told("utc=-721; utc=0"), Some(0), "the first is another program's");
        assert_eq!(told("utc=Europe/Berlin"), None);
        assert_eq!(told("lang=de"), None);
    }
}
