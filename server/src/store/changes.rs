//! What a running server keeps in memory, and how it notices that another process has changed it (O5).

use super::{Result, Store};
use rusqlite::Connection;

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
pub(super) fn changed(connection: &Connection, what: Cached) -> rusqlite::Result<usize> {
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
        [what.name()],
    )
}

impl Store {
    /// Differs from an earlier answer when it has changed since.
    pub fn version_of(&self, what: Cached) -> Result<i64> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT coalesce((SELECT value FROM meta WHERE name = ?1), 0)")?
                .query_row([what.name()], |row| row.get(0))
        })
    }
}
