//! The states of a code sent in a message: open, then used, replaced by a newer code, or expired (U3, C3).

use crate::{Moment, Problem};

/// The wrong attempts that one code allows to each [`Budget`].
pub const TRIES: u8 = 5;

/// The purpose of a code. A code works for no other purpose, and replaces no code with another purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChallengePurpose {
    /// Signing in (U1).
    SignIn,
    /// Creating an account whose name it verifies (S5).
    CreateAccount,
    /// Resetting a password (S6).
    ResetPassword,
    /// Completing a sign-in that waits for another verification (S9).
    Verify,
    /// Stepping up in a session (I3).
    StepUp,
    /// Adding an address or a number to an account as a sign-in method (I2).
    AddMethod,
}

impl ChallengePurpose {
    /// All purposes.
    pub const ALL: [Self; 6] =
        [Self::SignIn, Self::CreateAccount, Self::ResetPassword, Self::Verify, Self::StepUp, Self::AddMethod];

    /// The name in messages and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::CreateAccount => "create-account",
            Self::ResetPassword => "reset-password",
            Self::Verify => "verify",
            Self::StepUp => "step-up",
            Self::AddMethod => "add-way", // its first name, since stored hashes contain it
        }
    }
}

/// The state of a code. Expiry isn't a state, since it follows from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeState {
    /// The newest code, not entered yet.
    Open,
    /// Replaced by a newer code.
    Replaced,
    /// Used.
    Used,
}

/// The origin of an attempt. Strangers have a budget of their own, so that they can't use up the owner's codes (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// A browser that the account doesn't know.
    Strangers,
    /// A browser in which the account has signed in.
    Known,
}

impl Budget {
    /// The name in the keys of stored counts, so it never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strangers => "strangers",
            Self::Known => "known",
        }
    }
}

/// Wrong attempts by origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrong {
    /// Attempts by strangers.
    pub strangers: u8,
    /// Attempts in known browsers.
    pub known: u8,
}

/// A code that was sent, or a decoy. Both follow the same rules, so that a stranger can't tell them apart (U2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The state.
    pub state: ChallengeState,
    /// The wrong attempts.
    pub wrong: Wrong,
    /// The expiry time.
    pub expires: Moment,
}

impl Challenge {
    /// A code that was just sent.
    pub fn open(expires: Moment) -> Self {
        Self { state: ChallengeState::Open, wrong: Wrong::default(), expires }
    }

    /// The code as it counts now. A code that was sent at a time that isn't believed has expired (O10).
    #[must_use]
    pub fn if_sent(self, sent: Moment, now: Moment) -> Self {
        Self { expires: self.expires.if_begun(sent, now), ..self }
    }

    /// One attempt: the code's next state, and the answer. At most one attempt in a code's life is `Ok`.
    ///
    /// Only an attempt with the right code learns that it was used, replaced or has expired. All others get the answer they would get if no
    /// code had been sent. Any other answer would reveal what the owner does, and that the account exists.
    pub fn redeem(self, by: Budget, is_right: bool, now: Moment) -> (Self, Result<(), Problem>) {
        match (is_right, self.state) {
            (true, ChallengeState::Used) => (self, Err(Problem::SentCodeUsed)),
            (true, ChallengeState::Replaced) => (self, Err(Problem::SentCodeReplaced)),
            (true, ChallengeState::Open) if now >= self.expires => (self, Err(Problem::SentCodeExpired)),
            _ if self.wrong.by(by) >= TRIES => (self, Err(Problem::SentCodeSpent)),
            (true, ChallengeState::Open) => (Self { state: ChallengeState::Used, ..self }, Ok(())),
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
    fn by(self, budget: Budget) -> u8 {
        match budget {
            Budget::Strangers => self.strangers,
            Budget::Known => self.known,
        }
    }

    fn plus_one(self, budget: Budget) -> Self {
        match budget {
            Budget::Strangers => Self { strangers: self.strangers.saturating_add(1), ..self },
            Budget::Known => Self { known: self.known.saturating_add(1), ..self },
        }
    }
}
