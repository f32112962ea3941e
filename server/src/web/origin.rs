//! The rejection of writes by other sites' pages (N4).

use crate::config::PublicUrl;
use axum::http::{HeaderMap, header};
use domain::Problem;

/// Checks that a write comes from our own page. Every browser since 2020 sends `Sec-Fetch-Site` or `Origin`, so a request with
/// neither is rejected, too. The error is [`Problem::CrossSite`].
pub fn check(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), Problem> {
    // Each of their values must be ours, also if it isn't text or is there twice.
    let are_all =
        |name: &str, ours: &str| headers.get_all(name).iter().all(|value| value.as_bytes() == ours.as_bytes());
    let is_sent = ["sec-fetch-site", header::ORIGIN.as_str()].into_iter().any(|name| headers.contains_key(name));
    let same_site = are_all("sec-fetch-site", "same-origin");
    let same_origin = are_all(header::ORIGIN.as_str(), &public_url.origin());
    if is_sent && same_site && same_origin { Ok(()) } else { Err(Problem::CrossSite) }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::config::PublicUrl;
    use axum::http::HeaderMap;

    #[test]
    fn only_our_own_page_may_write() {
        let ours = PublicUrl::default();
        let allowed = |pairs: &[(&'static str, &'static str)]| {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| (name.parse().expect("name"), value.parse().expect("value")))
                .collect();
            check(&headers, &ours).is_ok()
        };
        assert!(allowed(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(allowed(&[("origin", "http://localhost:8080")]), "an older browser");
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
        assert!(!allowed(&[]));
        assert!(!allowed(&[("origin", "https://evil.example")]));
        assert!(!allowed(&[("origin", "null")]));
        assert!(!allowed(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "cross-site")]));
        assert!(!allowed(&[("sec-fetch-site", "same-site")]), "another subdomain of the same site");
        assert!(!allowed(&[("sec-fetch-site", "none")]));
    }

    #[test]
    fn a_header_that_is_not_text_or_is_there_twice_counts() {
        let allowed = |pairs: &[(&'static str, &[u8])]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, value.to_vec().try_into().expect("value"));
            }
            check(&headers, &PublicUrl::default()).is_ok()
        };
        assert!(!allowed(&[("sec-fetch-site", b"\xff")]));
        assert!(!allowed(&[("sec-fetch-site", b"same-origin"), ("origin", b"\xff")]));
        assert!(!allowed(&[("sec-fetch-site", b"same-origin"), ("sec-fetch-site", b"cross-site")]));
        assert!(!allowed(&[("origin", b"http://localhost:8080"), ("origin", b"https://evil.example")]));
    }
}
