//! Why a password is easy to guess.

use serde::{Deserialize, Serialize};

/// Why a new password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guessable {
    /// Many people have it.
    Common,
    /// It is in a list of passwords that were stolen elsewhere.
    Breached,
    /// It is made from the person's own name or address.
    Personal,
    /// A name or two.
    Name,
    /// One word.
    Word,
    /// Neighbours on the keyboard.
    Keyboard,
    /// The same again and again.
    Repeats,
    /// Letters or digits in their order.
    Sequence,
    /// A date or a year.
    Date,
    /// Whatever else: it is too short for what it is made of.
    Short,
}
