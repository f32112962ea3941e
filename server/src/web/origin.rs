//! The rejection of writes by other sites' pages (N4).

use crate::config::PublicUrl;
use axum::http::{HeaderMap, header};
use domain::Problem;

/// Checks that a write comes from our own page. Every browser since 2020 sends `Sec-Fetch-Site` or `Origin`, so a request with
/// neither is rejected, too. The error is [`Problem::CrossSite`].
pub fn check(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let same_site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let same_origin = match text(header::ORIGIN.as_str()) {
        Some(origin) => origin == public_url.origin(),
        None => headers.contains_key("sec-fetch-site"),
    };
    if same_site && same_origin { Ok(()) } else { Err(Problem::CrossSite) }
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
}
