//! The guard against SMS pumping: texts sent to numbers whose owner earns money with each (U9). Every text is counted for three prefixes of
//! its number. A prefix with too many texts for the codes that are entered gets none for a day.

use super::policy::Policy;
use crate::Moment;
use crate::contact::Phone;
use std::time::Duration;

/// The time for which a prefix is stopped, and in which all unanswered texts are forgotten.
pub const COUNTED_OVER: Duration = Duration::from_hours(24);
/// The texts that one entered code makes up for, its own included. Where one in four is entered, a prefix is never stopped.
const TEXTS_PER_ENTRY: u32 = 4;
/// The parts of a text, so that texts are forgotten steadily.
const PARTS: u32 = 1000;

/// The kind of a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrefixKind {
    /// Ten thousand numbers.
    Block,
    /// A million numbers.
    Range,
    /// All numbers of a country.
    Country,
}

impl PrefixKind {
    /// The name in the log, the metrics and the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Range => "range",
            Self::Country => "country",
        }
    }

    /// The unanswered texts that stop a prefix; 0 turns that off.
    pub fn most(self, policy: &Policy) -> u32 {
        match self {
            Self::Block => policy.unanswered_texts,
            Self::Range => policy.unanswered_texts_of_range,
            Self::Country => policy.unanswered_texts_of_country,
        }
    }
}

/// Numbers that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix {
    /// Its kind.
    pub kind: PrefixKind,
    /// A plus sign and the first digits; for a country, its ISO 3166-1 alpha-2 code.
    pub text: String,
}

impl Prefix {
    /// The prefixes of a number in a country; its code is empty if it is unknown.
    pub fn all(phone: &Phone, country: &str) -> Vec<Self> {
        let range = phone.range().unwrap_or_default();
        [(PrefixKind::Block, phone.block()), (PrefixKind::Range, range), (PrefixKind::Country, country)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(kind, text)| Self { kind, text: text.to_owned() })
            .collect()
    }
}

/// The texts to a prefix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The texts that no entered code makes up for, in thousandths.
    pub unanswered: u32,
    /// The time of this count.
    pub counted: Moment,
    /// The time when the prefix was stopped.
    pub stopped: Option<Moment>,
}

impl Traffic {
    /// The count at a later time. As many texts as stop a prefix are forgotten in a day. Times that aren't believed count as now (O10).
    #[must_use]
    pub fn at(self, most: u32, now: Moment) -> Self {
        let (counted, stopped) = (self.counted.or_now(now), self.stopped.map(|stopped| stopped.or_now(now)));
        if stopped.is_some_and(|stopped| now.since(stopped) >= COUNTED_OVER) {
            return Self { counted: now, ..Self::default() };
        }
        let forgotten = u128::from(parts(most)) * now.since(counted).as_millis() / COUNTED_OVER.as_millis();
        let forgotten = u32::try_from(forgotten).unwrap_or(u32::MAX);
        Self { unanswered: self.unanswered.saturating_sub(forgotten), counted: now.max(counted), stopped }
    }

    /// The count after one more text. If that makes `most` unanswered texts, the prefix is stopped; 0 turns the guard off.
    #[must_use]
    pub fn after_text(self, most: u32, now: Moment) -> Self {
        let next = Self { unanswered: self.unanswered.saturating_add(PARTS), ..self };
        let is_pumped = most > 0 && next.unanswered >= parts(most);
        Self { stopped: next.stopped.or(is_pumped.then_some(now)), ..next }
    }

    /// The count after a code was entered. That makes up for some texts before it and for none after it, and a stopped prefix stays stopped:
    /// who pumps can enter codes, too.
    #[must_use]
    pub fn after_entry(self) -> Self {
        Self { unanswered: self.unanswered.saturating_sub(parts(TEXTS_PER_ENTRY)), ..self }
    }
}

fn parts(texts: u32) -> u32 {
    texts.saturating_mul(PARTS)
}
