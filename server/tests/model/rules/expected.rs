//! What the simple model expects of the rules: written from the requirements, without them.

use domain::Moment;
use domain::rules::hold::{HeldChange, HoldEffect, HoldEvent, Protection, VerifiedWith};
use domain::rules::notice::NoticeKind;
use domain::rules::reminder::{ReminderDemand, ReminderEvent, ReminderFacts, ReminderState};
use domain::rules::security_info::Method;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// The IDs of the methods that are old at a time: established for thirty days, or all if none was.
pub(super) fn old_ids(methods: &[Method], at: Moment) -> Vec<i64> {
    let established = |method: &&Method| method.is_first || method.verified + DAY * 30 <= at;
    let old: Vec<i64> = methods.iter().filter(established).map(|method| method.id).collect();
    if !old.is_empty() {
        return old;
    }
    methods.iter().filter(|method| method.verified <= at).map(|method| method.id).collect()
}

/// The state that the model expects.
pub(super) struct Expected {
    /// When the hold that runs began, and its end.
    held: Option<(Moment, Moment)>,
    /// What the last hold changes: a recovery changes nothing before its contact is confirmed.
    change: HeldChange,
    blocked: bool,
    canceled: Option<Moment>,
    disabled: Option<Moment>,
    /// What must be told before the next event, and hasn't been.
    untold: Vec<NoticeKind>,
}

impl Expected {
    pub(super) fn new() -> Self {
        let change = HeldChange::Removal;
        Self { held: None, change, blocked: false, canceled: None, disabled: None, untold: Vec::new() }
    }

    /// Whether an event is allowed, once everything that is due has happened.
    pub(super) fn allows(&self, event: HoldEvent, now: Moment) -> bool {
        let is_old = |with| with != VerifiedWith::NewMethod;
        if self.disabled.is_some() {
            let by_link = event == HoldEvent::Cancel(VerifiedWith::Link) && self.held.is_some();
            return match event {
                HoldEvent::ThisWasNotMe
                | HoldEvent::Disable
                | HoldEvent::Enable
                | HoldEvent::Tick
                | HoldEvent::Delete => true,
                HoldEvent::ConfirmContact => self.waits_with_contact(),
                _ => by_link,
            };
        }
        match event {
            HoldEvent::Change | HoldEvent::Remove => self.held.is_none() && !self.blocked,
            HoldEvent::NoneOfThese => {
                self.held.is_none() && self.canceled.is_none_or(|canceled| now.since(canceled) >= DAY * 7)
            }
            HoldEvent::Cancel(with) => self.held.is_some() && is_old(with),
            HoldEvent::ResetPassword(with) => {
                (self.held.is_none() || is_old(with)) && (!self.blocked || with == VerifiedWith::OldMethod)
            }
            HoldEvent::Unblock(with) => self.blocked && with == VerifiedWith::OldMethod,
            HoldEvent::ConfirmContact => self.waits_with_contact(),
            HoldEvent::Use
            | HoldEvent::ThisWasNotMe
            | HoldEvent::Recover
            | HoldEvent::Disable
            | HoldEvent::Enable
            | HoldEvent::Delete
            | HoldEvent::Tick => true,
        }
    }

    /// Whether a contact waits in a hold.
    fn waits_with_contact(&self) -> bool {
        self.held.is_some() && self.change != HeldChange::Removal
    }

    /// The state after an event that was allowed, and what must be told about it.
    pub(super) fn note(&mut self, event: HoldEvent, effects: &[HoldEffect], now: Moment) {
        let was_held = self.held;
        match event {
            HoldEvent::Remove | HoldEvent::NoneOfThese | HoldEvent::Recover => {
                let ends = was_held.map_or(now + DAY * 30, |(_, before)| before.max(now + DAY * 30));
                self.held = Some((now, ends));
                self.change = match event {
                    HoldEvent::Remove => HeldChange::Removal,
                    HoldEvent::NoneOfThese => HeldChange::Replacement,
                    _ => HeldChange::Recovery,
                };
                self.untold.push(NoticeKind::HoldStarted);
            }
            HoldEvent::ConfirmContact => self.change = HeldChange::Replacement,
            HoldEvent::Cancel(_) | HoldEvent::ResetPassword(_) | HoldEvent::ThisWasNotMe => self.cancel(event, now),
            HoldEvent::Unblock(_) => self.unblock(),
            HoldEvent::Disable => self.disabled = self.disabled.or(Some(now)),
            HoldEvent::Enable => {
                let Some(disabled) = self.disabled.take() else { return };
                self.held = was_held.map(|(began, ends)| (began, ends + now.since(disabled)));
                self.untold.extend(was_held.map(|_| NoticeKind::HoldResumed));
            }
            HoldEvent::Tick => self.settle(effects, now),
            HoldEvent::Use | HoldEvent::Change | HoldEvent::Delete => {}
        }
    }

