//! The store in one `SQLite` file: WAL, `synchronous=FULL`, one writer that commits waiting jobs as a group, and readers beside it.

mod connection;
#[cfg(feature = "drop-guards")]
mod guards;
mod hot;
mod migrations;
mod readers;
mod statements;
mod writer;

use super::Opener;
use super::error::{Result, Stop};
use super::folder::{Folder, OpenError};
use super::tx::Tx;
use crate::secrets::ServerKey;
use readers::Readers;
use std::future::ready;
use writer::Writer;

/// The database.
pub(super) struct Sqlite {
    pub(super) writer: Writer,
    pub(super) readers: Readers,
}

impl Sqlite {
    /// Opens the database of a folder, and brings its schema up to date.
    pub(super) fn open(opener: Opener, folder: &Folder, key: &ServerKey) -> std::result::Result<Self, OpenError> {
        let writer = Writer::start(connection::open_for_writing(opener, folder, key)?);
        Ok(Self { writer, readers: connection::open_for_reading(folder)? })
    }

    /// Runs a write that succeeds or fails as a whole, and returns when it is on disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl Fn(&Tx) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.writer.run(move |connection| write(&Tx::new(connection)), true).await
    }

    /// Runs a write of one statement, which needs no savepoint, because SQLite undoes a failed statement by itself.
    pub(super) async fn write_one<T: Send + 'static>(
        &self,
        write: impl Fn(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T, Stop> {
        self.writer.run(move |connection| Ok(write(&Tx::new(connection))?), false).await
    }

    /// The number of writes that wait for the writer.
    pub(super) fn writes_waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Runs a read, on the calling thread, because it takes microseconds.
    pub(super) async fn read<T>(&self, read: impl FnOnce(&Tx) -> Result<T> + Send + 'static) -> Result<T> {
        ready(self.readers.with(|connection| read(&Tx::new(connection)))).await
    }
}
