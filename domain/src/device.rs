//! Devices and the clients that run on them.

mod address;

use crate::code::character::is_invisible;
use crate::field::{FieldRule, FieldValue, text, typed};
use address::looks_like_address;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write};

/// A device's ID: the ID of its authorization and of its grant. It is written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceId(pub i64);

/// Digits of an ID. They are read and written by hand, because the standard library's way weighs 1 kB in the page.
const DIGITS: usize = 16;

impl DeviceId {
    /// Parses an ID; `None` for a text that is no device's ID.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = (text.len() == DIGITS).then_some(text.bytes())?;
        let id = digits.into_iter().try_fold(0_u64, |id, digit| {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            Some(id << 4 | u64::from(value))
        });
        id.and_then(|id| id.try_into().ok()).map(Self)
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..DIGITS).rev().try_for_each(|place| {
            let value = usize::try_from(self.0 >> (4 * place) & 0xf).unwrap_or_default();
            f.write_char(char::from(b"0123456789abcdef"[value]))
        })
    }
}

impl FieldValue for DeviceId {
    const PATTERN: Option<&'static str> = Some("^[0-9a-f]{16}$");

    fn parse_field(text: &str) -> Result<Self, FieldRule> {
        Self::parse(text).ok_or(FieldRule::Unknown)
    }
}

text!(DeviceId);

/// The kind of device, which determines the picture and the words (L8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A game console.
    Console,
    /// A personal computer, or a program in its terminal.
    Pc,
    /// A productivity app.
    Office,
    /// A TV or streaming stick.
    Tv,
    /// Any other app.
    App,
}

/// The untrusted name that a device gives itself, safe to show as "Calls itself …" (D5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim(String);

/// The most characters in the name.
pub const LONGEST_CLAIM: usize = 40;

/// The reason why a name is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadClaim {
    /// It has more than 40 characters.
    #[error("is longer than {LONGEST_CLAIM} characters")]
    TooLong,
    /// It has control characters or direction marks.
    #[error("contains control or direction characters")]
    Control,
    /// It has text that people could take for a web address.
    #[error("contains what looks like a web address")]
    Address,
}

impl Claim {
    /// Parses the name; `None` if it is empty.
    pub fn parse(text: &str) -> Result<Option<Self>, BadClaim> {
        let text = text.trim();
        if text.chars().count() > LONGEST_CLAIM {
            Err(BadClaim::TooLong)
        } else if text.chars().any(can_hide) {
            Err(BadClaim::Control)
        } else if looks_like_address(text) {
            Err(BadClaim::Address)
        } else {
            Ok((!text.is_empty()).then(|| Self(text.to_owned())))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<BadClaim> for FieldRule {
    fn from(why: BadClaim) -> Self {
        match why {
            BadClaim::TooLong => Self::TooLong,
            BadClaim::Control | BadClaim::Address => Self::PlainText,
        }
    }
}

/// The name that an owner gives a device or a sign-in method; an empty one is none. Messages contain it, so it follows the same rules as a
/// device's own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnersName(Option<Claim>);

impl OwnersName {
    /// Parses the name.
    pub fn parse(text: &str) -> Result<Self, BadClaim> {
        Claim::parse(text).map(Self)
    }

    /// The name; `None` if it is empty.
    pub fn into_text(self) -> Option<String> {
        self.0.map(|Claim(name)| name)
    }
}

impl fmt::Display for OwnersName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("", Claim::as_str))
    }
}

typed!(OwnersName);

/// Control characters, and the invisible ones, which could hide an address: those of [`is_invisible`], and the rest of Unicode's
/// `Default_Ignorable_Code_Point`.
fn can_hide(c: char) -> bool {
    c.is_control()
        || is_invisible(c)
        || matches!(
            c,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2028}' | '\u{2029}'
                | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}
