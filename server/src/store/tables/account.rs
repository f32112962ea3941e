//! Accounts: their passwords and other data that each has once.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::contact::Contact;

/// An account found by its sign-in name, and the password hash to check first.
#[derive(Clone)]
pub struct PasswordRecord {
    /// The account.
    pub account: AccountId,
    /// The argon2id hash as a PHC string; `None` if the account has no password.
    pub hash: Option<String>,
}

/// An account's own data, for an operator.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Its ID.
    pub id: AccountId,
    /// The time when it was created.
    pub created: Moment,
    /// The time of the last sign-in.
    pub signed_in: Option<Moment>,
    /// The time when an operator disabled it; `None` if it is enabled.
    pub disabled: Option<Moment>,
}

/// A sign-in name and its account.
#[derive(Clone, Debug)]
pub struct NamedAccount {
    /// The name.
    pub name: Contact,
    /// The account.
    pub row: AccountRow,
}

/// An account's security info, except its sign-in methods and names.
#[derive(Default)]
pub(crate) struct AccountSecurity {
    pub(crate) has_password: bool,
    pub(crate) two_step: bool,
    /// The number of unused codes.
    pub(crate) recovery_codes: u32,
}

/// Adds an account.
pub(crate) fn insert(tx: &Tx, id: &AccountId, password: Option<&str>, created: Moment) -> Result<()> {
    tx.run("INSERT INTO account (id, password, created) VALUES ($1, $2, $3)", values![id, password, created])
}

/// The account with a sign-in name.
pub(crate) fn by_name(tx: &Tx, name: &Contact) -> Result<Option<PasswordRecord>> {
    tx.one(
        "SELECT account.id, account.password FROM sign_in_name JOIN account ON account.id = sign_in_name.account
         WHERE sign_in_name.name = $1",
        values![name],
        |row| Ok(PasswordRecord { account: row.get("id")?, hash: row.get("password")? }),
    )
}

/// Whether a hash is the one of an account's current password.
pub(crate) fn has_password(tx: &Tx, id: &AccountId, hash: &str) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND password = $2", values![id, hash])
}

/// Replaces an account's password hash.
pub(crate) fn set_password(tx: &Tx, id: &AccountId, hash: &str) -> Result<()> {
    tx.run("UPDATE account SET password = $1 WHERE id = $2", values![hash, id])
}

/// Begins a new epoch of an account, which voids the approvals that no device has collected yet (D7).
pub(crate) fn raise_epoch(tx: &Tx, id: &AccountId) -> Result<()> {
    tx.run("UPDATE account SET epoch = epoch + 1 WHERE id = $1", values![id])
}

/// An account's security info.
pub(crate) fn security(tx: &Tx, id: &AccountId) -> Result<Option<AccountSecurity>> {
    tx.one(
        "SELECT password IS NOT NULL AS has_password, two_step,
         (SELECT count(*) FROM recovery_code WHERE account = account.id) AS recovery_codes
         FROM account WHERE id = $1",
        values![id],
        |row| {
            let (has_password, two_step) = (row.get("has_password")?, row.get("two_step")?);
            Ok(AccountSecurity { has_password, two_step, recovery_codes: row.get("recovery_codes")? })
        },
    )
}

/// Whether its owner has ever signed in.
pub(crate) fn has_signed_in(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND signed_in IS NOT NULL", values![id])
}

/// Records a sign-in, on a page in a language.
pub(crate) fn note_sign_in(tx: &Tx, id: &AccountId, language: &str, now: Moment) -> Result<()> {
    tx.run("UPDATE account SET signed_in = $1, language = $2 WHERE id = $3", values![now, language, id])
}

/// Whether two-step verification is on.
pub(crate) fn has_two_step(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND two_step", values![id])
}

