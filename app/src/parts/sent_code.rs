//! A code that was asked for, the same way wherever one is (U4, U5, U10): when it was sent, how far it got, when another one can be
//! sent, and what may be wrong when it does not come.

mod causes;
mod progress;

pub(crate) use causes::{Asker, causes};
pub(crate) use progress::Progress;

use domain::Problem;
use domain::api::single_use_code::CodeSent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::sent_code_field::ID;
use super::summary::Alert;

/// A code that was sent, or one that the person has already. Times are the browser's, in milliseconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentCode {
    /// Where to, for people.
    pub(crate) to: String,
    /// Whether by text.
    pub(crate) text: bool,
    /// When another one can be asked for.
    pub(crate) resend_at: u64,
    /// `None` for a code that the person had already.
    pub(crate) trip: Option<Trip>,
}

/// The way of a code that this page has asked for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trip {
    pub(crate) sent_at: u64,
    pub(crate) ends_at: u64,
    /// Whether the server tells how far it got.
    pub(crate) tracked: bool,
    /// Whether it replaces one that was sent before.
    pub(crate) again: bool,
}

impl SentCode {
    /// The person has a code already.
    pub(crate) fn before(to: String, text: bool) -> Self {
        Self { to, text, resend_at: 0, trip: None }
    }

    /// It has just been sent; `again` after another one.
    pub(crate) fn now(sent: CodeSent, again: bool) -> Self {
        let CodeSent { to, text, resend_after_s, expires_in_s, tracked } = sent;
        let sent_at = now();
        let trip = Trip { sent_at, ends_at: sent_at + expires_in_s * 1000, tracked, again };
        Self { to, text, resend_at: sent_at + resend_after_s * 1000, trip: Some(trip) }
    }

    /// Another one can only be sent later than was known.
    pub(crate) fn held_back(self, seconds: u64) -> Self {
        Self { resend_at: now() + seconds * 1000, ..self }
    }
}

/// Only who has the right code is told by the server that its time is over.
pub(crate) fn in_time(code: Memo<Option<SentCode>>) -> Result<(), Alert> {
    let ends_at = code.with_untracked(|code| Some(code.as_ref()?.trip?.ends_at));
    if ends_at.is_some_and(|ends_at| ends_at <= now()) {
        return Err(Alert::of_field(ID, Problem::SentCodeExpired));
    }
    Ok(())
}

/// What time it is in this browser.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
fn now() -> u64 {
    js_sys::Date::now() as u64
}
