//! Reasons why a password is easy to guess.

use serde::{Deserialize, Serialize};

/// The reason why a new password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guessable {
    /// Many people use it.
    Common,
    /// It is in a list of breached passwords.
    Breached,
    /// It is based on the person's own name or address.
    Personal,
    /// It is one or two names.
    Name,
    /// It is a single word.
    Word,
    /// Its characters are neighbors on the keyboard.
    Keyboard,
    /// It repeats itself.
    Repeats,
    /// Its letters or digits are in order.
    Sequence,
    /// It is a date or a year.
    Date,
    /// It is too short for any other reason.
    Short,
}
