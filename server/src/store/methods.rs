//! The sign-in methods and sign-in names of accounts (I1–I6). Each change applies the rules to the state that its transaction reads.

use super::error::{Result, Stop, StoreError};
use super::stepped_up::SteppedUpSession;
use super::tables::method::Note;
use super::tables::{account, method, sign_in_name};
use super::tx::Tx;
use super::{AccountId, Store};
use domain::contact::Contact;
use domain::rules::policy::Policy;
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
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let remove = move |tx: &Tx, account: &AccountId| {
            let info = read(tx, account)?.info;
            let kind = info.methods.iter().find(|method| method.id == id).map(|method| method.kind.clone());
            let name = info.remove(id, now, &policy)?;
            account::raise_epoch(tx, account)?;
            method::delete(tx, account, id)?;
            if let Some(name) = name {
                sign_in_name::delete(tx, account, &name)?;
            }
            Ok(kind.ok_or(Problem::MethodUnknown)?)
        };
        self.write_as(by, remove).await
    }

    /// Turns a contact on or off as a sign-in name.
    pub async fn switch_sign_in(&self, by: SteppedUpSession, id: i64, on: bool) -> Result<(), Stop> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let switch = move |tx: &Tx, account: &AccountId| {
            let info = read(tx, account)?.info;
            if on {
                return add_name(tx, account, &info.switch_on(id)?, now);
            }
            Ok(sign_in_name::delete(tx, account, &info.switch_off(id, now, &policy)?)?)
        };
        self.write_as(by, switch).await
    }

    /// Drops the sign-in name that isn't a sign-in method any more.
    pub async fn drop_name(&self, by: SteppedUpSession) -> Result<(), Stop> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let drop = move |tx: &Tx, account: &AccountId| {
            let name = read(tx, account)?.info.drop_name(now, &policy)?;
            Ok(sign_in_name::delete(tx, account, &name)?)
        };
        self.write_as(by, drop).await
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
/// authenticator app or a passkey.
pub(super) fn add(
    tx: &Tx,
    account: &AccountId,
    kind: &MethodKind,
    name: Option<&str>,
    (now, policy): (Moment, &Policy),
) -> Result<i64, Stop> {
    read(tx, account)?.info.may_add(kind, policy)?;
    let number = insert(tx, account, kind, false, now)?;
    if let Some(name) = name {
        method::set_name(tx, account, number, name)?;
    }
    Ok(number)
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

/// Records that a contact was used for a verification, if it is a method.
pub(super) fn note_use(tx: &Tx, account: &AccountId, contact: &Contact, now: Moment) -> Result<()> {
    match method::number_of(tx, account, contact)? {
        Some(number) => method::note_use(tx, account, number, now),
        None => Ok(()),
    }
}
