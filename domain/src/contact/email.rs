//! Email addresses, as mail servers accept them (RFC 5321) and people type them.

use super::bare;
use crate::code::character::half_width;
use std::fmt;

/// Providers of mailboxes with an address in each country, such as `yahoo.co.uk`.
const PROVIDERS_IN_MANY_COUNTRIES: &str =
    "aol gmx hotmail live msn outlook rocketmail tuta tutanota yahoo yandex ymail";

/// The longest ending of such an address: `com.br`.
const LONGEST_ENDING: usize = 6;

/// Other providers of mailboxes, the largest in each of the page's languages. Others cost no more than a hint that isn't needed.
const PROVIDERS: &str = "126.com 163.com att.net bol.com.br comcast.net docomo.ne.jp fastmail.com free.fr freenet.de gmail.com \
    googlemail.com hanmail.net icloud.com laposte.net libero.it mail.com mail.ru mailbox.org me.com \
    naver.com onet.pl orange.fr posteo.de proton.me protonmail.com qq.com sapo.pt seznam.cz sina.com \
    t-online.de ukr.net uol.com.br wanadoo.fr web.de wp.pl ziggo.nl";

/// A well-formed address in lower case, so that each mailbox has one spelling.
///
/// RFC 5321 §2.4 allows a server to distinguish `Ann@` from `ann@`. No server in use does, and a mailbox must not have two accounts.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// The text isn't an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not an email address; one looks like name@example.com")]
pub struct NotAnEmail;

/// Folds an address into the only spelling of its mailbox, at least into lower case; `None` if it has none. It is an argument because
/// it needs Unicode tables, which the server has in full and a browser in part.
pub type Fold = fn(&str) -> Option<String>;

impl Email {
    /// Parses an address as typed. What stands around it and invisible marks are ignored, and full-width forms are read (L14).
    pub fn read(text: &str, fold: Fold) -> Result<Self, NotAnEmail> {
        let typed: String = bare(text).chars().filter(|c| !is_ignored(*c)).map(narrow).collect();
        fold(&typed).filter(|folded| is_well_formed(folded)).map(Self).ok_or(NotAnEmail)
    }

    /// Parses an address that is already folded, except for its case.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        Self::read(text, |text| Some(text.to_lowercase()))
    }

    /// The full address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address without the part that many servers let people add (subaddressing, RFC 5233), and without the dots that Gmail ignores.
    pub fn mailbox(&self) -> String {
        let (local, host) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let name = local.split_once('+').map_or(local, |(name, _)| name);
        let name = if name.is_empty() { local } else { name };
        match host {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", name.replace('.', "")),
            _ => format!("{name}@{host}"),
        }
    }

    /// Whether it can be an address of a company or a school, which ends when its owner leaves (I2): its host is none at which people
    /// open a mailbox of their own.
    pub fn may_be_of_organization(&self) -> bool {
        let (_, host) = self.0.split_once('@').unwrap_or(("", &self.0));
        let is_in = |list: &str, name: &str| list.split(' ').any(|each| each == name);
        let is_branch =
            |(name, ending): (&str, &str)| ending.len() <= LONGEST_ENDING && is_in(PROVIDERS_IN_MANY_COUNTRIES, name);
        !is_in(PROVIDERS, host) && !host.split_once('.').is_some_and(is_branch)
    }

    /// The part that strangers can see: the first two characters, and the host.
    pub fn masked(&self) -> String {
        let (local, host) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let seen: String = local.chars().take(2).collect();
        format!("{seen}…@{host}")
    }
}

impl fmt::Debug for Email {
    // Hides the address, because logs contain no full contacts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// The character of an address for its full-width form, as East Asian keyboards type it; the dots are those of UTS #46 §2.3.
fn narrow(c: char) -> char {
    match c {
        '\u{3002}' | '\u{ff61}' => '.',
        c => half_width(c),
    }
}

/// The marks within an address that nobody sees: those that UTS #46 ignores, and that copied texts have for line breaks. A joiner stays, because
/// it makes another name.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Whether a text in lower case is an address.
fn is_well_formed(text: &str) -> bool {
    // Lengths: RFC 5321 §4.5.3.1 and erratum 1690.
    text.rsplit_once('@').is_some_and(|(local, host)| text.len() <= 254 && is_local(local) && is_host(host))
}

/// Only unquoted local parts: quoted ones exist in the RFC, but not in address books. Letters of any script are allowed (RFC 6531).
fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len()) && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom))
}

fn is_atom(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels.last().is_some_and(|top| top.len() >= 2 && !top.chars().all(|c| c.is_ascii_digit()))
}
