//! The IDs of accounts and clients in the log.

use std::fmt;

/// An account's ID in the log. Only the store makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRef(String);

/// A client's ID in the log. Only the store makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRef(String);

impl AccountRef {
    /// The account with an ID.
    pub(crate) fn of(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl ClientRef {
    /// The client with an ID.
    pub(crate) fn of(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for AccountRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ClientRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
