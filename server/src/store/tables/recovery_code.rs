//! Unused recovery codes, as keyed hashes.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;

/// Adds a code.
pub(crate) fn insert(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<()> {
    tx.run("INSERT INTO recovery_code (account, hash) VALUES ($1, $2)", values![account, hash])
}

/// Whether an account has an unused code with a hash.
pub(crate) fn exists(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<bool> {
    tx.exists("SELECT 1 FROM recovery_code WHERE account = $1 AND hash = $2", values![account, hash])
}

/// Uses up a code.
pub(crate) fn delete(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<()> {
    tx.run("DELETE FROM recovery_code WHERE account = $1 AND hash = $2", values![account, hash])
}

/// Voids all codes of an account.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM recovery_code WHERE account = $1", values![account])
}
