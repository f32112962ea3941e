//! The sign-in methods and sign-in names of accounts (I1–I6). Each change applies the rules to the state that its transaction reads.

use super::error::{Result, Stop, StoreError};
use super::stepped_up::SteppedUpSession;
use super::tables::change_notice::{MethodHint, NoticeDetail};
use super::tables::method::Note;
use super::tables::{account, method, sign_in_name};
use super::tx::Tx;
use super::{AccountId, Store, notices_to_write, protection};
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use domain::contact::Contact;
use domain::rules::notice::NoticeKind;
use domain::rules::reminder::ReminderState;
use domain::rules::security_info::{Credentials, MethodKind};
use domain::{Moment, Problem};

/// An account's sign-in methods and all facts about them.
#[derive(Clone, Debug)]
pub struct AccountMethods {
    /// The facts that the rules use.
    pub info: Credentials,
    /// A note for each method, in the same order.
    pub notes: Vec<Note>,
}

impl Store {
    /// Reads an account's sign-in methods.
    pub async fn methods(&self, account: &AccountId) -> Result<AccountMethods> {
        let account = account.clone();
        self.read(move |tx| read(tx, &account)).await
    }

    /// Removes a sign-in method, and its sign-in name if the rules say so. Approvals of devices that haven't collected their tokens are void
    /// (D7). Returns the method's kind.
    pub async fn remove_method(&self, by: SteppedUpSession, id: i64) -> Result<MethodKind, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let remove = move |tx: &Tx, account: &AccountId| {
            let AccountMethods { info, notes } = read(tx, account)?;
            let name = info.remove(id, now, store.policy())?;
            let mut methods = info.methods.iter().zip(&notes);
            let (removed, note) = methods.find(|(method, _)| method.id == id).ok_or(Problem::MethodUnknown)?;
            account::raise_epoch(tx, account)?;
            method::delete(tx, account, id)?;
            if let Some(name) = name {
                sign_in_name::delete(tx, account, &name)?;
            }
            tx.record(Event::new(EventKind::MethodRemoved).account(account).method(MethodLabel::of(&removed.kind)));
            let detail = detail_of(&removed.kind, note.name.as_deref());
            notices_to_write::note(tx, &store, account, NoticeKind::MethodRemoved, detail, &info, &[], now)?;
            Ok(removed.kind.clone())
        };
        self.change_as(by, remove).await
    }

    /// Turns a contact on or off as a sign-in name.
    pub async fn switch_sign_in(&self, by: SteppedUpSession, id: i64, on: bool) -> Result<(), Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let switch = move |tx: &Tx, account: &AccountId| {
            let info = read(tx, account)?.info;
            let name = if on { info.switch_on(id)? } else { info.switch_off(id, now, store.policy())? };
            if info.names.contains(&name) == on {
                return Ok(());
            }
            if on {
                add_name(tx, account, &name, now)?;
            } else {
                sign_in_name::delete(tx, account, &name)?;
            }
            Ok(note_name(tx, &store, account, &info, (&name, on), now)?)
        };
        self.change_as(by, switch).await
    }

    /// Drops the sign-in name that isn't a sign-in method any more.
    pub async fn drop_name(&self, by: SteppedUpSession) -> Result<(), Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let drop = move |tx: &Tx, account: &AccountId| {
            let info = read(tx, account)?.info;
            let name = info.drop_name(now, store.policy())?;
            sign_in_name::delete(tx, account, &name)?;
            Ok(note_name(tx, &store, account, &info, (&name, false), now)?)
        };
        self.change_as(by, drop).await
    }
}

pub(super) fn read(tx: &Tx, account: &AccountId) -> Result<AccountMethods> {
    let account::AccountSecurity { has_password, two_step, recovery_codes } =
        account::security(tx, account)?.unwrap_or_default();
    let (methods, notes) = method::of_account(tx, account)?.into_iter().unzip();
    let names = sign_in_name::of_account(tx, account)?;
    let recovery_codes = recovery_codes as usize;
    Ok(AccountMethods { info: Credentials { methods, names, two_step, recovery_codes, has_password }, notes })
}

