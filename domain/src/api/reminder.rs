//! What the page shows after a sign-in before anything else: the question whether the security info is still right (R1, R2), or the hold that
//! runs (H4). No other request depends on it: a device can be linked meanwhile.

use super::endpoints;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/reminder", SignedIn, ReadReminder => Reminder;
    Write "/api/reminder/show", SignedIn, ShowReminder => Reminder;
    Write "/api/reminder/looks-good", SignedIn, ConfirmSecurityInfo => Reminder;
    Write "/api/reminder/skip", SignedIn, SkipReminder => Reminder;
}

/// Reads whether there is a question to show.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadReminder {}

/// The same, when the page shows it. The days in which it can be skipped begin with the first time.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShowReminder {}

/// "Looks good". Where that isn't enough, it needs a fresh verification. One without a sign-in method, such as with a recovery code, doesn't
/// answer the question, and the response is the same question.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmSecurityInfo {}

/// Skips the question for a day. If it can't be skipped any more, the response is the same question.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkipReminder {}

/// What the page asks an account's owner at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reminder {
    /// What it asks.
    pub asks: ReminderQuestion,
    /// Whether the question can be skipped.
    #[serde(default)]
    pub can_skip: bool,
    /// Whether "Looks good" needs a fresh verification with a sign-in method.
    #[serde(default)]
    pub needs_code: bool,
}

/// A question about the security info.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReminderQuestion {
    /// None.
    Nothing,
    /// Whether it is still right.
    Confirm,
    /// To add a sign-in method, because there is none.
    AddMethod,
    /// To look at the change that waits, for which somebody else may have asked: see [`super::hold`].
    ReviewHold,
}
