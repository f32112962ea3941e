//! The order in which transactions lock rows: two that need the same rows wait in turn, and never for each other. SQLite has one writer
//! and locks nothing, but a debug build checks the order on every database.

use super::ids::{AccountId, GrantId};
use std::cell::RefCell;

/// A lock that a transaction takes explicitly, and holds until it ends. All other rows are locked by the statements that change them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lock<'a> {
    /// The keyed hash under which attempts are counted, or codes belong to an owner, whether there is an account or not.
    Key(&'a [u8; 16]),
    /// An account, before any change of it.
    Account(&'a AccountId),
    /// A browser, before any change of its sessions.
    Browser(i64),
    /// A grant, with its refresh tokens and its device.
    Grant(GrantId),
}

/// The order: a transaction locks rows of one level after those of all levels above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Key,
    Account,
    Browser,
    Session,
    Challenge,
    Method,
    Name,
    Authorization,
    Grant,
    Outbox,
}

impl Level {
    /// The level of a table's rows; `None` if they are locked alone, or only together with rows that are locked already.
    fn of(table: &str) -> Option<Self> {
        Some(match table {
            "account" => Self::Account,
            "browser" => Self::Browser,
            "session" | "known_browser" | "waiting_sign_in" => Self::Session,
            "challenge" => Self::Challenge,
            "method" | "authenticator" | "passkey" | "recovery_code" | "spent_ceremony" => Self::Method,
            "sign_in_name" => Self::Name,
            "device_authorization" => Self::Authorization,
            "oauth_grant" | "device" | "refresh_family" | "undo" => Self::Grant,
            "outbox" => Self::Outbox,
            "attempt" | "text_prefix" | "client" | "signing_key" | "meta" | "account_command" | "unlinked_device"
            | "operation" | "voided_cookie" => return None,
            unknown => unreachable!("the table {unknown} has no level"),
        })
    }

    /// Whether no other transaction can reach the rows of a level while a lock of another level is held.
    fn is_covered_by(self, held: Self) -> bool {
        match self {
            Self::Session => held == Self::Browser,
            Self::Challenge => held <= Self::Account,
            Self::Method | Self::Name => held == Self::Account,
            _ => false,
        }
    }
}

/// A lock's level, and which one it is, as far as eight bytes can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    level: Level,
    /// `None` if a statement has locked some rows of the level.
    which: Option<u64>,
}

impl Lock<'_> {
    fn held(self) -> Held {
        let start = |bytes: &[u8]| bytes.first_chunk().map_or(0, |start| u64::from_be_bytes(*start));
        let (level, which) = match self {
            Self::Key(key) => (Level::Key, start(key)),
            Self::Account(account) => (Level::Account, start(account.as_str().as_bytes())),
            Self::Browser(browser) => (Level::Browser, browser.cast_unsigned()),
            Self::Grant(grant) => (Level::Grant, grant.0.cast_unsigned()),
        };
        Held { level, which: Some(which) }
    }
}

/// The locks of a transaction.
#[derive(Default)]
pub(super) struct Locks(RefCell<Vec<Held>>);

impl Locks {
    /// Whether a lock is held.
    pub(super) fn has(&self, lock: Lock<'_>) -> bool {
        self.0.borrow().contains(&lock.held())
    }

    /// Records a lock.
    pub(super) fn add(&self, lock: Lock<'_>) {
        self.push(lock.held());
    }

    /// Records the rows that a statement locks.
    pub(super) fn add_rows(&self, sql: &str) {
        let Some(level) = changed_table(sql).and_then(Level::of) else { return };
        let is_free = |held: &Held| held.level == level || (held.which.is_some() && level.is_covered_by(held.level));
        if !self.0.borrow().iter().any(is_free) {
            self.push(Held { level, which: None });
        }
    }

    fn push(&self, next: Held) {
        let mut all = self.0.borrow_mut();
        debug_assert!(all.iter().all(|held| *held <= next), "locked too late: {next:?} after {all:?}");
        all.push(next);
    }
}

/// The table whose rows a statement changes. One that only adds rows keeps nobody waiting.
fn changed_table(sql: &str) -> Option<&str> {
    let mut words = sql.split_whitespace();
    match words.next()? {
        "UPDATE" => words.next(),
        "DELETE" => words.nth(1),
        "INSERT" if sql.contains("DO UPDATE") => words.nth(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lock, Locks};

    #[test]
    fn rows_are_locked_in_the_order() {
        let locks = Locks::default();
        locks.add(Lock::Key(&[1; 16]));
        locks.add(Lock::Key(&[2; 16]));
        locks.add(Lock::Browser(1));
        for table in ["browser", "session", "challenge", "outbox", "browser", "session"] {
            locks.add_rows(&format!("UPDATE {table}"));
        }
        assert!(locks.has(Lock::Browser(1)) && !locks.has(Lock::Browser(2)));
    }

    #[test]
    #[should_panic(expected = "locked too late")]
    fn a_browser_is_locked_before_its_sessions() {
        let locks = Locks::default();
        locks.add_rows("UPDATE session");
        locks.add_rows("UPDATE browser");
    }

    #[test]
    #[should_panic(expected = "locked too late")]
    fn a_key_is_locked_before_an_account() {
        let locks = Locks::default();
        locks.add_rows("UPDATE account");
        locks.add(Lock::Key(&[1; 16]));
    }

    #[test]
    #[should_panic(expected = "locked too late")]
    fn keys_are_locked_in_their_own_order() {
        let locks = Locks::default();
        locks.add(Lock::Key(&[2; 16]));
        locks.add(Lock::Key(&[1; 16]));
    }
}
