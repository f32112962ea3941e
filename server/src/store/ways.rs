//! The ways of accounts and their sign-in names (I1–I6). What may be done the rules say, on what the transaction reads.

use super::error::{Stop, StoreError};
use super::stepped_up::SteppedUpSession;
use super::tx::Tx;
use super::{AccountId, Outcome, Result, Store, names};
use domain::contact::Contact;
use domain::rules::policy::Policy;
use domain::rules::security_info::{Kind, SecurityInfo, Way};
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// All that is known of an account's ways.
#[derive(Clone, Debug)]
pub struct Ways {
    /// What the rules need.
    pub info: SecurityInfo,
    /// For each way, in the same order: when it was added, when it was last used, and what its owner calls it.
    pub notes: Vec<Note>,
}

/// What is known of a way beside what the rules need.
#[derive(Clone, Debug)]
pub struct Note {
    /// When it was added.
    pub added: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
    /// What its owner calls it, if it is no contact.
    pub name: Option<String>,
}

impl Store {
    /// An account's ways.
    pub fn ways(&self, account: &AccountId) -> Result<Ways> {
        self.0.engine.readers.read(|connection| read(connection, account))
    }

    /// Removes a way, and the sign-in name that goes with it.
    pub async fn remove_way(&self, by: SteppedUpSession, id: i64) -> Outcome<()> {
        let policy = self.0.policy;
        let now = self.0.clock.now();
        let remove = move |connection: &Connection| {
            let SteppedUpSession { account, .. } = &by;
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            let removal = match read(connection, account)?.info.remove(id, now, &policy) {
                Ok(removal) => removal,
                Err(problem) => return Ok(Err(problem)),
            };
            connection
                .prepare_cached("DELETE FROM way WHERE account = ?1 AND number = ?2")?
                .execute(params![account.as_str(), id])?;
            if let Some(name) = removal.name {
                remove_name(connection, account, &name)?;
            }
            Ok(Ok(()))
        };
        self.0.engine.writer.write(remove).await
    }

    /// Switches a contact on or off as a sign-in name.
    pub async fn switch_sign_in(&self, by: SteppedUpSession, id: i64, on: bool) -> Outcome<()> {
        let policy = self.0.policy;
        let now = self.0.clock.now();
        let switch = move |connection: &Connection| {
            let SteppedUpSession { account, .. } = &by;
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            let info = read(connection, account)?.info;
            match if on { info.switch_on(id) } else { info.switch_off(id, now, &policy) } {
                Ok(name) if on => add_name(connection, account, &name, now),
                Ok(name) => remove_name(connection, account, &name).map(Ok),
                Err(problem) => Ok(Err(problem)),
            }
        };
        self.0.engine.writer.write(switch).await
    }

    /// Drops the sign-in name that is none of the ways any more.
    pub async fn drop_name(&self, by: SteppedUpSession) -> Outcome<()> {
        let policy = self.0.policy;
        let now = self.0.clock.now();
        let drop = move |connection: &Connection| {
            let SteppedUpSession { account, .. } = &by;
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            match read(connection, account)?.info.drop_name(now, &policy) {
                Ok(name) => remove_name(connection, account, &name).map(Ok),
                Err(problem) => Ok(Err(problem)),
            }
        };
        self.0.engine.writer.write(drop).await
    }
}

pub(super) fn read(connection: &Connection, account: &AccountId) -> rusqlite::Result<Ways> {
    let (has_password, two_step, recovery_codes) = connection
        .prepare_cached(
            "SELECT password IS NOT NULL, two_step, (SELECT count(*) FROM recovery_code WHERE account = account.id)
             FROM account WHERE id = ?1",
        )?
        .query_row([account.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, u32>(2)? as usize)))
        .optional()?
        .unwrap_or_default();
    let rows = connection
        .prepare_cached(
            "SELECT number, kind, contact, proven, first, added, used, name FROM way WHERE account = ?1 ORDER BY number",
        )?
        .query_map([account.as_str()], read_way)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let names = names::names(connection, account)?;
    let (ways, notes) = rows.into_iter().flatten().unzip();
    Ok(Ways { info: SecurityInfo { ways, names, two_step, recovery_codes, has_password }, notes })
}

fn read_way(row: &Row) -> rusqlite::Result<Option<(Way, Note)>> {
    let kind = match row.get(1)? {
        0 | 1 => row.get::<_, Option<String>>(2)?.and_then(|text| Contact::parse(&text)).map(Kind::Contact),
        2 => Some(Kind::Authenticator),
        _ => Some(Kind::Passkey),
    };
    let used = row.get::<_, Option<i64>>(6)?.map(Moment);
    let note = Note { added: Moment(row.get(5)?), used, name: row.get(7)? };
    let (id, proven, is_first) = (row.get(0)?, Moment(row.get(3)?), row.get(4)?);
    Ok(kind.map(|kind| (Way { id, kind, proven, is_first }, note)))
}

