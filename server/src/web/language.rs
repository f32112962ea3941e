//! The language of a response (X1): the person's choice, else the browser's preference, else English.

use super::cookie;
use crate::messages::LANGUAGES;
use axum::http::{HeaderMap, header};
use domain::language::{DEFAULT, accepted, matching};

/// The cookie with the person's choice. The page sets it.
const COOKIE: &str = "lang";
/// The most tags that are read from `ui_locales`.
const MOST_LOCALES: usize = 32;

/// The best language for a request.
pub fn preferred(headers: &HeaderMap) -> &'static str {
    let chosen = cookie::values(headers, COOKIE).take(cookie::MOST).find_map(|tag| matching(tag, LANGUAGES));
    let preferred = || accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?, LANGUAGES);
    chosen.or_else(preferred).unwrap_or(DEFAULT)
}

/// The best language for a client's request, which has no cookies: the first of its `ui_locales` (`OpenID` Connect Core §3.1.2.1) that has
/// words, else the header's.
pub fn asked_for(ui_locales: Option<&str>, headers: &HeaderMap) -> &'static str {
    let mut tags = ui_locales.unwrap_or_default().split_ascii_whitespace().take(MOST_LOCALES);
    let in_header = || accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?, LANGUAGES);
    tags.find_map(|tag| matching(tag, LANGUAGES)).or_else(in_header).unwrap_or(DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::{asked_for, preferred};
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
        assert_eq!(language("de", "lang=klingon; lang=ar"), "ar", "the first is another program's");
        assert_eq!(language("de", "lang=x; lang=x; lang=x; lang=ar"), "ar");
        assert_eq!(language("de", "lang=x; lang=x; lang=x; lang=x; lang=ar"), "de", "the fifth isn't read");
        assert_eq!(language("*;;q=,", ""), "en");
    }

    #[test]
    fn a_clients_request_is_answered_in_the_language_that_it_asks_for() {
        let language = |ui_locales: Option<&str>, accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("accept-language", accept.parse().expect("header"));
            headers.insert("cookie", "lang=ar".parse().expect("header"));
            asked_for(ui_locales, &headers)
        };
        assert_eq!(language(Some("tlh  de-AT ar"), "en"), "de");
        assert_eq!(language(Some("tlh"), "de"), "de");
        assert_eq!(language(None, "de"), "de");
        assert_eq!(language(Some(" "), ""), "en", "no cookie is read");
    }
}
