//! The language to answer in (X1): the person's choice, else the browser's preference, else English.

use super::cookie;
use crate::messages::LANGUAGES;
use axum::http::{HeaderMap, header};

/// The cookie that remembers a choice; the page sets it.
const COOKIE: &str = "lang";
const FALLBACK: &str = "en";

/// The best language for a request.
pub fn preferred(headers: &HeaderMap) -> &'static str {
    let chosen = cookie::value(headers, COOKIE).and_then(known);
    chosen.or_else(|| accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)).unwrap_or(FALLBACK)
}

/// RFC 9110 §12.5.4: the highest weight wins, the first among equals.
fn accepted(list: &str) -> Option<&'static str> {
    let weighted = list.split(',').take(32).filter_map(|item| {
        let mut parts = item.split(';');
        let language = known(parts.next()?.trim())?;
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
        (weight > 0.0).then_some((language, weight))
    });
    weighted.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(language, _)| language)
}

/// `de-AT` is answered in `de`.
fn known(tag: &str) -> Option<&'static str> {
    let matches = |tag: &str| LANGUAGES.iter().copied().find(|language| language.eq_ignore_ascii_case(tag));
    matches(tag).or_else(|| matches(tag.split('-').next()?))
}

#[cfg(test)]
mod tests {
    use super::preferred;
    use axum::http::HeaderMap;

    #[test]
    fn a_choice_wins_over_the_browsers_preference() {
        let language = |accept: &str, cookies: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("accept-language", accept.parse().expect("header"));
            headers.insert("cookie", cookies.parse().expect("header"));
            preferred(&headers)
        };
        assert_eq!(language("de-AT,de;q=0.9,en;q=0.8", ""), "de");
        assert_eq!(language("tlh, en;q=0.3, ar;q=0.7", ""), "ar");
        assert_eq!(language("de;q=0, en", ""), "en");
        assert_eq!(language("de", "session=x; lang=ar"), "ar");
        assert_eq!(language("de", "lang=klingon"), "de");
        assert_eq!(language("*;;q=,", ""), "en");
    }
}
