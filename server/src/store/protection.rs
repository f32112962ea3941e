//! What protects an account's security info at present: its hold, and blocked changes (H1, I8).

use super::AccountId;
use super::error::{Result, Stop, StoreError};
use super::tables::account;
use super::tables::hold::{self, HoldRow};
use super::tx::Tx;
use domain::contact::Contact;
use domain::rules::hold::{AccountStanding, HoldRefusal, Protection};
use domain::time::whole_seconds;
use domain::{Moment, Problem};

/// The protection of an account, and its hold.
pub(super) fn read(tx: &Tx, account: &AccountId) -> Result<(Protection, Option<HoldRow>)> {
    let Some(row) = account::protection(tx, account)? else {
        return Ok((Protection { account: AccountStanding::Deleted, ..Protection::NONE }, None));
    };
    let row_of_hold = hold::of_account(tx, account)?;
    let standing = row.disabled.map_or(AccountStanding::Enabled, AccountStanding::Disabled);
    let hold = row_of_hold.as_ref().map(|row| row.hold);
    Ok((Protection { account: standing, hold, blocked: row.blocked, canceled: row.hold_canceled }, row_of_hold))
}

/// Blocked changes to an account's security info (I8).
#[derive(Clone, Debug)]
pub struct ChangeBlock {
    /// The time when they were blocked.
    pub since: Moment,
    /// The contact in whose message they were blocked.
    pub by: Contact,
}

/// Whether changes are blocked.
pub(super) fn block(tx: &Tx, account: &AccountId) -> Result<Option<ChangeBlock>> {
    let Some(row) = account::protection(tx, account)? else { return Ok(None) };
    Ok(row.blocked.zip(row.blocked_by).map(|(since, by)| ChangeBlock { since, by }))
}

/// Refuses a change to security info that would take effect at once, while a hold runs or changes are blocked.
pub(super) fn refuse_change(tx: &Tx, account: &AccountId, now: Moment) -> Result<(), Stop> {
    read(tx, account)?.0.may_change().map_err(|refusal| refused(refusal, now))
}

/// The problem for a caller whose event the rules refuse.
pub(super) fn refused(refusal: HoldRefusal, now: Moment) -> Stop {
    match refusal {
        HoldRefusal::Running { until } => Problem::ChangesHeld { ends_in_s: whole_seconds(until.since(now)) }.into(),
        HoldRefusal::Blocked => Problem::ChangesBlocked.into(),
        HoldRefusal::TooSoon { until } => Problem::TooMany { retry_after_s: whole_seconds(until.since(now)) }.into(),
        HoldRefusal::NeedsOldMethod | HoldRefusal::NeedsOtherMethod => Problem::OldMethodNeeded.into(),
        HoldRefusal::Disabled => Problem::AccountDisabled.into(),
        HoldRefusal::Deleted => Problem::NotSignedIn.into(),
        HoldRefusal::NoHold | HoldRefusal::NotBlocked => StoreError::Damaged("nothing to cancel").into(),
    }
}
