//! The states of a device authorization: pending, approved, collected, declined, or expired (L7, C3, RFC 8628 §3.5).

use crate::{Moment, Problem};
use std::time::Duration;

/// The time for which the link in the message about a new device works (L6). One for several devices works for this time after the newest of
/// them was linked.
pub const UNDONE_WITHIN: Duration = Duration::from_hours(24 * 30);
/// The time after which a device that hasn't collected its tokens needs a hint (L9).
pub const COLLECTED_BY: Duration = Duration::from_mins(1);
/// The time after the codes' expiry in which an approved authorization can still be collected, so that an approval in the last second isn't
/// lost (L7).
pub const COLLECTED_AFTER_EXPIRY: Duration = Duration::from_mins(1);

/// The time for which an ended code is kept that nobody has typed. One that somebody has typed keeps its own answer for a day (C3).
pub const UNTYPED_KEPT: Duration = Duration::from_hours(1);

/// The reasons for a warning and a step-up before linking (L5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caution {
    /// The operator marked the client as sensitive.
    pub sensitive: bool,
    /// The device asked from another country than the browser's, as far as both are known.
    pub abroad: bool,
}

impl Caution {
    /// The reasons that apply. Countries are ISO 3166-1 alpha-2.
    pub fn new(sensitive: bool, device: Option<&str>, browser: Option<&str>) -> Self {
        Self { sensitive, abroad: device.zip(browser).is_some_and(|(device, browser)| device != browser) }
    }

    /// Whether a step-up is required.
    pub fn needs_step_up(self) -> bool {
        self.sensitive || self.abroad
    }
}

/// The state of a device authorization. Expiry isn't a state, since it follows from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationState {
    /// Shown on the device; not decided yet.
    Pending,
    /// Approved by a person; the device hasn't fetched its tokens yet.
    Approved,
    /// Declined by a person, or removed or void before the device had collected its tokens.
    Declined,
    /// Collected: the device has its tokens, and the device code is used up.
    Collected,
}

/// The facts about a device authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The state.
    pub state: AuthorizationState,
    /// The expiry time of its codes.
    pub expires: Moment,
}

/// The answer to a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollResponse {
    /// `authorization_pending`.
    Pending,
    /// The tokens, sent once.
    Tokens,
    /// `access_denied`.
    Denied,
    /// `expired_token`.
    Expired,
    /// `invalid_grant`: the device code is used up.
    Spent,
}

impl Authorization {
    /// The authorization as it counts now. An authorization that was requested at a time that isn't believed has expired (O10).
    #[must_use]
    pub fn if_asked(self, asked: Moment, now: Moment) -> Self {
        Self { expires: self.expires.if_begun(asked, now), ..self }
    }

    /// Whether the person can still decide.
    pub fn open(self, now: Moment) -> Result<(), Problem> {
        match self.state {
            // An approved code is used even if its device never came: it must not link a second account.
            AuthorizationState::Approved | AuthorizationState::Collected => Err(Problem::CodeUsed { device: None }),
            AuthorizationState::Declined => Err(Problem::CodeDeclined),
            AuthorizationState::Pending if now >= self.expires => Err(Problem::CodeExpired),
            AuthorizationState::Pending => Ok(()),
        }
    }

    /// The state after a person approves.
    pub fn approve(self, now: Moment) -> Result<AuthorizationState, Problem> {
        self.open(now).map(|()| AuthorizationState::Approved)
    }

    /// The state after a person declines.
    pub fn decline(self, now: Moment) -> Result<AuthorizationState, Problem> {
        self.open(now).map(|()| AuthorizationState::Declined)
    }

    /// The state and the answer after a poll.
    pub fn poll(self, now: Moment) -> PollResponse {
        match self.state {
            AuthorizationState::Collected => PollResponse::Spent,
            AuthorizationState::Declined => PollResponse::Denied,
            AuthorizationState::Approved if now < self.expires + COLLECTED_AFTER_EXPIRY => PollResponse::Tokens,
            AuthorizationState::Pending if now < self.expires => PollResponse::Pending,
            AuthorizationState::Approved | AuthorizationState::Pending => PollResponse::Expired,
        }
    }
}
