//! What tables speak to: a transaction, or a reader, of whichever database there is.

use super::error::{Result, StoreError};
use super::ids::{AccountId, GrantId};
use super::value::{FromSql, Value};
use std::cell::Cell;

/// What a database does for a [`Tx`].
pub(crate) trait Statements {
    /// Runs a statement that answers no rows; says how many it has changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize>;
    /// Calls `each` with the rows that a statement answers, until it says that it wants no more.
    fn query(&self, sql: &str, values: &[Value<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()>;
    /// Keeps all others from what is locked until the transaction ends.
    fn lock(&self, what: Lock<'_>) -> Result<()>;
}

/// The columns of a row.
pub(crate) trait Columns {
    /// A column by its name.
    fn named(&self, name: &str) -> Result<Value<'_>>;
    /// A column by its place.
    fn at(&self, place: usize) -> Result<Value<'_>>;
}

/// A row that a statement answers.
pub(crate) struct Row<'a>(pub(super) &'a dyn Columns);

impl Row<'_> {
    /// Reads a column.
    pub(crate) fn get<T: FromSql>(&self, name: &str) -> Result<T> {
        T::from_sql(self.0.named(name)?).ok_or_else(|| StoreError::Unreadable(name.to_owned()))
    }

    /// Reads a column by its place: only in the few statements that run all day.
    pub(crate) fn at<T: FromSql>(&self, place: usize) -> Result<T> {
        T::from_sql(self.0.at(place)?).ok_or_else(|| StoreError::Unreadable(place.to_string()))
    }
}

/// What can be locked, in the order in which a transaction may do so: two that lock the same things wait for one another, and never
/// each for the other.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lock<'a> {
    /// What strangers try and ask for, by the keyed hash of whose it is, known or not.
    Key(&'a [u8; 16]),
    /// An account, before anything of it is changed.
    Account(&'a AccountId),
    /// A grant, with its refresh tokens and its device.
    Grant(GrantId),
}

impl Lock<'_> {
    /// Its place in the order, as far as that can be told in a few bytes: the kind, then which one.
    fn place(self) -> (u8, u64) {
        let start = |bytes: &[u8]| bytes.first_chunk().map_or(0, |start| u64::from_be_bytes(*start));
        match self {
            Self::Key(key) => (1, start(key)),
            Self::Account(account) => (2, start(account.as_str().as_bytes())),
            Self::Grant(grant) => (9, grant.0.cast_unsigned()),
        }
    }
}

/// A transaction, or a reader.
pub(crate) struct Tx<'a> {
    database: &'a dyn Statements,
    /// The place of the last lock.
    locked: Cell<(u8, u64)>,
}

impl<'a> Tx<'a> {
    /// A transaction that has begun.
    pub(super) fn new(database: &'a dyn Statements) -> Self {
        Self { database, locked: Cell::default() }
    }

    /// The row that a statement answers, if it answers one.
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
        self.database.query(sql, values, &mut each)?;
        Ok(found)
    }

    /// The rows that a statement answers. One that cannot be read is logged and left out: it must not take the others with it.
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
        self.database.query(sql, values, &mut each)?;
        Ok(found)
    }

    /// Runs a statement that answers no rows; says how many it has changed.
    pub(crate) fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        self.database.execute(sql, values)
    }

    /// Whether a statement answers a row.
    pub(crate) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        Ok(self.one(sql, values, |_| Ok(()))?.is_some())
    }

    /// Keeps all others from what is locked until the transaction ends.
    pub(crate) fn lock(&self, what: Lock<'_>) -> Result<()> {
        debug_assert!(self.locked.get() <= what.place(), "locks are taken in one order: {what:?} comes too late");
        self.locked.set(what.place());
        self.database.lock(what)
    }
}
