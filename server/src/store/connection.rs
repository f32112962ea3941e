//! Opening the folder: the key, the lock, the connections.

use super::{Result, StoreError, schema};
use crate::rng::Rng;
use crate::secrets::{Purpose, ServerKey};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// The folder that holds the database, the key and the lock.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    key_file: PathBuf,
}

/// Why a store cannot be opened; each is one clear line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be used.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// No store.
    #[error("there is no store in {}: is the path right? `countersign serve` makes one", .0.display())]
    NoStore(PathBuf),
    /// A second server.
    #[error("another countersign serves {} already: stop it first, or give this one its own --data folder", .0.display())]
    InUse(PathBuf),
    /// The key file's text is no key.
    #[error("{} is not a server key: it should hold 64 hexadecimal digits", .0.display())]
    BadKey(PathBuf),
    /// There is a database, but no key.
    #[error("{} is missing, but the store beside it was made with one: put it back from where you keep it", .0.display())]
    NoKey(PathBuf),
    /// Another key.
    #[error("the server key in {} is not the one this store was made with", .0.display())]
    WrongKey(PathBuf),
    /// The database was made by a later version.
    #[error("the store was made by a newer countersign (schema {found}, this one knows {known}): update this one")]
    TooNew {
        /// Its schema's number.
        found: u32,
        /// The newest this version knows.
        known: u32,
    },
    /// The database refuses.
    #[error("{}: {cause}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What `SQLite` says.
        cause: StoreError,
    },
}

const READERS: usize = 2;
/// Holds the hot ends of the trees that a group of writes touches.
const WRITER_CACHE_KIB: i64 = 6000;
/// A read is one row by its key: what is not here is in the system's page cache, a microsecond away.
const READER_CACHE_KIB: i64 = 2000;

impl Folder {
    /// A folder; `key_file` is elsewhere when the operator says so.
    pub fn new(path: impl Into<PathBuf>, key_file: Option<PathBuf>) -> Self {
        let path = path.into();
        let key_file = key_file.unwrap_or_else(|| path.join("key"));
        Self { path, key_file }
    }

    /// Claims the folder for one server. The claim ends with the returned file, also when the process is killed.
    pub fn lock(&self) -> std::result::Result<File, OpenError> {
        self.create()?;
        let path = self.path.join("lock");
        let file = File::create(&path).map_err(|cause| OpenError::File { path: path.clone(), cause })?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(self.path.clone())),
            Err(TryLockError::Error(cause)) => Err(OpenError::File { path, cause }),
        }
    }

    /// Waits until nobody else opens the store: making the key, the database and its tables is for one process at a time. The turn
    /// ends with the returned file.
    pub(super) fn turn(&self) -> std::result::Result<File, OpenError> {
        self.create()?;
        let path = self.path.join("opening");
        let failed = |cause| OpenError::File { path: path.clone(), cause };
        let file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Reads the server key; makes one when there is no store yet.
    pub(super) fn key(&self, rng: &Rng) -> std::result::Result<ServerKey, OpenError> {
        self.create()?;
        let path = &self.key_file;
        match fs::read_to_string(path) {
            Ok(text) => ServerKey::from_hex(&text).ok_or_else(|| OpenError::BadKey(path.clone())),
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(OpenError::File { path: path.clone(), cause })
            }
            Err(_) if self.exists() => Err(OpenError::NoKey(path.clone())),
            Err(_) => self.make_key(rng),
        }
    }

    /// Makes the key of a new store. Of two that start at once, one makes it and the other takes that one.
    fn make_key(&self, rng: &Rng) -> std::result::Result<ServerKey, OpenError> {
        let path = &self.key_file;
        let key = ServerKey::generate(rng);
        let draft = path.with_extension(format!("new-{}", std::process::id()));
        match publish_private(&draft, path, &key.to_hex()) {
            Ok(()) => Ok(key),
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => self.key(rng),
            Err(cause) => Err(OpenError::File { path: path.clone(), cause }),
        }
    }

    pub(super) fn open_for_writing(&self, key: &ServerKey) -> std::result::Result<Connection, OpenError> {
        let failed = |cause: rusqlite::Error| OpenError::Database { path: self.database(), cause: cause.into() };
        let mut connection = Connection::open(self.database()).map_err(failed)?;
        prepare(&connection, WRITER_CACHE_KIB).map_err(failed)?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(failed)?;
        schema::migrate(&mut connection)
            .map_err(failed)?
            .map_err(|(found, known)| OpenError::TooNew { found, known })?;
        if check_key(&connection, key).map_err(failed)? {
            Ok(connection)
        } else {
            Err(OpenError::WrongKey(self.key_file.clone()))
        }
    }

    pub(super) fn open_for_reading(&self) -> std::result::Result<Readers, OpenError> {
        let failed = |cause: rusqlite::Error| OpenError::Database { path: self.database(), cause: cause.into() };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(self.database(), flags)?;
            prepare(&connection, READER_CACHE_KIB).map(|()| Mutex::new(connection))
        };
        Ok(Readers((0..READERS).map(|_| open()).collect::<rusqlite::Result<_>>().map_err(failed)?))
    }

    /// The database refused.
    pub(super) fn failed(&self, cause: StoreError) -> OpenError {
        OpenError::Database { path: self.database(), cause }
    }

    /// Whether there is a store.
    pub fn exists(&self) -> bool {
        self.database().exists()
    }

    fn database(&self) -> PathBuf {
        self.path.join("countersign.db")
    }

    fn create(&self) -> std::result::Result<(), OpenError> {
        private_folder(&self.path).map_err(|cause| OpenError::File { path: self.path.clone(), cause })
    }
}

fn prepare(connection: &Connection, cache_kib: i64) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    // SQLite takes a negative size as KiB instead of pages.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")
}

/// Remembers the key on the first start, compares it on every later one (O6).
fn check_key(connection: &Connection, key: &ServerKey) -> rusqlite::Result<bool> {
    let check = key.hash(Purpose::KeyCheck, b"");
    connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('key_check', ?1)", [check])?;
    connection.query_row("SELECT value = ?1 FROM meta WHERE name = 'key_check'", [check], |row| row.get(0))
}

/// Makes a folder, unless it is there, that only its owner reads: it will hold contacts, hashes and messages.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Writes a new file that only its owner reads: whole, on disk, and never in place of another.
fn publish_private(draft: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(draft, path);
    fs::remove_file(draft)?;
    linked?;
    // The name is on disk when its folder is.
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// Connections for reading: a read takes microseconds, so it runs where it is asked for, without changing threads.
pub(super) struct Readers(Vec<Mutex<Connection>>);

impl Readers {
    /// Runs a read on the first connection that is free.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let free = self.0.iter().find_map(|reader| reader.try_lock().ok());
        let reader = match free {
            Some(reader) => reader,
            None => self.0[0].lock().map_err(|_| StoreError::Damaged("a reader panicked"))?,
        };
        Ok(read(&reader)?)
    }
}
