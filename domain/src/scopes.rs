//! Scopes and lists of them, separated by spaces (RFC 6749 §3.3).

/// The scope that asks for refresh tokens (`OpenID` Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";
/// Scopes every client may have: words that the page can explain.
pub const KNOWN: [&str; 3] = ["openid", "email", OFFLINE_ACCESS];

/// RFC 6749 §3.3 `scope-token`.
pub fn is_scope(scope: &str) -> bool {
    !scope.is_empty() && scope.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// Whether a list has a scope.
pub fn has(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|each| each == scope)
}

/// The scopes of one list that another has, too.
pub fn common(scopes: &str, others: &str) -> String {
    scopes.split(' ').filter(|scope| has(others, scope)).collect::<Vec<_>>().join(" ")
}
