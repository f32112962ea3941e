//! The file of the operator's audit log. Each event is in it at least once: its line waits in the store until it is on disk.

use crate::config::is_standard_output;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{Store, WaitingLine};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::MissedTickBehavior;

/// The interval at which waiting lines are written.
const WRITTEN_EVERY: Duration = Duration::from_millis(200);

/// The audit log's file, or standard output. Clones share it.
#[derive(Clone)]
pub struct AuditFile(Arc<Mutex<Appender>>);

/// What lines are appended to.
struct Appender {
    path: PathBuf,
    /// `None` for standard output.
    file: Option<File>,
    /// Whether a crash or a full disk has cut the last line off.
    is_torn: bool,
}

/// Opens the file that the settings name.
pub(super) fn open(path: &Path) -> Result<AuditFile, String> {
    AuditFile::open(path).map_err(|cause| format!("audit.file: {}: {cause}", path.display()))
}

impl AuditFile {
    /// Opens the file, or creates it.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Appender::open(path)?))))
    }

    /// Opens the file again: it can have been renamed.
    pub async fn reopen(&self) -> io::Result<()> {
        let mut appender = self.0.lock().await;
        let opened = Appender::open(&appender.path)?;
        *appender = opened;
        Ok(())
    }

    /// Appends a batch of the store's waiting lines, and forgets them once they are on disk; `false` if there were none. If the server stops
    /// before the end, they are appended again.
    pub async fn append_waiting(&self, store: &Store) -> Result<bool, Failure> {
        // Locked until the lines are forgotten, so that two calls don't append the same ones.
        let mut file = Arc::clone(&self.0).lock_owned().await;
        let lines = store.audit_lines().await?;
        if lines.is_empty() {
            return Ok(false);
        }
        let append = move || {
            let appended = file.append(&lines);
            (file, lines, appended)
        };
        let (_file, lines, appended) = tokio::task::spawn_blocking(append).await.map_err(Failure::internal)?;
        appended.map_err(Failure::internal)?;
        store.forget_audit_lines(lines).await?;
        Ok(true)
    }
}

impl Appender {
    fn open(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        if is_standard_output(&path) {
            return Ok(Self { path, file: None, is_torn: false });
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&path)?;
        let is_torn = is_torn(&mut file)?;
        Ok(Self { path, file: Some(file), is_torn })
    }

    fn append(&mut self, lines: &[WaitingLine]) -> io::Result<()> {
        let mut text = String::new();
        if self.is_torn {
            text.push('\n');
        }
        for WaitingLine { line, .. } in lines {
            text.push_str(line);
            text.push('\n');
        }
        let written = if let Some(file) = &mut self.file {
            file.write_all(text.as_bytes()).and_then(|()| on_disk(file))
        } else {
            let mut output = io::stdout().lock();
            output.write_all(text.as_bytes()).and_then(|()| output.flush())
        };
        self.is_torn = written.is_err();
        written
    }
}

/// Whether the last line of a file has no end.
fn is_torn(file: &mut File) -> io::Result<bool> {
    let about = file.metadata()?;
    if !about.is_file() || about.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Waits until what was written is on disk. A pipe has none.
fn on_disk(file: &File) -> io::Result<()> {
    match file.sync_data() {
        Err(cause) if cause.kind() == ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

/// Appends the lines of events as they happen, if there is an audit log, and opens its file again when `reload` is notified.
pub(super) fn follow_events(file: Option<&AuditFile>, ctx: &Ctx, reload: Arc<Notify>) {
    if let Some(file) = file {
        tokio::spawn(append_events(ctx.clone(), file.clone(), reload));
    }
}

/// Appends the last lines before the end, if there is an audit log.
pub(super) async fn append_last(file: Option<&AuditFile>, store: &Store) {
    if let Some(file) = file
        && let Err(cause) = append_all(store, file).await
    {
        tracing::error!(%cause, "the last lines of the audit log couldn't be written; they wait in the store");
    }
}

/// A failure is logged when it begins.
async fn append_events(ctx: Ctx, file: AuditFile, reload: Arc<Notify>) {
    let mut tick = tokio::time::interval(WRITTEN_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut has_failed = false;
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = reload.notified() => match file.reopen().await {
                Ok(()) => tracing::info!("the file of the audit log was opened again"),
                Err(cause) => {
                    tracing::error!(%cause, "the file of the audit log couldn't be opened again; the old one is used");
                }
            },
        }
        match append_all(&ctx.store, &file).await {
            Ok(()) => has_failed = false,
            Err(cause) if !has_failed => {
                has_failed = true;
                tracing::error!(%cause, "the audit log couldn't be written; its lines wait in the store");
            }
            Err(_) => {}
        }
    }
}

/// Appends all lines that wait.
async fn append_all(store: &Store, file: &AuditFile) -> Result<(), Failure> {
    while file.append_waiting(store).await? {}
    Ok(())
}
