//! "Was this you?": the details behind a link in a message, and undoing them. The link is the only credential.

use super::{Done, endpoints};
use crate::device::DeviceKind;
use crate::rules::notice::NoticeKind;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/undo/read", Anyone, ReadUndo => RecentLink, refuses [MessageLinkUnknown];
    Write "/api/undo/this-was-not-me", Anyone, UndoLink => Done, refuses [MessageLinkUnknown];
    Write "/api/undo/change/read", Anyone, ReadChange => RecentChange, refuses [MessageLinkUnknown];
    Write "/api/undo/change/this-was-not-me", Anyone, DisputeChange => RecentChange, refuses [MessageLinkUnknown];
}

/// Reads the details behind a link. It is a write, so that the link's secret isn't in a URL of the API.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadUndo {
    /// The secret, from the link's path.
    pub link: String,
}

/// The details in the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecentLink {
    /// The client's name.
    pub client: String,
    /// The kind of device.
    pub kind: DeviceKind,
    /// The network address that the device asked from.
    pub address: String,
    /// Its location, if known.
    pub place: Option<String>,
    /// The time since the device was linked.
    pub linked_s_ago: u64,
    /// Whether the link was already undone, for all its devices.
    pub undone: bool,
    /// The number of further devices that the link undoes or has undone, without those that were unlinked otherwise: a message that lists many
    /// has one link for those that it doesn't list.
    #[serde(default)]
    pub others: u64,
}

/// "This wasn't me": ends the access of all devices of the link at once.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoLink {
    /// The secret, from the link's path.
    pub link: String,
}

/// Reads the change to an account behind a link. It is a write, so that the link's secret isn't in a URL of the API.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadChange {
    /// The secret, from the link's path.
    pub link: String,
}

/// The change in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecentChange {
    /// Its kind.
    pub kind: NoticeKind,
    /// Seconds since the change.
    pub changed_s_ago: u64,
    /// Whether the link was used. Each works once.
    pub used: bool,
    /// Whether the account has a method that can end the block, besides the contact that got the message. `false` before the link was used.
    #[serde(default)]
    pub other_method: bool,
}

/// "This wasn't me": signs the account out of all browsers, blocks changes to its security info, cancels a change that waits, and unlinks the
/// devices that were linked since the change (I8, D7). A second time changes nothing.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeChange {
    /// The secret, from the link's path.
    pub link: String,
}

/// Blocked changes, as the owner of the security info sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockedChanges {
    /// The contact in whose message they were blocked, masked.
    pub by: String,
    /// The IDs of the methods with which they can be allowed again.
    pub methods: Vec<u64>,
}
