//! Whom a code is for and when it was sent: kept over a reload, so that the page goes on counting where it was.

use domain::Problem;
use domain::api::single_use_code::AskedFor;
use domain::api::single_use_code::{CodeFor, CodeSent, RequestSingleUseCode};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Codes;
use crate::ask::ask;
use crate::tab_storage;

/// A code that was sent, or one that the person has already. Times are the browser's, in milliseconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    pub(super) purpose: AskedFor,
    pub(super) whom: CodeFor,
    /// Where to, for people.
    pub(super) to: String,
    /// Whether by text.
    pub(super) text: bool,
    /// When another one can be asked for.
    pub(super) resend_at: u64,
    /// `None` for a code that the person had already.
    pub(super) trip: Option<Trip>,
}

/// The way of a code that this page has asked for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trip {
    pub(super) sent_at: u64,
    pub(super) ends_at: u64,
    /// Whether the server tells how far it got.
    pub(super) tracked: bool,
    /// Whether it replaces one that was sent before.
    pub(super) again: bool,
}

impl Sent {
    /// The person has a code already.
    pub(super) fn before(purpose: AskedFor, whom: CodeFor) -> Self {
        let to = whom.phone.as_ref().unwrap_or(&whom.name).clone();
        let text = whom.country.is_some();
        Self { purpose, whom, to, text, resend_at: 0, trip: None }
    }

    fn now(purpose: AskedFor, whom: CodeFor, sent: CodeSent, again: bool) -> Self {
        let CodeSent { to, text, resend_after_s, expires_in_s, tracked } = sent;
        let sent_at = now();
        let trip = Trip { sent_at, ends_at: sent_at + expires_in_s * 1000, tracked, again };
        Self { purpose, whom, to, text, resend_at: sent_at + resend_after_s * 1000, trip: Some(trip) }
    }
}

/// What time it is in this browser.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
pub(super) fn now() -> u64 {
    js_sys::Date::now() as u64
}

impl Codes {
    /// Has a code sent. The problem is left to the step, which knows its fields.
    pub(super) async fn send(self, whom: CodeFor, again: bool) -> Result<(), Problem> {
        let sent = ask(RequestSingleUseCode { whom: whom.clone(), purpose: self.purpose }).await?;
        self.go_on_with(Sent::now(self.purpose, whom, sent, again));
        Ok(())
    }

    /// The code to enter from now on.
    pub(super) fn go_on_with(self, sent: Sent) {
        tab_storage::set_value(tab_storage::SENT, &sent);
        self.sent.try_set(Some(sent));
    }
}
