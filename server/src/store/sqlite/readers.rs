//! Connections for reads beside the writer. A read takes microseconds, so it runs on the calling thread.

use crate::store::error::Result;
use rusqlite::Connection;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

pub(crate) struct Readers(pub(super) Vec<Mutex<Connection>>);

impl Readers {
    /// Runs a read on the first connection that is free. A read that panicked has changed nothing, so its connection is used again.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let reader = self.0.iter().find_map(if_free);
        read(&reader.unwrap_or_else(|| self.0[0].lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn if_free(reader: &Mutex<Connection>) -> Option<MutexGuard<'_, Connection>> {
    match reader.try_lock() {
        Ok(reader) => Some(reader),
        Err(TryLockError::Poisoned(reader)) => Some(reader.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Readers;
    use crate::store::error::Result;
    use rusqlite::Connection;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Mutex;

    #[test]
    fn a_panic_in_a_read_disables_no_reader() {
        let open = || Mutex::new(Connection::open_in_memory().expect("a database"));
        let readers = Readers(vec![open(), open()]);
        let one = |connection: &Connection| Ok(connection.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))?);
        for _ in 0..2 {
            // Both readers, because the inner read finds the outer one busy.
            let panics = || readers.with(|_| readers.with(|_| -> Result<()> { panic!("on purpose") }));
            assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
            assert_eq!(readers.with(one).expect("read"), 1);
            assert_eq!(readers.with(|_| readers.with(one)).expect("read"), 1);
        }
    }
}
