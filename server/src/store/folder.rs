//! The folder of a store: its key, its lock and its permissions.

use super::error::StoreError;
use super::permissions;
use crate::rng::Rng;
use crate::secrets::ServerKey;
use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The folder with the database, the key and the lock.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    key_file: PathBuf,
}

/// The reason why a store can't be opened, as one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it can't be used.
    #[error("{}: {cause}", path.display())]
    File {
        /// The folder or the file.
        path: PathBuf,
        /// The system's error.
        cause: std::io::Error,
    },
    /// There is no store.
    #[error("there is no store in {}; check the path, or run `countersign serve` to create one", .0.display())]
    NoStore(PathBuf),
    /// Another server uses the folder.
    #[error("another server already uses {}; stop it first, or give this one its own --data folder", .0.display())]
    InUse(PathBuf),
    /// A server of an older version uses the store, which must not be migrated under it.
    #[error("the server that uses {} is of an older version; restart it with this version first", .0.display())]
    OlderServer(PathBuf),
    /// The key file has no valid key.
    #[error("{} isn't a server key, which has 64 hexadecimal digits", .0.display())]
    BadKey(PathBuf),
    /// The key's path is empty.
    #[error("{} is empty; set it to the server key's path, or remove it", crate::config::KEY_FILE)]
    NoKeyPath,
    /// Other users can read the key, or change it.
    #[error(
        "other users can read or change the server key {path}; run: chmod 600 {path}. If a container mounts it as a secret, set the secret's \
         mode to 0400 instead",
        path = .0.display()
    )]
    ReadableKey(PathBuf),
    /// There is a store already.
    #[error("there is already a store in {}", .0.display())]
    Exists(PathBuf),
    /// There is a key, but no database.
    #[error(
        "there is a server key ({}) but no database ({}); restore the database from your backup. To start over, remove the key, or keep \
         it with `countersign store create`",
        key.display(), database.display()
    )]
    NoDatabase {
        /// The key's file.
        key: PathBuf,
        /// The database's file.
        database: PathBuf,
    },
    /// There is a key, but the database is empty.
    #[error(
        "the database {database} is empty, although there is a server key ({key}); restore it from your backup, which needs the file \
         {database}-wal as well if it was copied from a running server. To start over, remove the database and the key",
        database = database.display(), key = key.display()
    )]
    EmptyDatabase {
        /// The key's file.
        key: PathBuf,
        /// The database's file.
        database: PathBuf,
    },
    /// The database's key is missing.
    #[error("the server key {} is missing, and the store can't be opened without it; restore it from your backup", .0.display())]
    NoKey(PathBuf),
    /// The key is another database's.
    #[error("the server key in {} isn't the one that this store was created with", .0.display())]
    WrongKey(PathBuf),
    /// The database was written by a newer version.
    #[error("the store needs a newer version of Countersign (it has schema {found}, this version knows {known})")]
    TooNew {
        /// The database's schema.
        found: u32,
        /// The newest schema that this version knows.
        known: u32,
    },
    /// The database can't be opened.
    #[error("{}: {cause}", path.display())]
    Database {
        /// The database's file.
        path: PathBuf,
        /// The error from `SQLite`.
        cause: StoreError,
    },
}

/// The server key of a folder.
pub(super) struct FolderKey {
    pub(super) key: ServerKey,
    /// Whether it was made just now.
    pub(super) is_new: bool,
}

impl Folder {
    /// A folder. `key_file` is the key's path, if the operator keeps it elsewhere.
    pub fn new(path: impl Into<PathBuf>, key_file: Option<PathBuf>) -> Self {
        let path = path.into();
        let key_file = key_file.unwrap_or_else(|| path.join("key"));
        Self { path, key_file }
    }

    /// The key's path.
    pub(super) fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// Locks the folder for one server, until the returned file is closed or the process ends.
    pub fn lock(&self) -> Result<File, OpenError> {
        self.try_lock()?.ok_or_else(|| OpenError::InUse(self.path.clone()))
    }

