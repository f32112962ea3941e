//! "Was this you?": what a link in a message tells and undoes. Whoever holds the link may; it is the proof.

use super::{Done, endpoints};
use crate::device::Kind;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/undo/read", Anyone, ReadUndo => LinkedThen, refuses [MessageLinkUnknown];
    Write "/api/undo/this-was-not-me", Anyone, UndoLink => Done, refuses [MessageLinkUnknown];
}

/// Asks what a link is about. A write only in form: so that the link's secret is in no address of the API.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadUndo {
    /// The secret, from the link's path.
    pub link: String,
}

/// What the message told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkedThen {
    /// The client's name.
    pub client: String,
    /// What it runs on.
    pub kind: Kind,
    /// The network address the device asked from.
    pub address: String,
    /// Where that is, if known.
    pub place: Option<String>,
    /// How long ago it was linked.
    pub linked_s_ago: u64,
    /// Whether it has been undone already.
    pub undone: bool,
}

/// "This wasn't me": the device loses its access at once.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UndoLink {
    /// The secret, from the link's path.
    pub link: String,
}
