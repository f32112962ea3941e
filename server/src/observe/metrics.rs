//! The operator's metrics, in the text formats of Prometheus (O4). They contain no contact, and no part of one. All labels are enums, paths
//! of routes or countries, so their number is bounded.

mod durations;
mod label;
mod requests;
mod text;

pub use label::{ChannelLabel, LabelText, MethodLabel, Outcome, PrefixLabel, ProviderLabel, QueueLabel};
pub use text::TextFormat;

use prometheus_client::encoding::{EncodeLabelSet, EncodeMetric, MetricEncoder, text::encode};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use requests::Requests;
use std::sync::Arc;
use std::time::Duration;

/// The counters.
pub struct Metrics {
    registry: Registry,
    /// The requests of all routes.
    pub(crate) requests: Arc<Requests>,
    /// The requests for codes by email or text, for all purposes, and for known and unknown names.
    pub codes_requested: Family<SentCodeLabels, Counter>,
    /// The codes from emails and texts that were entered correctly, for all purposes.
    pub codes_entered: Family<SentCodeLabels, Counter>,
    /// The rejected attempts to enter a code from an email or text.
    pub codes_refused: Counter,
    /// The attempts to deliver messages, by outcome.
    pub deliveries: Family<Delivered, Counter>,
    /// The prefixes of phone numbers that get no more text messages, because too few of their codes were entered (U9).
    pub blocks_stopped: Family<StoppedPrefixLabels, Counter>,
    /// The connections that were closed because their network or the server had too many (N8).
    pub connections_refused: Counter,
    /// The sign-ins, by method and outcome.
    pub sign_ins: Family<SignInLabels, Counter>,
    /// The requests beyond a limit, by the kind of limit.
    pub limits_reached: Family<LimitLabels, Counter>,
    /// The devices that were linked.
    pub devices_linked: Counter,
    /// The refresh tokens that came again, which are most likely stolen.
    pub refresh_tokens_reused: Counter,
    levels: LevelGauges,
}

/// The labels of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SignInLabels {
    /// The method of the step. `method` is the label of requests.
    pub sign_in_method: MethodLabel,
    /// Its outcome.
    pub outcome: Outcome,
}

/// The label of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LimitLabels {
    /// The kind of limit.
    pub limit: LabelText,
}

/// The labels of a code: a country whose codes are rarely entered can be a target of SMS pumping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct SentCodeLabels {
    /// The channel.
    pub channel: ChannelLabel,
    /// The country of a text message, as ISO 3166-1 alpha-2; empty for emails.
    pub country: String,
}

/// The labels of an attempt to deliver a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Delivered {
    /// The channel.
    pub channel: ChannelLabel,
    /// The transport.
    pub provider: ProviderLabel,
    /// The outcome.
    pub outcome: Outcome,
}

/// The labels of a stopped prefix of phone numbers. The log and the command line have its digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StoppedPrefixLabels {
    /// The country, as ISO 3166-1 alpha-2.
    pub country: String,
    /// The kind of prefix.
    pub prefix: PrefixLabel,
}

/// The state of the server when its metrics are read.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// The messages that wait, and the age of the oldest, by channel.
    pub outbox: Vec<(ChannelLabel, u32, Duration)>,
    /// The messages that were given up and are kept.
    pub given_up: u32,
    /// The writes that wait for the store's writer.
    pub writes_waiting: usize,
    /// The requests in each queue of CPU-heavy work.
    pub queues: Vec<(QueueLabel, usize)>,
}