/// Adds a method that has just been verified, and returns its number. Rejected if the rules say so. `name` is the owner's name for an
/// authenticator app or a passkey. A new contact is told, too.
pub(super) fn add(
    (tx, store): (&Tx, &Store),
    account: &AccountId,
    kind: &MethodKind,
    name: Option<&str>,
    now: Moment,
) -> Result<i64, Stop> {
    protection::refuse_change(tx, account, now)?;
    let before = read(tx, account)?.info;
    before.may_add(kind, store.policy())?;
    account::set_reminder(tx, account, ReminderState::new(now))?; // a method was tested (R1)
    let number = insert(tx, account, kind, false, now)?;
    if let Some(name) = name {
        method::set_name(tx, account, number, name)?;
    }
    tx.record(Event::new(EventKind::MethodAdded).account(account).method(MethodLabel::of(kind)));
    let new = if let MethodKind::Contact(contact) = kind { std::slice::from_ref(contact) } else { &[] };
    let detail = detail_of(kind, name);
    notices_to_write::note(tx, store, account, NoticeKind::MethodAdded, detail, &before, new, now)?;
    Ok(number)
}

/// What messages say about a method.
fn detail_of(kind: &MethodKind, name: Option<&str>) -> NoticeDetail {
    NoticeDetail { method: Some(MethodHint::of(kind, name)), ..NoticeDetail::default() }
}

/// Notes that a contact was turned on or off as a sign-in name.
fn note_name(
    tx: &Tx,
    store: &Store,
    account: &AccountId,
    before: &Credentials,
    (name, is_on): (&Contact, bool),
    now: Moment,
) -> Result<()> {
    tx.record(Event::new(if is_on { EventKind::SignInNameOn } else { EventKind::SignInNameOff }).account(account));
    let detail = NoticeDetail { method: Some(MethodHint::of_contact(name)), is_on, ..NoticeDetail::default() };
    notices_to_write::note(tx, store, account, NoticeKind::SignInNameChanged, detail, before, &[], now)
}

/// The label of a sign-in method in events; of a recovery code, if there is no method.
pub(super) fn label(tx: &Tx, account: &AccountId, method: Option<i64>) -> Result<MethodLabel> {
    let Some(id) = method else { return Ok(MethodLabel::RecoveryCode) };
    let found = read(tx, account)?.info.methods.into_iter().find(|method| method.id == id);
    found.map(|method| MethodLabel::of(&method.kind)).ok_or(StoreError::Damaged("no such method"))
}

/// Adds a method without asking the rules, and returns its number.
pub(super) fn insert(tx: &Tx, account: &AccountId, kind: &MethodKind, is_first: bool, now: Moment) -> Result<i64> {
    let number = account::next_method_number(tx, account)?.ok_or(StoreError::Damaged("no such account"))?;
    method::insert(tx, (account, number), kind, is_first, now)?;
    Ok(number)
}

/// A name belongs to one account (I2).
fn add_name(tx: &Tx, account: &AccountId, name: &Contact, now: Moment) -> Result<(), Stop> {
    match sign_in_name::owner(tx, name)? {
        Some(owner) if owner == *account => Ok(()),
        Some(_) => Err(Problem::NameTaken.into()),
        None => Ok(sign_in_name::insert(tx, account, name, now)?),
    }
}

/// The contacts that get the message about a new device: addresses, and also phones if the account was created without an address.
pub(super) fn contacts_to_tell(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    let began_with_one = method::began_with_address(tx, account)?;
    let mut all = method::contacts(tx, account)?;
    all.retain(|contact| !began_with_one || matches!(contact, Contact::Email(_)));
    Ok(all)
}

/// All contacts of an account. A sign-in name can stay when it is no longer a method (I6).
pub(super) fn all_contacts(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    let (mut all, names) = (method::contacts(tx, account)?, sign_in_name::of_account(tx, account)?);
    all.extend(names.into_iter().filter(|name| !all.contains(name)).collect::<Vec<_>>());
    Ok(all)
}

/// Records that a contact was used for a verification, if it is a method.
pub(super) fn note_use(tx: &Tx, account: &AccountId, contact: &Contact, now: Moment) -> Result<()> {
    match method::number_of(tx, account, contact)? {
        Some(number) => method::note_use(tx, account, number, now),
        None => Ok(()),
    }
}
