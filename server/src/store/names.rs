//! Sign-in names.

use super::AccountId;
use domain::contact::Contact;
use rusqlite::Connection;

/// The sign-in names of an account, the oldest first.
pub(super) fn names(connection: &Connection, account: &AccountId) -> rusqlite::Result<Vec<Contact>> {
    let names = connection
        .prepare_cached("SELECT name FROM sign_in_name WHERE account = ?1 ORDER BY proven, name")?
        .query_map([account.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(names.iter().filter_map(|name| Contact::parse(name)).collect())
}
