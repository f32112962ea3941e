//! The question after a sign-in whether an account's security info is still right: when it is asked, and what answers it (R1, R2).

use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::tables::account::{self, ReminderRow};
use super::tx::Tx;
use super::{AccountId, AccountMethods, Store, methods, protection};
use crate::observe::event::{Event, EventKind};
use domain::rules::policy::Policy;
use domain::rules::reminder::{ReminderDemand, ReminderEvent, ReminderFacts, ReminderRefusal, ReminderState};
use domain::rules::step_up;
use domain::{Moment, Problem};

/// What a person's answer to a reminder has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderAnswer {
    /// What the page asks from now on.
    pub demand: ReminderDemand,
    /// Whether the answer was enough, and there was something to answer.
    pub is_taken: bool,
}

impl Store {
    /// What the page asks an account's owner at present.
    pub async fn reminder(&self, account: &AccountId) -> Result<ReminderDemand> {
        let (account, now, policy) = (account.clone(), self.0.clock.now(), self.0.policy);
        self.read(move |tx| {
            let stored = read(tx, &account, now)?;
            Ok(stored.map_or(ReminderDemand::Nothing, |(state, facts)| state.demand(&facts, now, &policy)))
        })
        .await
    }

    /// The page shows a reminder, or its owner answers it. An answer that isn't enough changes nothing. "Looks good" is refused where it needs
    /// a fresh verification, and the session has none.
    pub async fn answer_reminder(
        &self,
        browser: &BrowserSession,
        account: &AccountId,
        event: ReminderEvent,
    ) -> Result<ReminderAnswer, Stop> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let session = browser.accounts.iter().find(|each| each.id == *account);
        let verified = session
            .and_then(|session| session.stepped_up)
            .map(|step_up| step_up.at)
            .filter(|at| step_up::is_fresh(Some(*at), now, &policy));
        self.write_in(browser, account, move |tx, account| answer(tx, account, event, verified, (now, &policy))).await
    }
}

/// See [`Store::answer_reminder`]. `verified` is the time of the session's fresh verification.
fn answer(
    tx: &Tx,
    account: &AccountId,
    event: ReminderEvent,
    verified: Option<Moment>,
    (now, policy): (Moment, &Policy),
) -> Result<ReminderAnswer, Stop> {
    let (before, facts) = read(tx, account, now)?.ok_or(Problem::NotSignedIn)?;
    // A recovery code and the password test no method.
    let is_tested = verified.is_some_and(|verified| facts.tested.is_some_and(|tested| tested >= verified));
    let event = if event == ReminderEvent::LooksGood && is_tested { ReminderEvent::Test } else { event };
    match before.step(event, &facts, now, policy) {
        Ok((state, demand)) => {
            if state != before {
                account::set_reminder(tx, account, state)?;
            }
            let is_taken = state != before && event != ReminderEvent::SignIn;
            if is_taken {
                let is_skipped = event == ReminderEvent::Skip;
                let kind = if is_skipped { EventKind::ReminderSkipped } else { EventKind::SecurityInfoConfirmed };
                tx.record(Event::new(kind).account(account));
            }
            Ok(ReminderAnswer { demand, is_taken })
        }
        Err(ReminderRefusal::NeedsCode) if verified.is_none() && facts.has_methods => Err(Problem::StepUpNeeded.into()),
        Err(ReminderRefusal::NeedsCode | ReminderRefusal::CannotSkip) => {
            Ok(ReminderAnswer { demand: before.demand(&facts, now, policy), is_taken: false })
        }
    }
}

/// What is stored about an account's reminders, and the facts that they depend on; `None` if the account is gone.
fn read(tx: &Tx, account: &AccountId, now: Moment) -> Result<Option<(ReminderState, ReminderFacts)>> {
    let Some(ReminderRow { state, signed_in_before }) = account::reminder(tx, account)? else { return Ok(None) };
    let AccountMethods { info, notes } = methods::read(tx, account)?;
    let facts = ReminderFacts {
        has_methods: !info.methods.is_empty(),
        tested: ReminderFacts::last_test(&info, notes.iter().map(|note| note.used), now),
        signed_in_before,
        can_change: protection::read(tx, account)?.0.may_change().is_ok(),
    };
    Ok(Some((state, facts)))
}
