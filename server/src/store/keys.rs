//! Signing keys, sealed at rest.

use super::changes::{Cached, changed};
use super::{Result, Store, StoreError};
use crate::secrets::Purpose;
use domain::Moment;
use rusqlite::params;

/// A signing key.
pub struct KeyRow {
    /// Its RFC 7638 thumbprint.
    pub id: String,
    /// PKCS #8.
    pub document: Vec<u8>,
    /// When it begins to sign.
    pub signs_from: Moment,
}

impl Store {
    /// All signing keys, in the order in which they sign.
    pub fn signing_keys(&self) -> Result<Vec<KeyRow>> {
        let rows: Vec<(String, Vec<u8>, i64)> = self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT id, sealed, signs_from FROM signing_key ORDER BY signs_from, id")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })?;
        let open = |(id, sealed, signs_from): (String, Vec<u8>, i64)| {
            let opened = self.0.key.open(Purpose::SigningKey, &sealed);
            let document = opened.map_err(|_| StoreError::Damaged("a signing key does not open"))?;
            Ok(KeyRow { id, document, signs_from: Moment(signs_from) })
        };
        rows.into_iter().map(open).collect()
    }

    /// Keeps a new key that follows `after`, the newest of those known; `false` when another server has been faster.
    pub async fn add_signing_key(&self, key: KeyRow, after: Option<Moment>) -> Result<bool> {
        let sealed = self.0.key.seal(Purpose::SigningKey, &key.document, &self.0.rng);
        let now = self.0.clock.now();
        self.0
            .engine
            .writer
            .write(move |connection| {
                let rows = connection.execute(
                    "INSERT INTO signing_key (id, sealed, created, signs_from)
                     SELECT ?1, ?2, ?3, ?4 WHERE (SELECT max(signs_from) FROM signing_key) IS ?5",
                    params![key.id, sealed, now.0, key.signs_from.0, after.map(|after| after.0)],
                )?;
                changed(connection, Cached::Keys)?;
                Ok(rows == 1)
            })
            .await
    }

    /// Forgets a key whose last token has ended.
    pub async fn forget_signing_key(&self, id: String) -> Result<()> {
        self.0
            .engine
            .writer
            .write(move |connection| {
                connection.execute("DELETE FROM signing_key WHERE id = ?1", [id])?;
                changed(connection, Cached::Keys)?;
                Ok(())
            })
            .await
    }
}
