//! Recovery codes that are left, as keyed hashes.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;

/// Adds one.
pub(crate) fn insert(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<()> {
    tx.run("INSERT INTO recovery_code (account, hash) VALUES ($1, $2)", values![account, hash])?;
    Ok(())
}

/// Whether an account has one that is left.
pub(crate) fn exists(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<bool> {
    tx.exists("SELECT 1 FROM recovery_code WHERE account = $1 AND hash = $2", values![account, hash])
}

/// Spends one.
pub(crate) fn delete(tx: &Tx, account: &AccountId, hash: &[u8; 16]) -> Result<()> {
    tx.run("DELETE FROM recovery_code WHERE account = $1 AND hash = $2", values![account, hash])?;
    Ok(())
}

/// Voids all that an account has.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM recovery_code WHERE account = $1", values![account])?;
    Ok(())
}
