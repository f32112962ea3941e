//! The events of codes: sent, or refused. Those for names with and without an account cost the same (N1).

use super::AccountId;
use super::addressees::Addressee;
use super::tx::Tx;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{ChannelLabel, MethodLabel, Outcome};
use domain::Problem;
use domain::rules::challenge::ChallengePurpose;

/// The event of a code that was sent.
pub(super) fn code_sent(to: &Addressee, message: i64) -> Event {
    let outcome = if to.is_nobody() { Outcome::Nobody } else { Outcome::Success };
    let event = Event::new(EventKind::CodeSent).outcome(outcome).purpose(to.purpose);
    let event = event.method(MethodLabel::of_contact(&to.to)).message(ChannelLabel::of(&to.to), message);
    about(event, to.account.as_ref())
}

/// A code that was refused.
pub(super) struct WrongCode<'a> {
    /// The account, if there is one.
    pub(super) account: Option<&'a AccountId>,
    /// The purpose of the code.
    pub(super) purpose: ChallengePurpose,
    /// Where the code comes from.
    pub(super) method: MethodLabel,
}

impl WrongCode<'_> {
    /// Records it as an event, if the problem is one of the code.
    pub(super) fn record(&self, tx: &Tx, problem: &Problem) {
        let Some(outcome) = Outcome::of_code(problem) else { return };
        let event = Event::new(EventKind::WrongCode).outcome(outcome).method(self.method).purpose(self.purpose);
        tx.record(about(event, self.account));
    }
}

fn about(event: Event, account: Option<&AccountId>) -> Event {
    match account {
        Some(account) => event.account(account),
        None => event,
    }
}
