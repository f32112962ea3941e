//! Passkeys (`WebAuthn`), by credential ID.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;

/// A passkey's row.
pub(crate) struct PasskeyRow {
    pub(crate) account: AccountId,
    /// The number of the sign-in method.
    pub(crate) method: i64,
    /// The public key, counter and flags, as JSON.
    pub(crate) credential: String,
}

/// Adds the passkey of a sign-in method.
pub(crate) fn insert(tx: &Tx, id: &[u8], (account, method): (&AccountId, i64), credential: &str) -> Result<()> {
    tx.run(
        "INSERT INTO passkey (id, account, number, credential) VALUES ($1, $2, $3, $4)",
        values![id, account, method, credential],
    )
}

/// The passkey with a credential ID.
pub(crate) fn by_id(tx: &Tx, id: &[u8]) -> Result<Option<PasskeyRow>> {
    tx.one("SELECT account, number, credential FROM passkey WHERE id = $1", values![id], read)
}

/// The passkeys of an account, oldest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<PasskeyRow>> {
    tx.all("SELECT account, number, credential FROM passkey WHERE account = $1 ORDER BY number", values![account], read)
}

/// Whether a passkey with a credential ID exists.
pub(crate) fn exists(tx: &Tx, id: &[u8]) -> Result<bool> {
    tx.exists("SELECT 1 FROM passkey WHERE id = $1", values![id])
}

/// Replaces a credential after its use; `false` if it has changed in the meantime.
pub(crate) fn note_use(tx: &Tx, (account, method): (&AccountId, i64), before: &str, after: &str) -> Result<bool> {
    tx.run_one(
        "UPDATE passkey SET credential = $1 WHERE account = $2 AND number = $3 AND credential = $4",
        values![after, account, method, before],
    )
}

fn read(row: &Row) -> Result<PasskeyRow> {
    Ok(PasskeyRow { account: row.get("account")?, method: row.get("number")?, credential: row.get("credential")? })
}
