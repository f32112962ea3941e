//! The messages that go to a folder instead of to people, for developers (U8).

use super::endpoints;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/dev/inbox", Anyone, ReadInbox => Inbox, refuses [NoSuchEndpoint];
}

/// Lists the messages. Answered only where messages go to a folder, and only to this machine.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadInbox {}

/// The newest messages, the newest first.
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
    /// The name of its file.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Of a mail.
    pub subject: Option<String>,
    /// As plain text.
    pub text: String,
    /// The code in it.
    pub code: Option<String>,
    /// How long ago it was written.
    pub sent_s_ago: u64,
}