/// Adds a way that has just been shown to work, unless the rules refuse it, and gives its number. What is no contact has a name.
pub(super) fn add(
    tx: &Tx,
    account: &AccountId,
    kind: &Kind,
    name: Option<&str>,
    (now, policy): (Moment, &Policy),
) -> Result<i64, Stop> {
    let connection = tx.connection();
    read(connection, account).map_err(StoreError::from)?.info.may_add(kind, policy)?;
    let number = insert(connection, account, kind, false, now)?;
    if let Some(name) = name {
        set_name(connection, account, number, name)?;
    }
    Ok(number)
}

/// Adds one that has just been shown to work, and gives its number.
pub(super) fn insert(
    connection: &Connection,
    account: &AccountId,
    kind: &Kind,
    is_first: bool,
    now: Moment,
) -> Result<i64> {
    let number: i64 = connection
        .prepare_cached("UPDATE account SET ways_made = ways_made + 1 WHERE id = ?1 RETURNING ways_made")?
        .query_row([account.as_str()], |row| row.get(0))?;
    let (kind, contact) = match kind {
        Kind::Contact(contact @ Contact::Email(_)) => (0, Some(contact.as_str())),
        Kind::Contact(contact @ Contact::Phone(_)) => (1, Some(contact.as_str())),
        Kind::Authenticator => (2, None),
        Kind::Passkey => (3, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO way (account, number, kind, contact, added, proven, first) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        )?
        .execute(params![account.as_str(), number, kind, contact, now.0, is_first])?;
    Ok(number)
}

/// What its owner calls a way that is no contact.
pub(super) fn set_name(connection: &Connection, account: &AccountId, way: i64, name: &str) -> Result<()> {
    connection.prepare_cached("UPDATE way SET name = ?3 WHERE account = ?1 AND number = ?2")?.execute(params![
        account.as_str(),
        way,
        name
    ])?;
    Ok(())
}

/// A name belongs to one account (I2).
pub(super) fn add_name(connection: &Connection, account: &AccountId, name: &Contact, now: Moment) -> Outcome<()> {
    let owner = connection
        .prepare_cached("SELECT account FROM sign_in_name WHERE name = ?1")?
        .query_row([name.as_str()], |row| row.get::<_, String>(0))
        .optional()?;
    match owner {
        Some(owner) if owner == account.as_str() => Ok(Ok(())),
        Some(_) => Ok(Err(Problem::NameTaken)),
        None => {
            connection
                .prepare_cached("INSERT INTO sign_in_name (name, account, proven) VALUES (?1, ?2, ?3)")?
                .execute(params![name.as_str(), account.as_str(), now.0])?;
            Ok(Ok(()))
        }
    }
}

fn remove_name(connection: &Connection, account: &AccountId, name: &Contact) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM sign_in_name WHERE name = ?1 AND account = ?2")?
        .execute(params![name.as_str(), account.as_str()])?;
    Ok(())
}

/// The contacts among an account's ways: addresses first, each the oldest first.
pub(super) fn contacts(connection: &Connection, account: &AccountId) -> rusqlite::Result<Vec<Contact>> {
    let rows = connection
        .prepare_cached("SELECT contact FROM way WHERE account = ?1 AND contact IS NOT NULL ORDER BY kind, number")?
        .query_map([account.as_str()], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(rows.iter().filter_map(|text| Contact::parse(text)).collect())
}

/// Those that are told of a new device: the addresses, or the phones, too, where the account began with no address.
pub(super) fn contacts_to_tell(connection: &Connection, account: &AccountId) -> rusqlite::Result<Vec<Contact>> {
    let began_with_one = connection
        .prepare_cached("SELECT 1 FROM way WHERE account = ?1 AND kind = 0 AND first")?
        .exists([account.as_str()])?;
    let mut all = contacts(connection, account)?;
    all.retain(|contact| !began_with_one || matches!(contact, Contact::Email(_)));
    Ok(all)
}

/// The number of the way that a contact is.
pub(super) fn number_of(
    connection: &Connection,
    account: &AccountId,
    contact: &Contact,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT number FROM way WHERE account = ?1 AND contact = ?2")?
        .query_row([account.as_str(), contact.as_str()], |row| row.get(0))
        .optional()
}

/// A proof by a contact was shown.
pub(super) fn note_use(connection: &Connection, account: &AccountId, contact: &Contact, now: Moment) -> Result<()> {
    match number_of(connection, account, contact)? {
        Some(number) => note_use_of(connection, account, number, now),
        None => Ok(()),
    }
}

/// A proof by a way was shown.
pub(super) fn note_use_of(connection: &Connection, account: &AccountId, way: i64, now: Moment) -> Result<()> {
    connection.prepare_cached("UPDATE way SET used = ?3 WHERE account = ?1 AND number = ?2")?.execute(params![
        account.as_str(),
        way,
        now.0
    ])?;
    Ok(())
}