/// Switches two-step verification on or off; `false` if it was asked for with a set of recovery codes that a newer one has replaced.
pub(crate) fn set_two_step(tx: &Tx, id: &AccountId, on: bool, set: Option<u64>) -> Result<bool> {
    tx.run_one(
        "UPDATE account SET two_step = $1 WHERE id = $2 AND recovery_code_sets = coalesce($3, recovery_code_sets)",
        values![on, id, set.map(stored_set)],
    )
}

/// The number for a new set of recovery codes.
pub(crate) fn next_recovery_code_set(tx: &Tx, id: &AccountId) -> Result<Option<i64>> {
    tx.one(
        "UPDATE account SET recovery_code_sets = recovery_code_sets + 1 WHERE id = $1 RETURNING recovery_code_sets",
        values![id],
        |row| row.get("recovery_code_sets"),
    )
}

/// Whether a set of recovery codes is an account's newest one.
pub(crate) fn has_recovery_code_set(tx: &Tx, id: &AccountId, set: u64) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND recovery_code_sets = $2", values![id, stored_set(set)])
}

/// A set's number as it is stored. A number that no set can have is nobody's.
fn stored_set(set: u64) -> i64 {
    i64::try_from(set).unwrap_or(-1)
}

/// The number for a new sign-in method. No method of the account had it before.
pub(crate) fn next_method_number(tx: &Tx, id: &AccountId) -> Result<Option<i64>> {
    tx.one(
        "UPDATE account SET methods_made = methods_made + 1 WHERE id = $1 RETURNING methods_made",
        values![id],
        |row| row.get("methods_made"),
    )
}

/// The language of the page at an account's last sign-in.
pub(crate) fn language(tx: &Tx, id: &AccountId) -> Result<Option<String>> {
    let language = tx.one("SELECT language FROM account WHERE id = $1", values![id], |row| row.get("language"))?;
    Ok(language.flatten())
}

/// The account with an ID.
pub(crate) fn by_id(tx: &Tx, id: &str) -> Result<Option<AccountId>> {
    tx.one("SELECT id FROM account WHERE id = $1", values![id], |row| row.get("id"))
}

/// An account's own data.
pub(crate) fn row(tx: &Tx, id: &AccountId) -> Result<Option<AccountRow>> {
    tx.one("SELECT id, created, signed_in, disabled FROM account WHERE id = $1", values![id], read_row)
}

/// Up to `most` sign-in names with their accounts, in alphabetical order: those from `from` to `end` that come after `after`.
pub(crate) fn list(tx: &Tx, [from, end, after]: [&str; 3], most: u32) -> Result<Vec<NamedAccount>> {
    tx.all(
        "SELECT sign_in_name.name, account.id, account.created, account.signed_in, account.disabled
         FROM sign_in_name JOIN account ON account.id = sign_in_name.account
         WHERE sign_in_name.name >= $1 AND sign_in_name.name < $2 AND sign_in_name.name > $3
         ORDER BY sign_in_name.name LIMIT $4",
        values![from, end, after, most],
        |row| Ok(NamedAccount { name: row.get("name")?, row: read_row(row)? }),
    )
}

/// Whether an operator has disabled an account.
pub(crate) fn is_disabled(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND disabled IS NOT NULL", values![id])
}

/// Disables an account; `false` if it is disabled already.
pub(crate) fn disable(tx: &Tx, id: &AccountId, now: Moment) -> Result<bool> {
    tx.run_one("UPDATE account SET disabled = $1 WHERE id = $2 AND disabled IS NULL", values![now, id])
}

/// Enables an account; `false` if it isn't disabled.
pub(crate) fn enable(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.run_one("UPDATE account SET disabled = NULL WHERE id = $1 AND disabled IS NOT NULL", values![id])
}

/// Deletes an account, with all rows that refer to it; `false` if it is gone.
pub(crate) fn delete(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.run_one("DELETE FROM account WHERE id = $1", values![id])
}

fn read_row(row: &Row) -> Result<AccountRow> {
    let (created, signed_in) = (row.get("created")?, row.get("signed_in")?);
    Ok(AccountRow { id: row.get("id")?, created, signed_in, disabled: row.get("disabled")? })
}
