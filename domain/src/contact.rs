//! Ways to reach a person: how they are written, compared and shown to others.

pub mod email;
pub mod phone;

pub use email::Email;
pub use phone::Phone;

/// An address that a message can go to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contact {
    /// By mail.
    Email(Email),
    /// By text.
    Phone(Phone),
}

impl Contact {
    /// Reads a contact as it is stored.
    pub fn parse(text: &str) -> Option<Self> {
        // An address may begin with a plus sign, too.
        if text.starts_with('+') && !text.contains('@') {
            Phone::from_e164(text).ok().map(Self::Phone)
        } else {
            Email::parse(text).ok().map(Self::Email)
        }
    }

    /// The whole address or number; no address is a number, too.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// The mailbox or phone that messages end up in, by which they are limited: `ann+shop@example.com` is Ann's.
    pub fn place(&self) -> String {
        match self {
            Self::Email(email) => email.mailbox(),
            Self::Phone(phone) => phone.as_str().to_owned(),
        }
    }

    /// What a stranger may see of it.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => email.masked(),
            Self::Phone(phone) => phone.masked(),
        }
    }
}