    /// Locks the folder for a command that migrates the store, unless a server uses it. Only during the command's [turn](Self::turn), so
    /// that a server that starts meanwhile waits instead of failing.
    pub(super) fn lock_to_migrate(&self) -> Result<File, OpenError> {
        self.try_lock()?.ok_or_else(|| OpenError::OlderServer(self.path.clone()))
    }

    fn try_lock(&self) -> Result<Option<File>, OpenError> {
        self.create()?;
        let path = self.path.join("lock");
        let file = File::create(&path).map_err(|cause| OpenError::File { path: path.clone(), cause })?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(OpenError::File { path, cause }),
        }
    }

    /// Waits until no other process is opening the store, because one at a time may create the key, the database and its tables. The turn
    /// lasts until the returned file is closed.
    pub(super) fn turn(&self) -> Result<File, OpenError> {
        self.create()?;
        let path = self.path.join("opening");
        let failed = |cause| OpenError::File { path: path.clone(), cause };
        let file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// The server key. It is created if there is neither a key nor a database.
    pub(super) fn key(&self, rng: &Rng) -> Result<FolderKey, OpenError> {
        self.create()?;
        let path = &self.key_file;
        if path.as_os_str().is_empty() {
            return Err(OpenError::NoKeyPath);
        }
        match File::open(path) {
            Ok(file) => Ok(FolderKey { key: self.read_key(file)?, is_new: false }),
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(OpenError::File { path: path.clone(), cause })
            }
            Err(_) if self.exists() => Err(OpenError::NoKey(path.clone())),
            Err(_) => self.make_key(rng),
        }
    }

    fn read_key(&self, mut file: File) -> Result<ServerKey, OpenError> {
        let path = &self.key_file;
        let failed = |cause| OpenError::File { path: path.clone(), cause };
        if !permissions::is_key_private(&file, path).map_err(failed)? {
            return Err(OpenError::ReadableKey(path.clone()));
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(failed)?;
        ServerKey::from_hex(&text).ok_or_else(|| OpenError::BadKey(path.clone()))
    }

    /// Creates the key of a new store. If two processes start at once, one creates it and the other reads it.
    fn make_key(&self, rng: &Rng) -> Result<FolderKey, OpenError> {
        let path = &self.key_file;
        let key = ServerKey::generate(rng);
        let draft = path.with_extension(format!("new-{}", std::process::id()));
        match publish_private(&draft, path, &key.to_hex()) {
            Ok(()) => Ok(FolderKey { key, is_new: true }),
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => self.key(rng),
            Err(cause) => Err(OpenError::File { path: path.clone(), cause }),
        }
    }

    /// Refuses a folder without a database, whose key was there before: a new database would hide that the old one is lost.
    pub(super) fn refuse_lost_database(&self) -> Result<(), OpenError> {
        let (key, database) = (self.key_file.clone(), self.database());
        if self.exists() { Ok(()) } else { Err(OpenError::NoDatabase { key, database }) }
    }

    /// The error for a database without any tables, whose key was there before.
    pub(super) fn empty_database(&self) -> OpenError {
        OpenError::EmptyDatabase { key: self.key_file.clone(), database: self.database() }
    }

    /// Refuses a folder with a database.
    pub(super) fn refuse_database(&self) -> Result<(), OpenError> {
        if self.exists() { Err(OpenError::Exists(self.path.clone())) } else { Ok(()) }
    }

    /// Takes the database's files from users other than their owner.
    pub(super) fn tighten(&self) {
        permissions::tighten(&self.path, &self.database());
    }

    /// Whether the store exists.
    pub fn exists(&self) -> bool {
        self.database().exists()
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join("countersign.db")
    }

    fn create(&self) -> Result<(), OpenError> {
        private_folder(&self.path).map_err(|cause| OpenError::File { path: self.path.clone(), cause })
    }
}

/// Creates a folder, unless it exists, that only its owner can read, because it will have contacts, hashes and messages.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Writes a new file that only its owner can read. It appears complete and synced, and never replaces another file.
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
    // The file's name is on disk once its folder is synced. The parent of a bare file name is an empty path.
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