    fn cancel(&mut self, event: HoldEvent, now: Moment) {
        if self.held.take().is_some() {
            self.canceled = Some(now);
            self.untold.push(NoticeKind::HoldCanceled);
        }
        match event {
            HoldEvent::ThisWasNotMe => {
                self.blocked = true;
                self.untold.push(NoticeKind::ChangesBlocked);
            }
            HoldEvent::ResetPassword(_) if self.blocked => self.unblock(),
            _ => {}
        }
    }

    fn unblock(&mut self) {
        self.blocked = false;
        self.untold.push(NoticeKind::ChangesUnblocked);
    }

    /// A hold takes effect at its end, once, and not while the account is disabled. A recovery that nobody has confirmed never does.
    fn settle(&mut self, effects: &[HoldEffect], now: Moment) {
        let is_over = self.disabled.is_none() && self.held.is_some_and(|(_, ends)| now >= ends);
        let lapses = self.change == HeldChange::Recovery;
        let takes_effect = effects.iter().any(|effect| matches!(effect, HoldEffect::Apply(_)));
        assert_eq!(takes_effect, is_over && !lapses, "a hold takes effect at its end, {:?}", self.held);
        if is_over {
            self.held = None;
            self.blocked &= lapses;
            self.untold.push(if lapses { NoticeKind::HoldCanceled } else { NoticeKind::HoldApplied });
        }
    }

    /// Contacts were told.
    pub(super) fn told(&mut self, kind: NoticeKind) {
        if let Some(place) = self.untold.iter().position(|untold| *untold == kind) {
            self.untold.remove(place);
        }
    }

    /// Another method must be left that is established.
    pub(super) fn assert_removable_now(methods: &[Method], id: i64, now: Moment) {
        let is_other = |method: &Method| method.id != id && (method.is_first || method.verified + DAY * 30 <= now);
        assert!(methods.iter().any(is_other), "the last established method goes at the end of a hold only");
    }

    /// Compares the state of the rules with this one.
    pub(super) fn check(&self, protection: &Protection, run: (u64, u32)) {
        let held = protection.hold.map(|hold| (hold.started, hold.ends));
        assert_eq!(held, self.held, "{run:?}: the hold");
        assert_eq!(protection.blocked.is_some(), self.blocked, "{run:?}: the block");
        assert!(self.untold.is_empty(), "{run:?}: {:?} wasn't told", self.untold);
    }
}

/// Checks what an event does to a reminder: the state before, and the one after it with what the page shows; nothing if it was refused.
pub(super) fn check_reminder(
    event: ReminderEvent,
    facts: &ReminderFacts,
    (before, after): (ReminderState, Option<(ReminderState, ReminderDemand)>),
    now: Moment,
) {
    let Some((next, demand)) = after else {
        return assert!(matches!(event, ReminderEvent::LooksGood | ReminderEvent::Skip), "{event:?} is never refused");
    };
    let is_tested = facts.tested.is_some_and(|tested| now.since(tested) < DAY * 365);
    if next.confirmed != before.confirmed {
        let is_enough = event == ReminderEvent::Test || (event == ReminderEvent::LooksGood && is_tested);
        assert!(is_enough && next.confirmed == now, "{event:?} confirms nothing");
    }
    if next.skipped != before.skipped && next.skipped == Some(now) {
        let since = next.shown.expect("only what is shown is skipped");
        assert!(event == ReminderEvent::Skip && now.since(since) < DAY * 7, "for a week only");
    }
    let ReminderDemand::Confirm { can_skip, needs_code } = demand else {
        return assert!(demand == ReminderDemand::Nothing || !facts.has_methods, "one without methods adds one");
    };
    assert!(facts.can_change && facts.has_methods, "nothing is asked while nothing can be changed");
    assert!(now.since(before.confirmed) >= DAY * 90, "neither half a year nor three months away");
    assert!(before.skipped.is_none_or(|skipped| now.since(skipped) >= DAY), "not in a day after it was skipped");
    let shown = before.shown.unwrap_or(now);
    assert_eq!((next.shown, can_skip), (Some(shown), now.since(shown) < DAY * 7), "for a week from the first time");
    assert!(needs_code || is_tested, "a code is asked where nothing was tested for a year");
}
