//! Reminders after a sign-in: "Is your security info still right?" (R1, R2).

use super::policy::Policy;
use super::security_info::Credentials;
use crate::Moment;

/// What is stored about an account's reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderState {
    /// The time when its security info was last confirmed; at first, when the account was created.
    pub confirmed: Moment,
    /// The time when the reminder was first shown that isn't answered yet.
    pub shown: Option<Moment>,
    /// The time when it was last skipped.
    pub skipped: Option<Moment>,
}

/// The facts about an account that a reminder depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderFacts {
    /// Whether it has a sign-in method.
    pub has_methods: bool,
    /// The time when one of its methods was last used or tested.
    pub tested: Option<Moment>,
    /// The time of the sign-in before the present one.
    pub signed_in_before: Option<Moment>,
    /// Whether no hold runs and changes aren't blocked.
    pub can_change: bool,
}

/// What a person does about reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderEvent {
    /// The person has just signed in, or opens the page's home.
    SignIn,
    /// "Looks good".
    LooksGood,
    /// The person enters a code, or verifies with an app or a passkey, for the reminder or a change. That confirms the security info, too.
    Test,
    /// "Skip for now".
    Skip,
}

/// What the page shows after a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderDemand {
    /// Nothing.
    Nothing,
    /// The question.
    Confirm {
        /// Whether it can be skipped.
        can_skip: bool,
        /// Whether "Looks good" isn't enough.
        needs_code: bool,
    },
    /// There is no method, so one must be added.
    AddMethod,
}

/// Why an event is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReminderRefusal {
    /// The account has a question to answer that can't be skipped any more, or no method.
    #[error("it can't be skipped")]
    CannotSkip,
    /// "Looks good" isn't enough.
    #[error("this needs a code")]
    NeedsCode,
}

impl ReminderFacts {
    /// When one of an account's methods was last used or tested. A test at a time that isn't believed doesn't count (O10). `used` has the
    /// times of the methods' last uses.
    pub fn last_test(info: &Credentials, used: impl Iterator<Item = Option<Moment>>, now: Moment) -> Option<Moment> {
        let verified = info.methods.iter().map(|method| method.verified);
        verified.chain(used.flatten()).filter(|time| time.is_believed(now)).max()
    }
}

impl ReminderState {
    /// The state of an account that was created at this time, or whose security info was tested then.
    pub fn new(confirmed: Moment) -> Self {
        Self { confirmed, shown: None, skipped: None }
    }

    /// The state after an event, and what the page shows next.
    pub fn step(
        self,
        event: ReminderEvent,
        facts: &ReminderFacts,
        now: Moment,
        policy: &Policy,
    ) -> Result<(Self, ReminderDemand), ReminderRefusal> {
        if event == ReminderEvent::Test {
            return Ok((Self::new(now), ReminderDemand::Nothing));
        }
        let (shown, demand) = self.show(facts, now, policy);
        match (event, demand) {
            (ReminderEvent::SignIn | ReminderEvent::Test, _) | (_, ReminderDemand::Nothing) => Ok((shown, demand)),
            (ReminderEvent::LooksGood, ReminderDemand::Confirm { needs_code: false, .. }) => {
                Ok((Self::new(now), ReminderDemand::Nothing))
            }
            (ReminderEvent::LooksGood, _) => Err(ReminderRefusal::NeedsCode),
            (ReminderEvent::Skip, ReminderDemand::Confirm { can_skip: true, .. }) => {
                Ok((Self { skipped: Some(now), ..shown }, ReminderDemand::Nothing))
            }
            (ReminderEvent::Skip, _) => Err(ReminderRefusal::CannotSkip),
        }
    }

    /// What the page shows now.
    pub fn demand(self, facts: &ReminderFacts, now: Moment, policy: &Policy) -> ReminderDemand {
        self.show(facts, now, policy).1
    }

    /// The state with the reminder that is shown now, if any. While nothing can be changed, none is, and the days in which it can be skipped
    /// begin anew afterwards.
    fn show(self, facts: &ReminderFacts, now: Moment, policy: &Policy) -> (Self, ReminderDemand) {
        if !facts.can_change {
            return (Self { shown: None, skipped: None, ..self }, ReminderDemand::Nothing);
        }
        if !facts.has_methods {
            return (self, ReminderDemand::AddMethod);
        }
        if !self.is_due(facts, now, policy) {
            return (self, ReminderDemand::Nothing);
        }
        let since = self.shown.map_or(now, |shown| shown.or_now(now));
        let shown = Self { shown: Some(since), ..self };
        if self.skipped.is_some_and(|skipped| skipped.is_within(policy.skipped_for, now)) {
            return (shown, ReminderDemand::Nothing);
        }
        let can_skip = since.is_within(policy.skippable_for, now);
        let is_tested = facts.tested.is_some_and(|tested| tested.is_within(policy.tested_for, now));
        (shown, ReminderDemand::Confirm { can_skip, needs_code: !can_skip || !is_tested })
    }

    fn is_due(&self, facts: &ReminderFacts, now: Moment, policy: &Policy) -> bool {
        let is_old = !self.confirmed.is_within(policy.confirmed_for, now);
        let was_away = |before: Moment| !before.max(self.confirmed).is_within(policy.away_for, now);
        // After a sign-in while the clock was ahead (O10), everybody would seem to have been away, whatever they answer.
        let before = facts.signed_in_before.filter(|before| before.is_believed(now));
        self.shown.is_some() || is_old || before.is_some_and(was_away)
    }
}
