//! Opening the sealed data of rows, also in the form of version 0.1 (N9).

use super::error::{Result, StoreError};
use super::tables::meta;
use super::tx::Tx;
use crate::secrets::{SealedPlace, ServerKey};

/// Opens the sealed data of a row. The form of version 0.1, which opens in any row, is accepted until the store is resealed.
pub(super) fn open(tx: &Tx, key: &ServerKey, place: SealedPlace, sealed: &[u8]) -> Result<Vec<u8>> {
    let is_old = !sealed.starts_with(&key.header()) && !is_resealed(tx, key)?;
    let opened = if is_old { key.open_old(place, sealed) } else { key.open(place, sealed) };
    opened.map_err(|_| StoreError::Damaged(damage(place)))
}

/// Whether everything in the store is sealed in the present form.
pub(super) fn is_resealed(tx: &Tx, key: &ServerKey) -> Result<bool> {
    meta::has_key_check(tx, &key.check())
}

fn damage(place: SealedPlace) -> &'static str {
    match place {
        SealedPlace::SigningKey(_) => "a signing key can't be unsealed",
        SealedPlace::Message(_) => "a message can't be unsealed",
        SealedPlace::RefreshSeed(_) => "the seed of refresh tokens can't be unsealed",
        SealedPlace::AuthenticatorSeed { .. } => "the seed of an authenticator app can't be unsealed",
        SealedPlace::Ceremony { .. } => "a ceremony can't be unsealed",
    }
}
