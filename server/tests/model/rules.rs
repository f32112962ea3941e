//! The rules of holds, notices and reminders, applied to accounts as the store does it (H1, H2, H3, H5, I4, I8, R1, R2).

mod account;
mod expected;

use crate::dice::Dice;
use account::{Actor, ModelAccount};
use domain::Moment;
use domain::rules::hold::{HeldChange, HoldEvent, VerifiedWith};
use domain::rules::reminder::ReminderEvent;
use std::time::Duration;

const NOW: Moment = Moment(1_790_000_000_000);
const HOUR: Duration = Duration::from_hours(1);
const ACCOUNTS: u32 = 64;
/// A sign-in is as frequent as the answers to the reminder.
const REMINDED: [ReminderEvent; 6] = [
    ReminderEvent::SignIn,
    ReminderEvent::SignIn,
    ReminderEvent::SignIn,
    ReminderEvent::LooksGood,
    ReminderEvent::Skip,
    ReminderEvent::Test,
];

/// A rule that is broken on purpose, to see that the run notices it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrokenRule {
    /// Whatever somebody has verified with counts as an old method.
    AnyMethodIsOld,
    /// What is due happens a day early.
    EarlyEnd,
    /// Nobody is told that a hold was canceled.
    UntoldCancel,
    /// A change takes effect although a hold runs.
    ChangeWhileHeld,
    /// New contacts get links, too.
    LinksForAll,
}

impl BrokenRule {
    pub(crate) const ALL: [Self; 5] =
        [Self::AnyMethodIsOld, Self::EarlyEnd, Self::UntoldCancel, Self::ChangeWhileHeld, Self::LinksForAll];
}

/// Plays random events, and checks the account after each. Every account has a clock of its own.
pub(crate) fn play(mut dice: Dice, events: u32, broken: Option<BrokenRule>) {
    let mut accounts: Vec<(ModelAccount, Moment)> =
        (0..ACCOUNTS).map(|number| (ModelAccount::new(number, NOW, broken), NOW)).collect();
    for event in 0..events {
        let (account, now) = &mut accounts[dice.below(ACCOUNTS) as usize];
        if dice.below(4) == 0 {
            *now = *now + HOUR * (1 + dice.below(24 * 12));
        }
        act(account, &mut dice, *now);
        account.check(*now, (dice.seed(), event));
    }
}

/// One event of an account.
fn act(account: &mut ModelAccount, dice: &mut Dice, now: Moment) {
    let actor = if dice.below(2) == 0 { Actor::Owner } else { Actor::Intruder };
    match dice.below(16) {
        0 | 1 => account.add_contact(actor, now),
        2 | 3 => {
            if let Some(method) = dice.pick(&account.method_ids()) {
                account.remove(actor, method, now);
            }
        }
        4 => account.begin_replacement(actor, HoldEvent::NoneOfThese, HeldChange::Replacement, now),
        5 if dice.below(4) == 0 => account.begin_replacement(actor, HoldEvent::Recover, HeldChange::Recovery, now),
        6 | 7 => {
            let with = verified(account, actor, dice, now);
            account.event(HoldEvent::Cancel(with), now);
        }
        8 => {
            let with = verified(account, actor, dice, now);
            account.event(HoldEvent::ResetPassword(with), now);
        }
        9 if dice.below(4) == 0 => account.event(HoldEvent::ThisWasNotMe, now),
        10 => {
            let with = verified(account, actor, dice, now);
            account.event(HoldEvent::Unblock(with), now);
        }
        11 if dice.below(4) == 0 => account.event(HoldEvent::Disable, now),
        12 => account.event(HoldEvent::Enable, now),
        13 | 14 => {
            let event = dice.pick(&REMINDED).expect("there are some");
            account.remind(event, now);
        }
        15 => account.event(HoldEvent::ConfirmContact, now),
        _ => account.event(HoldEvent::Tick, now),
    }
}

/// What somebody verifies with: one of their own methods, the password, or for the owner the link in a message.
fn verified(account: &ModelAccount, actor: Actor, dice: &mut Dice, now: Moment) -> VerifiedWith {
    if actor == Actor::Owner && dice.below(4) == 0 {
        return VerifiedWith::Link;
    }
    match dice.pick(&account.methods_of(actor)) {
        Some(method) => account.verified_with(method, now),
        None => VerifiedWith::NewMethod, // the password
    }
}
