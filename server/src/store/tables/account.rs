//! Accounts: their passwords and other data that each has once.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
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

/// Records a sign-in.
pub(crate) fn note_sign_in(tx: &Tx, id: &AccountId, now: Moment) -> Result<()> {
    tx.run("UPDATE account SET signed_in = $1 WHERE id = $2", values![now, id])
}

/// Whether two-step verification is on.
pub(crate) fn has_two_step(tx: &Tx, id: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM account WHERE id = $1 AND two_step", values![id])
}

/// Switches two-step verification on or off.
pub(crate) fn set_two_step(tx: &Tx, id: &AccountId, on: bool) -> Result<()> {
    tx.run("UPDATE account SET two_step = $1 WHERE id = $2", values![on, id])
}

/// The number for a new sign-in method. No method of the account had it before.
pub(crate) fn next_method_number(tx: &Tx, id: &AccountId) -> Result<Option<i64>> {
    tx.one(
        "UPDATE account SET methods_made = methods_made + 1 WHERE id = $1 RETURNING methods_made",
        values![id],
        |row| row.get("methods_made"),
    )
}
