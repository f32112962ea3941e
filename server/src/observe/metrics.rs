//! The operator's metrics, in the text format of Prometheus (O4). They contain no contact, and no part of one.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The counters.
pub struct Metrics {
    registry: Registry,
    /// The requests for codes by email or text, for all purposes, and for known and unknown names.
    pub codes_requested: Family<By, Counter>,
    /// The codes from emails and texts that were entered correctly, for all purposes.
    pub codes_entered: Family<By, Counter>,
    /// The rejected attempts to enter a code from an email or text.
    pub codes_refused: Counter,
    /// The attempts to deliver messages, by outcome.
    pub messages: Family<Handed, Counter>,
    /// The blocks of phone numbers that get no more text messages, because none of their codes was entered (U9).
    pub blocks_stopped: Family<Stopped, Counter>,
}

/// The labels of a code: a country whose codes are rarely entered can be a target of SMS pumping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct By {
    /// The channel.
    pub channel: ChannelLabel,
    /// The country of a text message, as ISO 3166-1 alpha-2; empty for emails.
    pub country: String,
}

/// The channel of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum ChannelLabel {
    /// Email.
    Email,
    /// Text message.
    Text,
}

/// The labels of an attempt to deliver a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Handed {
    /// The channel.
    pub channel: ChannelLabel,
    /// The outcome.
    pub fate: Fate,
}

/// The outcome of an attempt to deliver a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Fate {
    /// A mail server or a provider accepted it.
    HandedOver,
    /// It will be retried.
    PutOff,
    /// It won't be retried.
    GivenUp,
}

/// The labels of a blocked block of phone numbers. The log and the command line have its digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Stopped {
    /// The country, as ISO 3166-1 alpha-2.
    pub country: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("countersign");
        let codes_requested = Family::default();
        let codes_entered = Family::default();
        let codes_refused = Counter::default();
        let messages = Family::default();
        let blocks_stopped = Family::default();
        registry.register(
            "codes_requested",
            "Requests for codes by email or text, for all purposes",
            codes_requested.clone(),
        );
        registry.register(
            "codes_entered",
            "Codes from emails and texts entered correctly, for all purposes",
            codes_entered.clone(),
        );
        registry.register(
            "codes_refused",
            "Rejected attempts to enter a code from an email or text",
            codes_refused.clone(),
        );
        registry.register("messages", "Attempts to deliver messages, by outcome", messages.clone());
        let why = "Blocks of phone numbers stopped because none of their codes was entered";
        registry.register("text_blocks_stopped", why, blocks_stopped.clone());
        Self { registry, codes_requested, codes_entered, codes_refused, messages, blocks_stopped }
    }
}

impl Metrics {
    /// All metrics, as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}
