//! The life of a device authorization: pending → approved → collected, or declined, or expired (L7, C3, RFC 8628 §3.5).

use crate::{Moment, Problem};
use std::time::Duration;

/// The link in the message about a new device works for so long (L6).
pub const UNDONE_WITHIN: Duration = Duration::from_hours(24 * 30);
/// A device that has not collected its sign-in by then needs a word of help (L9).
pub const COLLECTED_BY: Duration = Duration::from_mins(1);

/// Why a device is linked only after a warning and a step-up (L5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caution {
    /// The client's operator asks for it.
    pub sensitive: bool,
    /// The device asked from another country than the browser's, as far as both are known.
    pub abroad: bool,
}

impl Caution {
    /// Countries are ISO 3166-1 alpha-2.
    pub fn new(sensitive: bool, device: Option<&str>, browser: Option<&str>) -> Self {
        Self { sensitive, abroad: device.zip(browser).is_some_and(|(device, browser)| device != browser) }
    }

    /// Whether a step-up comes before.
    pub fn needs_step_up(self) -> bool {
        self.sensitive || self.abroad
    }
}

/// Where a device authorization stands. Expiry is no state: it follows from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Shown on the device; nobody has decided.
    Pending,
    /// A person continued; the device has not fetched its tokens yet.
    Approved,
    /// A person declined, or removed the device before it had collected.
    Declined,
    /// The device holds its tokens; the device code is spent.
    Collected,
}

/// A device authorization as far as the rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Where it stands.
    pub state: State,
    /// When its codes end.
    pub expires: Moment,
}

/// What the device hears when it polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `authorization_pending`.
    Pending,
    /// The tokens, once.
    Tokens,
    /// `access_denied`.
    Denied,
    /// `expired_token`.
    Expired,
    /// `invalid_grant`: spent.
    Spent,
}

impl Authorization {
    /// Whether the person may still decide: look at it, continue or decline.
    pub fn open(self, now: Moment) -> Result<(), Problem> {
        match self.state {
            // An approved code is used even if its device never came: the person must not link a second account with it.
            State::Approved | State::Collected => Err(Problem::CodeUsed { device: None }),
            State::Declined => Err(Problem::CodeDeclined),
            State::Pending if now >= self.expires => Err(Problem::CodeExpired),
            State::Pending => Ok(()),
        }
    }

    /// A person continues.
    pub fn approve(self, now: Moment) -> Result<State, Problem> {
        self.open(now).map(|()| State::Approved)
    }

    /// A person declines.
    pub fn decline(self, now: Moment) -> Result<State, Problem> {
        self.open(now).map(|()| State::Declined)
    }

    /// The device polls.
    pub fn poll(self, now: Moment) -> Answer {
        match self.state {
            State::Collected => Answer::Spent,
            State::Declined => Answer::Denied,
            _ if now >= self.expires => Answer::Expired,
            State::Approved => Answer::Tokens,
            State::Pending => Answer::Pending,
        }
    }
}