/// The gauges of [`Levels`].
#[derive(Default)]
struct LevelGauges {
    outbox_waiting: Family<OfChannel, Gauge>,
    outbox_oldest: Family<OfChannel, Gauge>,
    outbox_given_up: Gauge,
    writes_waiting: Gauge,
    queues: Family<OfQueue, Gauge>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfChannel {
    channel: ChannelLabel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfQueue {
    queue: QueueLabel,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("countersign");
        let metrics = Self {
            requests: Arc::default(),
            codes_requested: Family::default(),
            codes_entered: Family::default(),
            codes_refused: Counter::default(),
            deliveries: Family::default(),
            blocks_stopped: Family::default(),
            connections_refused: Counter::default(),
            sign_ins: Family::default(),
            limits_reached: Family::default(),
            devices_linked: Counter::default(),
            refresh_tokens_reused: Counter::default(),
            levels: LevelGauges::default(),
            registry: Registry::default(),
        };
        registry.register("build", "The version of this server", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register_collector(Box::new(Arc::clone(&metrics.requests)));
        let about = "Codes requested by email or text for all purposes, by channel and country";
        registry.register("codes_requested", about, ListedMetric(metrics.codes_requested.clone()));
        let about = "Codes from emails and texts entered correctly for all purposes, by channel and country";
        registry.register("codes_entered", about, ListedMetric(metrics.codes_entered.clone()));
        let about = "Rejected attempts to enter a code from an email or text";
        registry.register("codes_refused", about, metrics.codes_refused.clone());
        let about = "Attempts to deliver messages, by channel, provider and outcome";
        registry.register("message_deliveries", about, ListedMetric(metrics.deliveries.clone()));
        let about =
            "Prefixes of phone numbers stopped because too few of their codes were entered, by country and kind";
        registry.register("text_blocks_stopped", about, ListedMetric(metrics.blocks_stopped.clone()));
        let about = "Connections closed because their network or the server had too many";
        registry.register("connections_refused", about, metrics.connections_refused.clone());
        let about = "Steps of sign-ins, by method and outcome";
        registry.register("sign_ins", about, ListedMetric(metrics.sign_ins.clone()));
        let about = "Requests beyond a limit, by the kind of limit";
        registry.register("limits_reached", about, ListedMetric(metrics.limits_reached.clone()));
        registry.register("devices_linked", "Devices that were linked", metrics.devices_linked.clone());
        let about = "Refresh tokens that were used again, which are most likely stolen";
        registry.register("refresh_tokens_reused", about, metrics.refresh_tokens_reused.clone());
        metrics.levels.register(&mut registry);
        Self { registry, ..metrics }
    }
}

impl LevelGauges {
    fn register(&self, registry: &mut Registry) {
        let about = "Messages that wait for their delivery, by channel";
        registry.register("outbox_messages", about, ListedMetric(self.outbox_waiting.clone()));
        let (about, oldest) = ("The age of the oldest message that waits, by channel", self.outbox_oldest.clone());
        registry.register_with_unit("outbox_oldest_message_age", about, Unit::Seconds, ListedMetric(oldest));
        let about = "Messages that were given up: `countersign outbox list` lists them";
        registry.register("outbox_given_up_messages", about, self.outbox_given_up.clone());
        let about = "Writes that wait for the store's writer";
        registry.register("store_writes_waiting", about, self.writes_waiting.clone());
        let about = "Requests that wait for CPU-heavy work or cause it, by queue";
        registry.register("work_queue_requests", about, ListedMetric(self.queues.clone()));
    }

    fn set(&self, levels: &Levels) {
        for &(channel, waiting, oldest) in &levels.outbox {
            self.outbox_waiting.get_or_create(&OfChannel { channel }).set(waiting.into());
            self.outbox_oldest.get_or_create(&OfChannel { channel }).set(number(oldest.as_secs()));
        }
        self.outbox_given_up.set(levels.given_up.into());
        self.writes_waiting.set(number(levels.writes_waiting));
        for &(queue, requests) in &levels.queues {
            self.queues.get_or_create(&OfQueue { queue }).set(number(requests));
        }
    }
}

/// A metric that is described even while it has no values, so that its name can be found.
#[derive(Debug)]
struct ListedMetric<M>(M);

impl<M: EncodeMetric> EncodeMetric for ListedMetric<M> {
    fn encode(&self, encoder: MetricEncoder) -> std::fmt::Result {
        self.0.encode(encoder)
    }

    fn metric_type(&self) -> MetricType {
        self.0.metric_type()
    }
}

/// A gauge's value.
fn number(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

impl Metrics {
    /// All metrics as text, with the state of the server at present.
    pub fn to_text(&self, format: TextFormat, levels: &Levels) -> String {
        self.levels.set(levels);
        let mut text = String::new();
        // Writing to a string can't fail.
        let _ = encode(&mut text, &self.registry);
        match format {
            TextFormat::OpenMetrics => text,
            TextFormat::Classic => text::classic(&text),
        }
    }
}
