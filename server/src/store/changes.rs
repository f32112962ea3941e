//! What a running server keeps in memory, and how it notices that another process has changed it (O5).

use super::Store;
use super::error::Result;
use super::tables::meta;
use super::tx::Tx;

/// What is kept in memory.
#[derive(Clone, Copy, Debug)]
pub enum Cached {
    /// Device clients.
    Clients,
    /// Signing keys.
    Keys,
}

impl Cached {
    fn name(self) -> &'static str {
        match self {
            Self::Clients => "clients_version",
            Self::Keys => "keys_version",
        }
    }
}

/// Says, in the transaction of the change, that it has changed.
pub(super) fn changed(tx: &Tx, what: Cached) -> Result<()> {
    meta::increase(tx, what.name())
}

impl Store {
    /// Differs from an earlier answer when it has changed since.
    pub async fn version_of(&self, what: Cached) -> Result<i64> {
        self.read(move |tx| meta::number(tx, what.name())).await
    }
}
