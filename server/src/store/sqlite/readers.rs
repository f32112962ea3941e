//! Connections for reading beside the writer: a read takes microseconds, so it runs where it is asked for, without changing threads.

use crate::store::error::{Result, StoreError};
use rusqlite::Connection;
use std::sync::Mutex;

pub(crate) struct Readers(pub(super) Vec<Mutex<Connection>>);

impl Readers {
    /// Runs a read on the first connection that is free.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let free = self.0.iter().find_map(|reader| reader.try_lock().ok());
        let reader = match free {
            Some(reader) => reader,
            None => self.0[0].lock().map_err(|_| StoreError::Damaged("a reader panicked"))?,
        };
        read(&reader)
    }
}
