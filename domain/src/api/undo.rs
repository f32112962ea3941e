//! "Was this you?": the details behind a link in a message, and undoing them. The link is the only credential.

use super::{Done, endpoints};
use crate::device::DeviceKind;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/undo/read", Anyone, ReadUndo => RecentLink, refuses [MessageLinkUnknown];
    Write "/api/undo/this-was-not-me", Anyone, UndoLink => Done, refuses [MessageLinkUnknown];
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
