//! Email addresses: one spelling for each mailbox, and the one that mail servers take.

use domain::contact::Email;
use domain::contact::email::NotAnEmail;
use unicode_normalization::UnicodeNormalization;

/// Parses an address as typed.
pub fn read(typed: &str) -> Result<Email, NotAnEmail> {
    Email::read(typed, fold)
}

/// Folds an address so that no two accounts share a mailbox: compatible characters (NFKC), case, and both spellings of a host
/// (UTS #46), which is kept in Unicode.
pub fn fold(typed: &str) -> Option<String> {
    let folded: String = typed.to_lowercase().nfkc().collect();
    let (local, host) = folded.rsplit_once('@')?;
    let host = idna::domain_to_ascii(host).ok()?;
    let (host, shown) = idna::domain_to_unicode(&host);
    shown.ok()?;
    // NFKC can add upper case: ℡ becomes TEL.
    Some(format!("{local}@{host}").to_lowercase())
}

/// As mail servers take it: with the host in letters from A to Z (RFC 5891).
pub fn on_the_wire(address: &str) -> String {
    let encoded = address.rsplit_once('@').and_then(|(local, host)| {
        let host = idna::domain_to_ascii(host).ok()?;
        Some(format!("{local}@{host}"))
    });
    encoded.unwrap_or_else(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{on_the_wire, read};

    #[test]
    fn a_mailbox_has_one_spelling() {
        for (typed, kept) in [
            (" Ann@Example.com ", "ann@example.com"),
            ("ann@exämple.com", "ann@exämple.com"),
            ("ann@xn--exmple-cua.com", "ann@exämple.com"),
            ("ann@EXA\u{308}MPLE.com", "ann@exämple.com"),
            ("ａｎｎ@ｅxample.com", "ann@example.com"),
            ("J\u{30c}ana@example.com", "\u{1f0}ana@example.com"),
            ("ann＠example.com", "ann@example.com"),
            ("ann+shop@example.com", "ann+shop@example.com"),
        ] {
            assert_eq!(read(typed).expect(typed).as_str(), kept);
        }
        for typed in ["ann", "ann@", "@example.com", "ann@xn--a.com", "ann@a\u{200b}b.com/", "a b@example.com"] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn mail_servers_get_hosts_that_all_of_them_know() {
        assert_eq!(on_the_wire("ann@exämple.com"), "ann@xn--exmple-cua.com");
        assert_eq!(on_the_wire("ann@example.com"), "ann@example.com");
    }
}
