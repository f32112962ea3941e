//! The versions of the data that a running server keeps in memory, so that it notices changes by other processes (O5).

use super::Store;
use super::error::Result;
use super::tables::meta;
use super::tx::Tx;

/// Data that a running server keeps in memory.
#[derive(Clone, Copy, Debug)]
pub enum Cached {
    /// Clients.
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

/// Records a change, in the transaction that makes it.
pub(super) fn changed(tx: &Tx, what: Cached) -> Result<()> {
    meta::increase(tx, what.name())
}

impl Store {
    /// The version, which increases with each change.
    pub async fn version_of(&self, what: Cached) -> Result<i64> {
        self.read(move |tx| meta::number(tx, what.name())).await
    }
}
