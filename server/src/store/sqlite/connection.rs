//! Connections to the database of a folder, for the writer and for the readers.

use super::migrations::{self, SchemaAge, TooNew};
use super::readers::Readers;
use crate::secrets::ServerKey;
use crate::store::Opener;
use crate::store::folder::{Folder, OpenError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::sync::Mutex;
use std::time::Duration;

const READERS: usize = 2;
/// Enough for the ends of the trees that a group of writes changes.
const WRITER_CACHE_KIB: i64 = 6000;
/// Most reads are one row by its key. Other pages are in the system's cache, a microsecond away.
const READER_CACHE_KIB: i64 = 2000;

/// More than all statements, so that each is prepared once.
const STATEMENTS: usize = 256;

/// The writer's connection. Migrates the schema, unless a server of an older version uses it. Fails if the key is another server's, or if a
/// database that isn't new has no tables.
pub(super) fn open_for_writing(opener: Opener, folder: &Folder, key: &ServerKey) -> Result<Connection, OpenError> {
    let failed = |cause: rusqlite::Error| OpenError::Database { path: folder.database(), cause: cause.into() };
    let mut connection = Connection::open(folder.database()).map_err(failed)?;
    prepare(&connection, WRITER_CACHE_KIB).map_err(failed)?;
    let _lock = match (migrations::schema_age(&connection).map_err(failed)?, opener) {
        (SchemaAge::Empty, Opener::Server | Opener::Command) => return Err(folder.empty_database()),
        (SchemaAge::Older, Opener::Command) => Some(folder.lock_to_migrate()?),
        _ => None,
    };
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(failed)?;
    if let Some(TooNew { found, known }) = migrations::migrate(&mut connection).map_err(failed)? {
        return Err(OpenError::TooNew { found, known });
    }
    if check_key(&connection, key).map_err(failed)? {
        Ok(connection)
    } else {
        Err(OpenError::WrongKey(folder.key_file().to_owned()))
    }
}

/// The readers' connections.
pub(super) fn open_for_reading(folder: &Folder) -> Result<Readers, OpenError> {
    let failed = |cause: rusqlite::Error| OpenError::Database { path: folder.database(), cause: cause.into() };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(folder.database(), flags)?;
        prepare(&connection, READER_CACHE_KIB).map(|()| Mutex::new(connection))
    };
    Ok(Readers((0..READERS).map(|_| open()).collect::<rusqlite::Result<_>>().map_err(failed)?))
}

fn prepare(connection: &Connection, cache_kib: i64) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise, SQLite compiles a statement with a join anew for each of its values, in case they suggest another plan.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // SQLite takes a negative size as KiB instead of pages.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")
}

/// Records the key at the first start, and compares it at every later one (O6).
fn check_key(connection: &Connection, key: &ServerKey) -> rusqlite::Result<bool> {
    let (check, old) = (key.check(), key.old_check());
    connection.execute("INSERT INTO meta (name, value) VALUES ('key_check', ?1) ON CONFLICT DO NOTHING", [check])?;
    connection.query_row("SELECT value IN (?1, ?2) FROM meta WHERE name = 'key_check'", [check, old], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::prepare;
    use rusqlite::{Connection, StatementStatus};

    #[test]
    fn a_statement_is_compiled_once_whatever_its_values_are() {
        let connection = Connection::open_in_memory().expect("a database");
        prepare(&connection, 100).expect("prepared");
        connection
            .execute_batch(
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT); CREATE TABLE b (id TEXT PRIMARY KEY) WITHOUT ROWID",
            )
            .expect("tables");
        let mut statement =
            connection.prepare_cached("SELECT a.id FROM a JOIN b ON b.id = a.b WHERE a.id = $1").expect("compiles");
        for id in 0..3 {
            assert!(!statement.exists([id]).expect("read"));
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
