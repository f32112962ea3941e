//! The messages that go to a folder instead of to people, for developers (U8).

use super::endpoint;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Lists the messages. Answered only where messages go to a folder, and only to this machine.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReadInbox {}
endpoint!(Read "/api/dev/inbox", Anyone, ReadInbox => Inbox);

/// The newest messages, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The messages.
    pub messages: Vec<InboxMessage>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
