//! Sign-in methods, as their owner sees them.

use serde::{Deserialize, Serialize};

/// A sign-in method, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MethodItem {
    /// Its ID.
    pub id: u64,
    /// Its kind.
    pub kind: MethodItemKind,
    /// The hint that its owner recognizes: `an…@example.com`, or its name; empty if it has none. The account's name is in full.
    pub hint: String,
    /// Seconds since it was added.
    pub added_s_ago: u64,
    /// Seconds since it was last used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_s_ago: Option<u64>,
    /// Seconds until it is established; 0 if it is.
    pub established_in_s: u64,
    /// For a passkey: whether it is backed up beyond its device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<bool>,
    /// For a contact: whether it is a sign-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs_in: Option<bool>,
    /// When it can go, if no other established method is left (I4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldRemoval>,
}

/// The two choices for the removal of the last established method (I4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldRemoval {
    /// Seconds until another method is established: the first of those that the account has, or one that is added now.
    pub other_in_s: u64,
    /// Seconds until it is removed, if a hold begins now.
    pub ends_in_s: u64,
}

/// The kind of a sign-in method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MethodItemKind {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// An authenticator app.
    Authenticator,
    /// A passkey.
    Passkey,
}
