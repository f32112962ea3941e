//! Messages that are written to a folder instead of sent to people, for developers (U8).

use super::endpoints;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read UNATTENDED "/api/dev/inbox", Anyone, ReadInbox => Inbox, refuses [NoSuchEndpoint];
}

/// Lists the messages, where messages are written to a folder and for requests from this machine only.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadInbox {}

/// The most recent messages, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inbox {
    /// The messages.
    pub messages: Vec<InboxMessage>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InboxMessage {
    /// Its file name.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject of an email.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
    /// Its code.
    pub code: Option<String>,
    /// The time since it was written.
    pub sent_s_ago: u64,
}
