//! What happens to the closing of an account, in the transactions of other events (I9).

use super::error::Result;
use super::tables::change_notice::NoticeDetail;
use super::tables::{account, closing};
use super::tx::Tx;
use super::{AccountId, Store, methods, notices_to_write};
use crate::observe::event::{Event, EventKind};
use domain::Moment;
use domain::rules::notice::NoticeKind;

/// Cancels the closing of an account, and tells its contacts; `false` if it isn't to be closed. The account is locked.
pub(super) fn cancel(tx: &Tx, store: &Store, account: &AccountId, now: Moment) -> Result<bool> {
    let is_canceled = closing::delete(tx, account)?;
    if is_canceled {
        tell(tx, store, account, NoticeKind::ClosingCanceled, (now, None))?;
        tx.record(Event::new(EventKind::ClosingCanceled).account(account));
    }
    Ok(is_canceled)
}

/// Moves the end of a closing by the time in which the account has been disabled until now. It must still be disabled.
pub(super) fn resume(tx: &Tx, account: &AccountId, now: Moment) -> Result<()> {
    let disabled = account::protection(tx, account)?.and_then(|row| row.disabled);
    match (closing::of_account(tx, account)?, disabled) {
        (Some(closing), Some(disabled)) => closing::put_times(tx, account, &closing.resumed(disabled, now)),
        _ => Ok(()),
    }
}

/// Notes what all contacts of an account are to be told about its closing, which has this end if it has just begun.
pub(super) fn tell(
    tx: &Tx,
    store: &Store,
    account: &AccountId,
    kind: NoticeKind,
    (now, ends): (Moment, Option<Moment>),
) -> Result<()> {
    let (before, detail) = (methods::read(tx, account)?.info, NoticeDetail { ends, ..NoticeDetail::default() });
    notices_to_write::note(tx, store, account, kind, detail, &before, &[], now)
}
