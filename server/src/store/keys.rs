//! Signing keys, sealed at rest.

use super::{Result, Store, StoreError};
use crate::secrets::Purpose;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// The key that signs: its id and PKCS #8 document. `None` in a new store.
    pub fn signing_key(&self) -> Result<Option<(String, Vec<u8>)>> {
        let found: Option<(String, Vec<u8>)> = self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT id, sealed FROM signing_key ORDER BY created DESC LIMIT 1")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })?;
        found
            .map(|(id, sealed)| {
                let opened = self.0.key.open(Purpose::SigningKey, &sealed);
                opened.map(|document| (id, document)).map_err(|_| StoreError::Damaged("a signing key does not open"))
            })
            .transpose()
    }

    /// Keeps a new signing key.
    pub async fn add_signing_key(&self, id: String, document: &[u8]) -> Result<()> {
        let sealed = self.0.key.seal(Purpose::SigningKey, document, &self.0.chance);
        let now = self.0.clock.now();
        self.0
            .writer
            .write_one(move |connection| {
                connection.execute(
                    "INSERT INTO signing_key (id, sealed, created) VALUES (?1, ?2, ?3)",
                    params![id, sealed, now.0],
                )?;
                Ok(())
            })
            .await
    }
}
