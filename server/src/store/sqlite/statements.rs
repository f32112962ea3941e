//! The execution of the tables' statements in `SQLite`.

use crate::store::error::{Result, StoreError};
use crate::store::locks::Lock;
use crate::store::tx::{Columns, Row, Savepoint, Statements};
use crate::store::value::Value;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql, ffi, params_from_iter};
use std::sync::Arc;

impl Statements for Connection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        Ok(prepare(self, sql)?.execute(params_from_iter(values))?)
    }

    fn query(&self, sql: &str, values: &[Value<'_>], each: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()> {
        let mut statement = prepare(self, sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !each(&Row(row))? {
                break;
            }
        }
        Ok(())
    }

    /// No lock is needed, because there is one writer.
    fn lock(&self, _: Lock<'_>) -> Result<()> {
        Ok(())
    }

    fn savepoint(&self, step: Savepoint) -> Result<()> {
        let sql = match step {
            Savepoint::Begin => "SAVEPOINT part",
            Savepoint::Undo => "ROLLBACK TO part",
            Savepoint::End => "RELEASE part",
        };
        prepare(self, sql)?.execute([])?;
        Ok(())
    }
}

/// To `SQLite`, `$1` is a name, whose number is the order of its first occurrence. So parameters must occur in order.
fn prepare<'a>(connection: &'a Connection, sql: &str) -> rusqlite::Result<CachedStatement<'a>> {
    #[cfg(feature = "drop-guards")]
    let sql = &*super::guards::without_dropped(sql);
    let statement = connection.prepare_cached(sql)?;
    debug_assert!(
        (1..=statement.parameter_count()).all(|at| statement.parameter_name(at) == Some(&format!("${at}"))),
        "the parameters stand in order, first $1: {sql}"
    );
    Ok(statement)
}

impl Columns for rusqlite::Row<'_> {
    fn named(&self, name: &str) -> Result<Value<'_>> {
        value(self.get_ref(name)?).ok_or_else(|| StoreError::Unreadable(name.to_owned()))
    }

    fn at(&self, place: usize) -> Result<Value<'_>> {
        value(self.get_ref(place)?).ok_or_else(|| StoreError::Unreadable(place.to_string()))
    }
}

fn value(value: ValueRef<'_>) -> Option<Value<'_>> {
    match value {
        ValueRef::Null => Some(Value::Null),
        ValueRef::Integer(number) => Some(Value::Integer(number)),
        ValueRef::Text(text) => std::str::from_utf8(text).ok().map(Value::Text),
        ValueRef::Blob(bytes) => Some(Value::Bytes(bytes)),
        ValueRef::Real(_) => None,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Bool(value) => ValueRef::Integer(value.into()),
            Value::Integer(value) => ValueRef::Integer(value),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        // Drawn IDs are primary keys. A row that another index refuses would be refused again with another ID.
        const TAKEN: [i32; 2] = [ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ffi::SQLITE_CONSTRAINT_ROWID];
        let is_taken = cause
            .sqlite_error()
            .is_some_and(|error| error.code == ErrorCode::ConstraintViolation && TAKEN.contains(&error.extended_code));
        if is_taken { Self::Taken(Arc::new(cause)) } else { Self::Database(Arc::new(cause)) }
    }
}

#[cfg(test)]
mod tests {
    use crate::store::error::{Result, Stop, StoreError};
    use crate::store::tables::meta;
    use crate::store::tx::Tx;
    use domain::Problem;
    use rusqlite::Connection;

    #[test]
    fn only_a_taken_primary_key_is_drawn_again() {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("CREATE TABLE drawn (id INTEGER PRIMARY KEY, name TEXT UNIQUE)").expect("a table");
        let insert = |id: i64, name: &str| connection.execute("INSERT INTO drawn VALUES (?1, ?2)", (id, name));
        insert(1, "ann").expect("written");
        let cause = |id, name| StoreError::from(insert(id, name).expect_err("refused"));
        assert!(matches!(cause(1, "ben"), StoreError::Taken(_)));
        assert!(matches!(cause(2, "ann"), StoreError::Database(_)));
    }

    #[test]
    fn a_refused_part_undoes_its_own_writes_only() {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("CREATE TABLE meta (name TEXT PRIMARY KEY, value); BEGIN").expect("a table");
        let tx = Tx::new(&connection);
        meta::increase(&tx, "before").expect("written");
        let refused: Result<(), Stop> = tx.nested(|| {
            meta::increase(&tx, "before")?;
            meta::increase(&tx, "part")?;
            Err(Problem::NotSignedIn.into())
        });
        assert!(matches!(refused, Err(Stop::Counted(Problem::NotSignedIn))), "{refused:?}");
        tx.nested(|| Ok(meta::increase(&tx, "after")?)).expect("written");
        let number = |name| meta::number(&tx, name).expect("read");
        assert_eq!([number("before"), number("part"), number("after")], [1, 0, 1]);
    }
}
