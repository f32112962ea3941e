//! Signing keys, which are stored sealed.

use super::changes::{Cached, changed};
use super::error::{Result, Stop};
use super::tables::signing_key::{self, SealedKey};
use super::{Store, sealed};
use crate::secrets::SealedPlace;
use domain::Moment;
use domain::rules::keys::latest_start;

/// A signing key.
pub struct KeyRow {
    /// Its RFC 7638 thumbprint.
    pub id: String,
    /// The key as a PKCS #8 document.
    pub document: Vec<u8>,
    /// The time from which it signs.
    pub signs_from: Moment,
}

impl Store {
    /// All signing keys, in the order in which they sign.
    pub async fn signing_keys(&self) -> Result<Vec<KeyRow>> {
        let key = self.0.key.clone();
        self.read(move |tx| {
            let open = |SealedKey { id, sealed, signs_from }| {
                let document = sealed::open(tx, &key, SealedPlace::SigningKey(&id), &sealed)?;
                Ok(KeyRow { id, document, signs_from })
            };
            signing_key::all(tx)?.into_iter().map(open).collect()
        })
        .await
    }

    /// Adds a key after the newest known one, which signs from `after`; `false` if another server was faster.
    pub async fn add_signing_key(&self, key: KeyRow, after: Option<Moment>) -> Result<bool, Stop> {
        let sealed = self.0.key.seal(SealedPlace::SigningKey(&key.id), &key.document, &self.0.rng);
        let key = SealedKey { id: key.id, sealed, signs_from: key.signs_from };
        let now = self.0.clock.now();
        self.write(move |tx| {
            changed(tx, Cached::Keys)?; // first, so that servers compare the newest key one after another
            Ok(signing_key::insert(tx, &key, after, (now, latest_start(now)))?)
        })
        .await
    }

    /// Deletes a key whose last token has expired, unless the clock may be wrong (O10).
    pub async fn forget_signing_key(&self, id: String) -> Result<(), Stop> {
        if !self.trusts_clock().await? {
            return Ok(());
        }
        self.write(move |tx| {
            changed(tx, Cached::Keys)?;
            Ok(signing_key::delete(tx, &id)?)
        })
        .await
    }
}
