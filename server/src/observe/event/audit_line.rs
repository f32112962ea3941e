//! An event as one line of JSON, for the operator's audit log. Like the event, it can't contain a secret or a contact.

use super::{ChannelLabel, Event, LabelText, MethodLabel, name};
use crate::dates::rfc_3339;
use crate::observe::request::RequestFacts;
use domain::Moment;
use serde::Serialize;

/// The one who has caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Author {
    /// A person, in a browser.
    Person,
    /// A client, or its device.
    Client,
    /// An operator's command.
    Operator,
    /// The server by itself.
    Server,
}

#[derive(Serialize)]
struct AuditLine<'a> {
    id: String,
    at: String,
    kind: &'static str,
    outcome: &'static str,
    by: Author,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl Event {
    /// The line, without its end. `facts` are those of the request, if there was one.
    pub(crate) fn audit_line(&self, id: i64, at: Moment, by: Author, facts: Option<&RequestFacts>) -> String {
        let line = AuditLine {
            id: id.to_string(),
            at: rfc_3339(at),
            kind: self.kind.name(),
            outcome: self.outcome.name(),
            by,
            account: self.own_account(),
            client: self.own_client(),
            device: self.device.map(|device| device.to_string()),
            method: self.method.map(MethodLabel::name),
            purpose: self.purpose.map(|purpose| LabelText(name(purpose)).to_string()),
            channel: self.channel.map(ChannelLabel::name),
            message_id: self.message,
            network: facts.map(|facts| &*facts.network),
            request_id: facts.map(|facts| &*facts.id),
        };
        // Texts and numbers can always be written as JSON.
        serde_json::to_string(&line).unwrap_or_default()
    }
}
