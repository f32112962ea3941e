//! Scopes and lists of scopes, separated by spaces (RFC 6749 §3.3).

/// The scope for refresh tokens (`OpenID` Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";
/// The scopes that every client can have: the page can explain them.
pub const KNOWN: [&str; 3] = ["openid", "email", OFFLINE_ACCESS];

/// All values that [`KNOWN`] has had since the first release, each as a client's scopes are stored. When it changes, its new value is added.
const ALL_BEFORE: &[&str] = &["openid email offline_access"];

/// Whether a client's scopes are all that the server knew when they were stored, rather than an operator's choice.
pub fn were_all(scopes: &str) -> bool {
    ALL_BEFORE.contains(&scopes)
}

/// RFC 6749 §3.3 `scope-token`.
pub fn is_scope(scope: &str) -> bool {
    !scope.is_empty() && scope.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// The scopes of a list. Any number of blanks of any kind is read as one space, because scopes come from configuration files (D6).
pub fn each(scopes: &str) -> impl Iterator<Item = &str> {
    scopes.split_ascii_whitespace()
}

/// Whether a list contains a scope.
pub fn has(scopes: &str, scope: &str) -> bool {
    each(scopes).any(|each| each == scope)
}

/// The scopes in both lists.
pub fn common(scopes: &str, others: &str) -> String {
    each(scopes).filter(|scope| has(others, scope)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, is_scope, were_all};

    #[test]
    fn the_present_list_of_scopes_is_one_of_all_scopes() {
        assert!(were_all(&KNOWN.join(" ")));
        assert!(!were_all("openid"));
    }

    #[test]
    fn a_scope_has_visible_ascii_characters_but_no_quote_and_no_backslash() {
        for scope in KNOWN.into_iter().chain(["!", "#", "[", "]", "~", "https://api.example/read:all"]) {
            assert!(is_scope(scope), "{scope}");
        }
        for other in ["", " ", "\"", "\\", "\u{7f}", "two scopes", "a\n", "größe"] {
            assert!(!is_scope(other), "{other:?}");
        }
    }
}
