//! What is counted for the operator, in the text format of Prometheus (O4). No contact is in it, nor a part of one.

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The counters.
pub struct Metrics {
    registry: Registry,
    /// Codes that were asked for, known names or not.
    pub codes_requested: Family<By, Counter>,
    /// Codes that signed somebody in.
    pub codes_entered: Family<By, Counter>,
    /// Tries at codes that signed nobody in.
    pub codes_refused: Counter,
    /// What became of messages.
    pub messages: Family<Handed, Counter>,
    /// Blocks of phone numbers that were stopped, since none of their codes came back (U9).
    pub blocks_stopped: Family<Stopped, Counter>,
}

/// How a code travelled, and to which country if it was a text: its share of entered codes shows where pumps are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct By {
    /// How.
    pub channel: Way,
    /// ISO 3166-1 alpha-2; empty for mails.
    pub country: String,
}

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Way {
    /// By mail.
    Email,
    /// By text.
    Text,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Handed {
    /// How it travels.
    pub channel: Way,
    /// What became of it.
    pub fate: Fate,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Fate {
    /// A mail server or a provider has it.
    HandedOver,
    /// It will be tried again.
    PutOff,
    /// It will not.
    GivenUp,
}

/// Where a block was stopped; which one, the log and the command line tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Stopped {
    /// ISO 3166-1 alpha-2.
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
        registry.register("codes_requested", "Single-use codes asked for", codes_requested.clone());
        registry.register("codes_entered", "Single-use codes that signed somebody in", codes_entered.clone());
        registry.register("codes_refused", "Tries at single-use codes that signed nobody in", codes_refused.clone());
        registry.register("messages", "What became of messages, at each try", messages.clone());
        let why = "Blocks of phone numbers stopped because no code came back";
        registry.register("text_blocks_stopped", why, blocks_stopped.clone());
        Self { registry, codes_requested, codes_entered, codes_refused, messages, blocks_stopped }
    }
}

impl Metrics {
    /// All of them, as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string never fails.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}
