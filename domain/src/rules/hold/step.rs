//! What happens to an account's protection: state × event × now × policy → state and effects.

use super::{AccountStanding, HeldChange, Hold, HoldEffect, HoldEvent, HoldRefusal, Protection, VerifiedWith};
use crate::Moment;
use crate::rules::notice::NoticeKind;
use crate::rules::policy::Policy;

/// The next state, and what is done.
type Stepped = (Protection, Vec<HoldEffect>);

impl Protection {
    /// The state after an event, and what is done about it. What was due before takes effect first.
    pub fn step(self, event: HoldEvent, now: Moment, policy: &Policy) -> Result<Stepped, HoldRefusal> {
        let (settled, mut effects) = self.settle(now, policy);
        let (next, further) = match settled.account {
            AccountStanding::Enabled => settled.while_enabled(event, now, policy)?,
            AccountStanding::Disabled(since) => settled.while_disabled(event, since, now)?,
            AccountStanding::Deleted => return Err(HoldRefusal::Deleted),
        };
        effects.extend(further);
        Ok((next, effects))
    }

    /// The end of a hold, or a warning. Nothing is due while the account is disabled: its owner couldn't act.
    fn settle(self, now: Moment, policy: &Policy) -> Stepped {
        let (Some(hold), AccountStanding::Enabled) = (self.hold, self.account) else { return (self, Vec::new()) };
        if now >= hold.ends {
            let blocked = self.blocked.filter(|_| hold.change == HeldChange::Recovery); // which has no effect
            return (Self { hold: None, blocked, ..self }, hold.end());
        }
        let (hold, is_warned) = hold.warn(now, policy);
        let told = is_warned.then_some(HoldEffect::Tell(NoticeKind::HoldWarning));
        (Self { hold: Some(hold), ..self }, told.into_iter().collect())
    }

    fn while_enabled(self, event: HoldEvent, now: Moment, policy: &Policy) -> Result<Stepped, HoldRefusal> {
        match event {
            HoldEvent::Use | HoldEvent::Enable | HoldEvent::Tick => Ok((self, Vec::new())),
            HoldEvent::Change => self.may_change().map(|()| (self, Vec::new())),
            HoldEvent::Remove => self.may_change().map(|()| self.begin(HeldChange::Removal, now, policy)),
            HoldEvent::NoneOfThese => {
                self.may_replace(now, policy).map(|()| self.begin(HeldChange::Replacement, now, policy))
            }
            HoldEvent::Recover => Ok(self.begin(HeldChange::Recovery, now, policy)),
            HoldEvent::ConfirmContact => self.confirm_contact(),
            HoldEvent::Cancel(with) => self.cancel(with, now),
            HoldEvent::ResetPassword(with) => self.reset_password(with, now),
            HoldEvent::ThisWasNotMe => Ok(self.block(now)),
            HoldEvent::Unblock(with) => self.unblock(with),
            HoldEvent::Disable => Ok((Self { account: AccountStanding::Disabled(now), ..self }, Vec::new())),
            HoldEvent::Delete => Ok(Self::deleted()),
        }
    }

    /// A person can do only what needs no session: follow a link in a message.
    fn while_disabled(self, event: HoldEvent, since: Moment, now: Moment) -> Result<Stepped, HoldRefusal> {
        match event {
            HoldEvent::Disable | HoldEvent::Tick => Ok((self, Vec::new())),
            HoldEvent::Enable => Ok(self.enable(since, now)),
            HoldEvent::Delete => Ok(Self::deleted()),
            HoldEvent::Cancel(with @ VerifiedWith::Link) => self.cancel(with, now),
            HoldEvent::ConfirmContact => self.confirm_contact(),
            HoldEvent::ThisWasNotMe => Ok(self.block(now)),
            HoldEvent::Use
            | HoldEvent::Change
            | HoldEvent::Remove
            | HoldEvent::NoneOfThese
            | HoldEvent::Cancel(_)
            | HoldEvent::ResetPassword(_)
            | HoldEvent::Unblock(_)
            | HoldEvent::Recover => Err(HoldRefusal::Disabled),
        }
    }

    /// Whether a change to the account's security info can take effect at once.
    pub fn may_change(&self) -> Result<(), HoldRefusal> {
        match (self.hold, self.blocked) {
            (Some(hold), _) => Err(HoldRefusal::Running { until: hold.ends }),
            (None, Some(_)) => Err(HoldRefusal::Blocked),
            (None, None) => Ok(()),
        }
    }

