//! A requested code, the same wherever one is used (U4, U5, U10): when it was sent, how far it got, when another one can be
//! sent, and the possible causes when it doesn't arrive.

mod causes;
mod progress;

pub(crate) use causes::{Requester, causes};
pub(crate) use progress::{Progress, stage_by};

use domain::Problem;
use domain::api::Endpoint;
use domain::api::single_use_code::CodeSent;
use domain::code::OneTimeCode;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::sent_code_field::{ID, SentCodeField};
use super::summary::Alert;
use crate::ask::ask;

/// A code that was sent, or one that the person already has. Times are the browser's, in milliseconds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentCode {
    /// Its recipient, for people.
    pub(crate) to: String,
    /// Whether it was sent as a text message.
    pub(crate) text: bool,
    /// When another one can be requested.
    pub(crate) resend_at: u64,
    /// `None` for a code that the person already had.
    #[serde(rename = "trip")]
    pub(crate) delivery: Option<Delivery>,
}

/// The delivery of a code that this page has requested.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(crate) sent_at: u64,
    #[serde(rename = "ends_at")]
    pub(crate) expires_at: u64,
    /// Whether the server reports how far it got.
    pub(crate) tracked: bool,
    /// Whether it replaces an earlier one.
    #[serde(rename = "again")]
    pub(crate) is_resend: bool,
}

impl SentCode {
    /// A code that the person already has.
    pub(crate) fn had_before(to: String, text: bool) -> Self {
        Self { to, text, resend_at: 0, delivery: None }
    }

    /// Requests a code; `is_resend` for a further one.
    pub(crate) async fn request<E: Endpoint<Response = CodeSent>>(
        request: E,
        is_resend: bool,
    ) -> Result<Self, Problem> {
        Ok(Self::just_sent(ask(request).await?, is_resend))
    }

    /// Requests the first code. Where that is too soon, the previous one to this recipient can be entered: the page may have been
    /// reloaded since. `previous` is that one, if the page has kept it: it still becomes late and expires.
    pub(crate) async fn request_first<E: Endpoint<Response = CodeSent>>(
        request: E,
        previous: Option<Self>,
        to: String,
        text: bool,
    ) -> Result<Self, Problem> {
        match Self::request(request, false).await {
            Err(Problem::TooMany { retry_after_s }) => {
                let previous = previous.unwrap_or_else(|| Self::had_before(to, text));
                Ok(previous.with_resend_after(retry_after_s))
            }
            sent => sent,
        }
    }

    fn just_sent(sent: CodeSent, is_resend: bool) -> Self {
        let CodeSent { to, text, resend_after_s, expires_in_s, tracked } = sent;
        let sent_at = now();
        let delivery = Delivery { sent_at, expires_at: sent_at + expires_in_s * 1000, tracked, is_resend };
        Self { to, text, resend_at: sent_at + resend_after_s * 1000, delivery: Some(delivery) }
    }

    /// Postpones the time at which another one can be sent.
    pub(crate) fn with_resend_after(self, seconds: u64) -> Self {
        Self { resend_at: now() + seconds * 1000, ..self }
    }
}

/// The entered code, or the error to show at its field. The page itself reports that the code has expired: the server does so only to a
/// person who entered the right one.
pub(crate) fn entered_in_time(field: SentCodeField, code: Memo<Option<SentCode>>) -> Result<OneTimeCode, Alert> {
    let entered = field.entered(OneTimeCode::parse)?;
    let expires_at = code.with_untracked(|code| Some(code.as_ref()?.delivery?.expires_at));
    if expires_at.is_some_and(|expires_at| expires_at <= now()) {
        return Err(Alert::of_field(ID, Problem::SentCodeExpired));
    }
    Ok(entered)
}

/// The current time in this browser.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
fn now() -> u64 {
    js_sys::Date::now() as u64
}
