//! The folder of a store: its key, its lock, and who may open it.

use super::error::StoreError;
use crate::rng::Rng;
use crate::secrets::ServerKey;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

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

impl Folder {
    /// A folder; `key_file` is elsewhere when the operator says so.
    pub fn new(path: impl Into<PathBuf>, key_file: Option<PathBuf>) -> Self {
        let path = path.into();
        let key_file = key_file.unwrap_or_else(|| path.join("key"));
        Self { path, key_file }
    }

    /// Where the key stands.
    pub(super) fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// Claims the folder for one server. The claim ends with the returned file, also when the process is killed.
    pub fn lock(&self) -> Result<File, OpenError> {
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
    pub(super) fn turn(&self) -> Result<File, OpenError> {
        self.create()?;
        let path = self.path.join("opening");
        let failed = |cause| OpenError::File { path: path.clone(), cause };
        let file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Reads the server key; makes one when there is no store yet.
    pub(super) fn key(&self, rng: &Rng) -> Result<ServerKey, OpenError> {
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
    fn make_key(&self, rng: &Rng) -> Result<ServerKey, OpenError> {
        let path = &self.key_file;
        let key = ServerKey::generate(rng);
        let draft = path.with_extension(format!("new-{}", std::process::id()));
        match publish_private(&draft, path, &key.to_hex()) {
            Ok(()) => Ok(key),
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => self.key(rng),
            Err(cause) => Err(OpenError::File { path: path.clone(), cause }),
        }
    }

    /// Whether there is a store.
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
