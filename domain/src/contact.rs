//! Contacts of a person: how they are written, compared and masked.

pub mod email;
pub mod phone;
mod typed;

pub use email::Email;
pub use phone::Phone;
pub use typed::{Typed, TypedPhone};

use crate::code::character::is_space;

/// A destination of messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contact {
    /// An email address.
    Email(Email),
    /// A phone number for text messages.
    Phone(Phone),
}

impl Contact {
    /// Parses a stored contact.
    pub fn parse(text: &str) -> Option<Self> {
        // An email address can start with a plus sign, too.
        if text.starts_with('+') && !text.contains('@') {
            Phone::from_e164(text).ok().map(Self::Phone)
        } else {
            Email::parse(text).ok().map(Self::Email)
        }
    }

    /// The full address or number. No address is also a number.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// The mailbox or phone that receives the messages, by which they are limited: `ann+shop@example.com` is Ann's.
    pub fn place(&self) -> String {
        match self {
            Self::Email(email) => email.mailbox(),
            Self::Phone(phone) => phone.as_str().to_owned(),
        }
    }

    /// The part that strangers can see.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}

/// A typed contact without what stands around it in texts and links: blanks, a name before angle brackets, a scheme, a full stop or a comma (L14).
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| is_space(c) || matches!(c, '.' | ',' | '>'));
    let text = text.rsplit_once('<').map_or(text, |(_, inside)| inside).trim_start_matches(is_space);
    ["mailto:", "tel:"].iter().find_map(|scheme| text.strip_prefix(*scheme)).unwrap_or(text)
}
