//! Email addresses: one normal form for each mailbox, and the form for SMTP.

use domain::contact::Email;
use domain::contact::email::NotAnEmail;
use domain::field::FieldRule;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use unicode_normalization::UnicodeNormalization;

/// The longest text that is folded, in bytes. The longest address has 254, and folding makes most characters shorter.
const LONGEST_TYPED: usize = 1024;

/// Letters that look like a blank (L14). NFKC makes those of U+3164 and U+FFA0, too.
const HANGUL_FILLERS: [char; 2] = ['\u{115f}', '\u{1160}'];

/// The addresses that get emails. Until the mail server has said what it supports, all of them.
#[derive(Default)]
pub struct Emails {
    /// Whether the mail server transports only addresses in ASCII.
    is_ascii_only: AtomicBool,
}

impl Emails {
    /// Remembers whether the mail server transports addresses beyond ASCII (SMTPUTF8, RFC 6531). Returns whether this has changed.
    pub fn set_utf8(&self, is_supported: bool) -> bool {
        self.is_ascii_only.swap(!is_supported, Relaxed) == is_supported
    }

    /// Fails if the mail server doesn't transport this address. A host beyond ASCII has a form in ASCII; the part before it has none.
    pub fn allow(&self, email: &Email) -> Result<(), FieldRule> {
        let is_transported = !self.is_ascii_only.load(Relaxed) || on_the_wire(email.as_str()).is_ascii();
        if is_transported { Ok(()) } else { Err(FieldRule::EmailUtf8) }
    }
}

/// The address that a person typed, in its normal form.
pub fn read(typed: &str) -> Result<Email, NotAnEmail> {
    Email::read(typed, fold)
}

/// The normal form of an address, so that no two accounts share a mailbox: compatibility characters (NFKC) and case are folded, and the
/// host is in Unicode (UTS #46).
pub fn fold(typed: &str) -> Option<String> {
    if typed.len() > LONGEST_TYPED {
        return None;
    }
    let folded: String = typed.to_lowercase().nfkc().collect();
    if folded.contains(HANGUL_FILLERS) {
        return None;
    }
    let (local, host) = folded.rsplit_once('@')?;
    let host = idna::domain_to_ascii(host).ok()?;
    let (host, shown) = idna::domain_to_unicode(&host);
    shown.ok()?;
    // NFKC can produce upper case: ℡ becomes TEL.
    Some(format!("{local}@{host}").to_lowercase())
}

/// The address for SMTP: its host in ASCII (RFC 5891).
pub fn on_the_wire(address: &str) -> String {
    let encoded = address.rsplit_once('@').and_then(|(local, host)| {
        let host = idna::domain_to_ascii(host).ok()?;
        Some(format!("{local}@{host}"))
    });
    encoded.unwrap_or_else(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Emails, LONGEST_TYPED, fold, on_the_wire, read};
    use domain::field::FieldRule;

    #[test]
    fn a_mail_server_without_smtputf8_gets_no_address_beyond_ascii() {
        let emails = Emails::default();
        let allow = |typed: &str| emails.allow(&read(typed).expect(typed));
        assert_eq!(allow("jürgen@example.com"), Ok(()), "the mail server hasn't answered yet");
        assert!(!emails.set_utf8(true), "as assumed");
        assert!(emails.set_utf8(false) && !emails.set_utf8(false), "told once");
        for refused in ["jürgen@example.com", "用户@example.com", "J\u{fc}rgen@exämple.com"] {
            assert_eq!(allow(refused), Err(FieldRule::EmailUtf8), "{refused}");
        }
        for fine in ["ann@example.com", "ann@exämple.com", "ann+shop@例え.jp"] {
            assert_eq!(allow(fine), Ok(()), "{fine}");
        }
        assert!(emails.set_utf8(true));
        assert_eq!(allow("jürgen@example.com"), Ok(()));
    }

    #[test]
    fn an_address_with_a_letter_that_looks_like_a_blank_is_refused() {
        for filler in ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'] {
            assert!(read(&format!("{filler}a@example.com")).is_err(), "{filler:?}");
            assert!(read(&format!("a@{filler}example.com")).is_err(), "{filler:?}");
        }
        assert!(read("한글@example.com").is_ok());
    }

    #[test]
    fn a_text_longer_than_any_address_is_not_folded() {
        let longest = format!("{}@{}.example", "𝐚".repeat(60), "𝐚".repeat(60));
        assert!(read(&longest).is_ok_and(|email| email.as_str().starts_with("aaa")), "{longest}");
        let domain = |length: usize| format!("a@{}", "ä".repeat(length));
        assert!(fold(&domain(LONGEST_TYPED / 2 - 1)).is_some());
        assert_eq!(fold(&domain(LONGEST_TYPED / 2)), None);
    }

    #[test]
    fn a_mailbox_has_one_normal_form() {
        for (typed, kept) in [
            (" Ann@Example.com ", "ann@example.com"),
            ("ann@exämple.com", "ann@exämple.com"),
            ("ann@xn--exmple-cua.com", "ann@exämple.com"),
            ("ann@EXA\u{308}MPLE.com", "ann@exämple.com"),
            ("ａｎｎ@ｅxample.com", "ann@example.com"),
            ("J\u{30c}ana@example.com", "\u{1f0}ana@example.com"),
            ("ann＠example.com", "ann@example.com"),
            ("ann＠example。com", "ann@example.com"),
            ("\u{200b}ann@example.com\u{2060}\u{feff}", "ann@example.com"),
            ("ann+shop@example.com", "ann+shop@example.com"),
        ] {
            assert_eq!(read(typed).expect(typed).as_str(), kept);
        }
        for typed in ["ann", "ann@", "@example.com", "ann@xn--a.com", "ann@a\u{200b}b.com/", "a b@example.com"] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn mail_servers_get_hosts_in_ascii() {
        assert_eq!(on_the_wire("ann@exämple.com"), "ann@xn--exmple-cua.com");
        assert_eq!(on_the_wire("ann@example.com"), "ann@example.com");
    }
}
