//! The tables' view of a database: a transaction, or a reader.

use super::error::{Result, Stop, StoreError};
use super::locks::{Lock, Locks};
use super::value::{FromSql, Value};

/// What a database does for a [`Tx`].
pub(crate) trait Statements {
    /// Runs a statement that returns no rows. Returns the number of changed rows.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize>;
    /// Calls `each` with the rows that a statement returns, until it returns `false`.
    fn query(&self, sql: &str, values: &[Value<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()>;
    /// Takes a lock that lasts until the transaction ends.
    fn lock(&self, lock: Lock<'_>) -> Result<()>;
    /// Begins, undoes or ends a part of the transaction.
    fn savepoint(&self, step: Savepoint) -> Result<()>;
}

/// A step of a part of a transaction, which can be undone alone. An undone part is ended as well.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Savepoint {
    /// Its begin.
    Begin,
    /// Its writes are undone.
    Undo,
    /// Its end.
    End,
}

/// The columns of a row.
pub(crate) trait Columns {
    /// A column by its name.
    fn named(&self, name: &str) -> Result<Value<'_>>;
    /// A column by its place.
    fn at(&self, place: usize) -> Result<Value<'_>>;
}

/// A row that a statement returns.
pub(crate) struct Row<'a>(pub(super) &'a dyn Columns);

impl Row<'_> {
    /// Reads a column.
    pub(crate) fn get<T: FromSql>(&self, name: &str) -> Result<T> {
        T::from_sql(self.0.named(name)?).ok_or_else(|| StoreError::Unreadable(name.to_owned()))
    }

    /// Reads a column by its place: only in the most frequent statements.
    pub(crate) fn at<T: FromSql>(&self, place: usize) -> Result<T> {
        T::from_sql(self.0.at(place)?).ok_or_else(|| StoreError::Unreadable(place.to_string()))
    }
}

/// A transaction, or a reader.
pub(crate) struct Tx<'a> {
    database: &'a dyn Statements,
    locks: Locks,
}

impl<'a> Tx<'a> {
    /// A transaction that has begun.
    pub(super) fn new(database: &'a dyn Statements) -> Self {
        Self { database, locks: Locks::default() }
    }

    /// The row that a statement returns, if any.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        let mut each = |row: &Row<'_>| {
            found = Some(read(row)?);
            Ok(false)
        };
        self.query(sql, values, &mut each)?;
        Ok(found)
    }

    /// The rows that a statement returns. An unreadable one is logged and left out, so that the others stay usable.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut each = |row: &Row<'_>| {
            match read(row) {
                Ok(item) => found.push(item),
                Err(cause @ StoreError::Unreadable(_)) => tracing::error!(%cause, sql, "a row was left out"),
                Err(cause) => return Err(cause),
            }
            Ok(true)
        };
        self.query(sql, values, &mut each)?;
        Ok(found)
    }

    /// Runs a statement that returns no rows.
    pub(crate) fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.run_many(sql, values).map(|_| ())
    }

    /// Runs a statement that changes at most one row. Returns whether it has changed one.
    pub(crate) fn run_one(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        Ok(self.run_many(sql, values)? == 1)
    }

    /// Runs a statement that returns no rows. Returns the number of changed rows.
    pub(crate) fn run_many(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        if cfg!(debug_assertions) {
            self.locks.add_rows(sql);
        }
        self.database.execute(sql, values)
    }

    /// Whether a statement returns a row.
    pub(crate) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        Ok(self.one(sql, values, |_| Ok(()))?.is_some())
    }

    /// Runs the rest of a write that has used something up. If it is refused, its own writes are undone, and those before it are kept.
    /// Limits are checked before it: a rest that reached one would lose the limit's name.
    pub(super) fn nested<T>(&self, rest: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        self.database.savepoint(Savepoint::Begin)?;
        let outcome = match rest() {
            Err(Stop::Refused(problem) | Stop::AtLimit(_, problem)) => {
                self.database.savepoint(Savepoint::Undo)?;
                Err(Stop::Counted(problem))
            }
            Err(stop @ (Stop::ClientRefused(_) | Stop::Failed(_))) => return Err(stop), // the whole write is undone
            outcome => outcome,
        };
        self.database.savepoint(Savepoint::End)?;
        outcome
    }

    /// Locks what other transactions may need, until the transaction ends.
    pub(crate) fn lock(&self, lock: Lock<'_>) -> Result<()> {
        if self.locks.has(lock) {
            return Ok(());
        }
        self.locks.add(lock);
        self.database.lock(lock)
    }

    /// Whether a lock is held.
    pub(crate) fn has_locked(&self, lock: Lock<'_>) -> bool {
        self.locks.has(lock)
    }

    fn query(&self, sql: &str, values: &[Value<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()> {
        if cfg!(debug_assertions) {
            self.locks.add_rows(sql);
        }
        self.database.query(sql, values, each)
    }
}