    /// Whether a hold can begin in which a new contact replaces all methods (H5). A block doesn't prevent it: it is the way out for an owner
    /// without another method.
    pub fn may_replace(&self, now: Moment, policy: &Policy) -> Result<(), HoldRefusal> {
        if let Some(hold) = self.hold {
            return Err(HoldRefusal::Running { until: hold.ends });
        }
        match self.canceled {
            Some(canceled) if canceled.is_within(policy.hold_again_after, now) => {
                Err(HoldRefusal::TooSoon { until: canceled + policy.hold_again_after })
            }
            _ => Ok(()),
        }
    }

    /// A hold that begins now. One that takes another's place never ends before it.
    fn begin(self, change: HeldChange, now: Moment, policy: &Policy) -> Stepped {
        let mut hold = Hold::new(change, now, policy);
        hold.ends = self.hold.map_or(hold.ends, |before| before.ends.max(hold.ends));
        (Self { hold: Some(hold), ..self }, vec![HoldEffect::Tell(NoticeKind::HoldStarted)])
    }

    /// The hold goes on as before, and takes effect at its end. A second time changes nothing.
    fn confirm_contact(self) -> Result<Stepped, HoldRefusal> {
        match self.hold {
            Some(hold) if hold.change != HeldChange::Removal => {
                Ok((Self { hold: Some(Hold { change: HeldChange::Replacement, ..hold }), ..self }, Vec::new()))
            }
            _ => Err(HoldRefusal::NoHold),
        }
    }

    fn cancel(self, with: VerifiedWith, now: Moment) -> Result<Stepped, HoldRefusal> {
        if self.hold.is_none() {
            return Err(HoldRefusal::NoHold);
        }
        if with.is_old() { Ok(self.without_hold(now)) } else { Err(HoldRefusal::NeedsOldMethod) }
    }

    fn without_hold(self, now: Moment) -> Stepped {
        let told = self.hold.map(|_| HoldEffect::Tell(NoticeKind::HoldCanceled));
        let canceled = if self.hold.is_some() { Some(now) } else { self.canceled };
        (Self { hold: None, canceled, ..self }, told.into_iter().collect())
    }

    /// A reset with an old method cancels the hold (H1) and ends the block (I8). Without either, other rules decide who may reset.
    fn reset_password(self, with: VerifiedWith, now: Moment) -> Result<Stepped, HoldRefusal> {
        if self.hold.is_some() && !with.is_old() {
            return Err(HoldRefusal::NeedsOldMethod);
        }
        if self.blocked.is_none() {
            return Ok(self.without_hold(now));
        }
        let (next, mut effects) = self.unblock(with)?;
        let (next, told) = next.without_hold(now);
        effects.extend(told);
        Ok((next, effects))
    }

    /// A link to block changes goes to old contacts only, so it can also cancel a hold.
    fn block(self, now: Moment) -> Stepped {
        let (next, mut effects) = self.without_hold(now);
        effects.extend([HoldEffect::EndSessions, HoldEffect::UnlinkDisputed]);
        effects.push(HoldEffect::Tell(NoticeKind::ChangesBlocked));
        (Self { blocked: self.blocked.or(Some(now)), ..next }, effects)
    }

    fn unblock(self, with: VerifiedWith) -> Result<Stepped, HoldRefusal> {
        match (self.blocked, with) {
            (None, _) => Err(HoldRefusal::NotBlocked),
            (Some(_), VerifiedWith::OldMethod) => {
                Ok((Self { blocked: None, ..self }, vec![HoldEffect::Tell(NoticeKind::ChangesUnblocked)]))
            }
            (Some(_), _) => Err(HoldRefusal::NeedsOtherMethod),
        }
    }

    /// The time in which the account was disabled doesn't count for the hold, because its owner couldn't sign in.
    fn enable(self, disabled: Moment, now: Moment) -> Stepped {
        let resumed = self.hold.map(|hold| Hold { ends: hold.ends + now.since(disabled), ..hold });
        let told = resumed.map(|_| HoldEffect::Tell(NoticeKind::HoldResumed));
        (Self { account: AccountStanding::Enabled, hold: resumed, ..self }, told.into_iter().collect())
    }

    fn deleted() -> Stepped {
        (Self { account: AccountStanding::Deleted, ..Self::NONE }, Vec::new())
    }
}
