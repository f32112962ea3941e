//! The life of a code that a message brings: open → used, or replaced by a newer one, or expired (U3, C3).

use crate::{Moment, Problem};
use std::time::Duration;

/// Wrong tries that one code allows to each [`Budget`].
pub const TRIES: u8 = 5;
/// Wrong codes for one account are counted over so long; a new code never resets the count.
pub const WRONG_CODES_COUNTED: Duration = Duration::from_hours(24);

/// What a code is for: it opens nothing else, and replaces no code that is for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing in (U1).
    SignIn,
    /// Creating an account whose name it proves (S5).
    CreateAccount,
    /// Setting a new password (S6).
    ResetPassword,
    /// One more proof, which a sign-in waits for (S9).
    Verify,
    /// A fresh proof of who is signed in (I3).
    StepUp,
    /// That an address or a number can become one of an account's ways (I2).
    AddWay,
}

impl Purpose {
    /// Whatever a code can be for.
    pub const ALL: [Self; 6] =
        [Self::SignIn, Self::CreateAccount, Self::ResetPassword, Self::Verify, Self::StepUp, Self::AddWay];

    /// Its name, as in messages and where codes are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::CreateAccount => "create-account",
            Self::ResetPassword => "reset-password",
            Self::Verify => "verify",
            Self::StepUp => "step-up",
            Self::AddWay => "add-way",
        }
    }
}

/// Where a code stands. Expiry is no state: it follows from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The newest; nobody has entered it.
    Open,
    /// A newer code was sent.
    Replaced,
    /// It has been entered.
    Used,
}

/// Who tries. Strangers have a budget of their own, so that they cannot spend the owner's codes (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// A browser that the account has not been signed in in.
    Strangers,
    /// One that it has.
    Known,
}

impl Budget {
    /// Its name where counts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strangers => "strangers",
            Self::Known => "known",
        }
    }
}

/// Wrong tries, by who made them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Made by strangers.
    pub strangers: u8,
    /// Made in known browsers.
    pub known: u8,
}

/// A code that was sent, or the decoy of one: what a stranger hears of both follows the same rules (U2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Where it stands.
    pub state: State,
    /// Wrong tries.
    pub wrong: Wrong,
    /// When it ends.
    pub expires: Moment,
}

impl Challenge {
    /// A code that was just sent.
    pub fn open(expires: Moment) -> Self {
        Self { state: State::Open, wrong: Wrong::default(), expires }
    }

    /// A newer code was sent.
    #[must_use]
    pub fn replaced(self) -> Self {
        let state = if self.state == State::Open { State::Replaced } else { self.state };
        Self { state, ..self }
    }

    /// One try: what becomes of the code, and what the person hears. `Ok` at most once in a code's life.
    ///
    /// That it was used or replaced, or has expired, is told only to who has the code. All others hear what they would hear if none
    /// had been sent: anything else would tell what its owner does, and so that there is one.
    pub fn redeem(self, by: Budget, is_right: bool, now: Moment) -> (Self, Result<(), Problem>) {
        match (is_right, self.state) {
            (true, State::Used) => (self, Err(Problem::SentCodeUsed)),
            (true, State::Replaced) => (self, Err(Problem::SentCodeReplaced)),
            (true, State::Open) if now >= self.expires => (self, Err(Problem::SentCodeExpired)),
            _ if self.wrong.by(by) >= TRIES => (self, Err(Problem::SentCodeSpent)),
            (true, State::Open) => (Self { state: State::Used, ..self }, Ok(())),
            (false, _) => {
                let next = Self { wrong: self.wrong.plus_one(by), ..self };
                let problem = match TRIES.saturating_sub(next.wrong.by(by)) {
                    0 => Problem::SentCodeSpent,
                    left => Problem::WrongSentCode { attempts_left: left.into() },
                };
                (next, Err(problem))
            }
        }
    }
}

impl Wrong {
    fn by(self, who: Budget) -> u8 {
        match who {
            Budget::Strangers => self.strangers,
            Budget::Known => self.known,
        }
    }

    fn plus_one(self, who: Budget) -> Self {
        match who {
            Budget::Strangers => Self { strangers: self.strangers.saturating_add(1), ..self },
            Budget::Known => Self { known: self.known.saturating_add(1), ..self },
        }
    }
}
