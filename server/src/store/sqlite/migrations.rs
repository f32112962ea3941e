//! The schema, step by step. A step is never changed or removed.

use crate::credentials::emails;
use rusqlite::Connection;

const STEPS: &[&str] = &[
    include_str!("../../../migrations/sqlite/0001_link.sql"),
    include_str!("../../../migrations/sqlite/0002_file_clients.sql"),
    include_str!("../../../migrations/sqlite/0003_tokens.sql"),
    include_str!("../../../migrations/sqlite/0004_codes.sql"),
    include_str!("../../../migrations/sqlite/0005_sign_in.sql"),
    include_str!("../../../migrations/sqlite/0006_verify.sql"),
    include_str!("../../../migrations/sqlite/0007_step_up.sql"),
    include_str!("../../../migrations/sqlite/0008_ways.sql"),
    include_str!("../../../migrations/sqlite/0009_two_step.sql"),
    include_str!("../../../migrations/sqlite/0010_passkeys.sql"),
    include_str!("../../../migrations/sqlite/0011_methods.sql"),
    include_str!("../../../migrations/sqlite/0012_grants.sql"),
    include_str!("../../../migrations/sqlite/0013_names.sql"),
    include_str!("../../../migrations/sqlite/0014_known_since.sql"),
    include_str!("../../../migrations/sqlite/0015_epochs.sql"),
    include_str!("../../../migrations/sqlite/0016_old_secrets.sql"),
    include_str!("../../../migrations/sqlite/0017_sliding.sql"),
    include_str!("../../../migrations/sqlite/0018_used_in.sql"),
    include_str!("../../../migrations/sqlite/0019_typed.sql"),
    include_str!("../../../migrations/sqlite/0020_text_prefixes.sql"),
    include_str!("../../../migrations/sqlite/0021_notices.sql"),
    include_str!("../../../migrations/sqlite/0022_older_cookie.sql"),
    include_str!("../../../migrations/sqlite/0023_newest_time.sql"),
    include_str!("../../../migrations/sqlite/0024_operators.sql"),
    include_str!("../../../migrations/sqlite/0025_shared_computers.sql"),
    include_str!("../../../migrations/sqlite/0026_unlinked_devices.sql"),
    include_str!("../../../migrations/sqlite/0027_begun_sign_ins.sql"),
    include_str!("../../../migrations/sqlite/0028_trusted_since.sql"),
    include_str!("../../../migrations/sqlite/0029_collected.sql"),
    include_str!("../../../migrations/sqlite/0030_operations.sql"),
    include_str!("../../../migrations/sqlite/0031_browser_names.sql"),
    include_str!("../../../migrations/sqlite/0032_waiting_sign_ins.sql"),
    include_str!("../../../migrations/sqlite/0033_decoys_indexed.sql"),
    include_str!("../../../migrations/sqlite/0034_verified.sql"),
    include_str!("../../../migrations/sqlite/0035_names_of_sessions.sql"),
    include_str!("../../../migrations/sqlite/0036_all_waiting_sign_ins.sql"),
    include_str!("../../../migrations/sqlite/0037_undone_by_link.sql"),
    include_str!("../../../migrations/sqlite/0038_voided_cookies.sql"),
    include_str!("../../../migrations/sqlite/0039_grants_expire.sql"),
    include_str!("../../../migrations/sqlite/0040_notices_held_forever.sql"),
    include_str!("../../../migrations/sqlite/0041_recovery_code_sets.sql"),
];

/// The number of steps that this version knows.
#[expect(clippy::cast_possible_truncation, reason = "there are a few dozen steps")]
const KNOWN: u32 = STEPS.len() as u32;

/// The first step that needs one spelling of each address.
const FOLDED_BEFORE: u32 = 7;

/// Older versions kept addresses as typed; now each mailbox has one spelling. If that is another account's name, both rows stay.
fn fold_names(connection: &Connection) -> rusqlite::Result<()> {
    let mut addresses = connection.prepare("SELECT name FROM sign_in_name WHERE name LIKE '%@%'")?;
    let names = addresses.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for name in names {
        let Ok(folded) = emails::read(&name) else { continue };
        if folded.as_str() == name {
            continue;
        }
        let rows = connection
            .execute("UPDATE OR IGNORE sign_in_name SET name = ?2 WHERE name = ?1", [name.as_str(), folded.as_str()])?;
        if rows == 0 {
            tracing::warn!(
                name = folded.masked(),
                "two accounts have this name in two spellings; the later one cannot sign in with it any more"
            );
        }
    }
    Ok(())
}

/// A store that a newer version has migrated.
#[derive(Debug, PartialEq)]
pub(super) struct TooNew {
    /// Its steps.
    pub(super) found: u32,
    /// The steps of this version.
    pub(super) known: u32,
}

/// The schema of a store, compared with this version's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemaAge {
    /// It has no tables yet.
    Empty,
    /// Steps are missing.
    Older,
    /// No steps are missing.
    Current,
}

/// Compares a store's schema with this version's.
pub(super) fn schema_age(connection: &Connection) -> rusqlite::Result<SchemaAge> {
    Ok(match steps_taken(connection)? {
        0 => SchemaAge::Empty,
        taken if taken < KNOWN => SchemaAge::Older,
        _ => SchemaAge::Current,
    })
}

fn steps_taken(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Takes the missing steps, all of them or none. A newer store is left as it is.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Option<TooNew>> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = steps_taken(&tx)?;
    if done > KNOWN {
        return Ok(Some(TooNew { found: done, known: KNOWN }));
    }
    for (number, step) in (1..).zip(STEPS).skip(done as usize) {
        if number == FOLDED_BEFORE && done > 0 {
            fold_names(&tx)?;
        }
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", KNOWN)?;
    tx.commit().map(|()| None)
}

#[cfg(test)]
mod tests {
    use super::{FOLDED_BEFORE, STEPS, migrate};
    use rusqlite::Connection;

    #[test]
    fn an_older_store_keeps_its_names_in_one_spelling_and_they_become_methods() {
        let mut connection = Connection::open_in_memory().expect("opens");
        for step in &STEPS[..FOLDED_BEFORE as usize - 1] {
            connection.execute_batch(step).expect("an older step");
        }
        connection.pragma_update(None, "user_version", FOLDED_BEFORE - 1).expect("written");
        connection
            .execute_batch(
                "INSERT INTO account (id, created) VALUES ('ann', 1), ('bea', 1);
                 INSERT INTO sign_in_name (name, account, proven)
                 VALUES ('ann@xn--exmple-cua.com', 'ann', 1), ('+4915123456789', 'ann', 1),
                        ('bea@example.com', 'bea', 1), ('bea@ｅxample.com', 'ann', 1);",
            )
            .expect("written");
        let log = tempfile::NamedTempFile::new().expect("a file");
        let written = log.reopen().expect("a file");
        let subscriber = tracing_subscriber::fmt().with_writer(std::sync::Mutex::new(written)).finish();
        let migrated = tracing::subscriber::with_default(subscriber, || migrate(&mut connection));
        assert_eq!(migrated.expect("migrates"), None);
        let told = std::fs::read_to_string(log.path()).expect("text");
        assert!(told.contains("two spellings") && told.contains("be…@example.com"), "{told}");
        assert!(!told.contains("bea@"), "no whole contact: {told}");
        let mut rows = connection
            .prepare("SELECT account, number, contact FROM method ORDER BY account, number")
            .expect("a statement");
        let methods: Vec<(String, u32, String)> = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect)
            .expect("read");
        let method = |account: &str, number, contact: &str| (account.to_owned(), number, contact.to_owned());
        let twin = "bea@ｅxample.com"; // Bea's name in another spelling: it stays Ann's, and finds nobody
        let mut expected = vec![method("ann", 1, "ann@exämple.com"), method("ann", 2, twin)];
        expected.extend([method("ann", 3, "+4915123456789"), method("bea", 1, "bea@example.com")]);
        assert_eq!(methods, expected);
    }

    #[test]
    fn browsers_that_are_trusted_in_an_older_store_stay_trusted_unless_the_trust_began_after_their_last_use() {
        let mut connection = Connection::open_in_memory().expect("opens");
        for step in &STEPS[..27] {
            connection.execute_batch(step).expect("an older step");
        }
        connection.pragma_update(None, "user_version", 27).expect("written");
        let (day, month) = (24 * 3600 * 1000_i64, 30 * 24 * 3600 * 1000_i64);
        let rows = format!(
            "INSERT INTO account (id, created) VALUES ('ann', 1);
             INSERT INTO browser (id, secret, seen) VALUES (1, x'01', 1), (2, x'02', 1), (3, x'03', 1);
             INSERT INTO known_browser (account, browser, used, trusted_until)
             VALUES ('ann', 1, {used}, {thirty}), ('ann', 2, {used}, {ninety}), ('ann', 3, {used}, NULL);",
            used = 5 * day,
            thirty = month + day,
            ninety = 3 * month,
        );
        connection.execute_batch(&rows).expect("written");
        assert_eq!(migrate(&mut connection).expect("migrates"), None);
        let mut rows =
            connection.prepare("SELECT trusted_since FROM known_browser ORDER BY browser").expect("a statement");
        let since: Vec<Option<i64>> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("read");
        assert_eq!(since, [Some(day), None, None], "thirty days before its end, unless that is after its last use");
    }

    #[test]
    fn sign_ins_that_wait_in_an_older_store_go_on_waiting() {
        let mut connection = Connection::open_in_memory().expect("opens");
        for step in &STEPS[..35] {
            connection.execute_batch(step).expect("an older step");
        }
        connection.pragma_update(None, "user_version", 35).expect("written");
        connection
            .execute_batch(
                "INSERT INTO account (id, created) VALUES ('ann', 1), ('bea', 1), ('cleo', 1);
                 INSERT INTO browser (id, secret, seen, pending, pending_since, pending_method, pending_password)
                 VALUES (1, x'01', 1, 'ann', 40, NULL, 'hash'), (2, x'02', 1, 'ann', 20, 3, NULL),
                        (3, x'03', 1, NULL, 30, 3, NULL);
                 INSERT INTO waiting_sign_in (browser, account, since, method, password)
                 VALUES (1, 'bea', 30, 2, 'other'), (1, 'cleo', 10, NULL, NULL), (3, 'bea', 10, NULL, NULL);",
            )
            .expect("written");
        assert_eq!(migrate(&mut connection).expect("migrates"), None);
        let text = "SELECT concat_ws(' ', browser, account, since, coalesce(method, '-'), coalesce(password, '-'))
                    FROM waiting_sign_in ORDER BY browser, number DESC";
        let mut rows = connection.prepare(text).expect("a statement");
        let waiting: Vec<String> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("read");
        let expected = ["1 ann 40 - hash", "1 bea 30 2 other", "1 cleo 10 - -", "2 ann 20 3 -", "3 bea 10 - -"];
        assert_eq!(waiting, expected, "the newest of a browser first");
        let mut rows = connection.prepare("SELECT begun FROM browser ORDER BY id").expect("a statement");
        let begun: Vec<i64> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("read");
        assert_eq!(begun, [40, 20, 30]);
    }

    #[test]
    fn collected_grants_of_an_older_store_expire_only_without_refresh_tokens() {
        let mut connection = Connection::open_in_memory().expect("opens");
        connection.execute_batch("PRAGMA foreign_keys = OFF").expect("set");
        for step in &STEPS[..37] {
            connection.execute_batch(step).expect("an older step");
        }
        connection.pragma_update(None, "user_version", 37).expect("written");
        connection
            .execute_batch(
                "INSERT INTO oauth_grant (id, account, client, scopes, auth_time, amr, granted, used, epoch)
                 VALUES (1, 'ann', 'tv', '', 1, 0, 1, 5, 0), (2, 'ann', 'tv', '', 1, 0, 1, 5, 0),
                        (3, 'ann', 'tv', '', 1, 0, 1, NULL, 0);
                 INSERT INTO refresh_family (id, seed, generation, rotated) VALUES (2, x'01', 0, 5);",
            )
            .expect("written");
        assert_eq!(migrate(&mut connection).expect("migrates"), None);
        let mut rows = connection.prepare("SELECT expires FROM oauth_grant ORDER BY id").expect("a statement");
        let expires: Vec<Option<i64>> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("read");
        assert_eq!(expires, [Some(5 + 61 * 60 * 1000), None, None]);
    }

    #[test]
    fn notices_that_an_older_version_has_held_forever_are_due() {
        let mut connection = Connection::open_in_memory().expect("opens");
        for step in &STEPS[..39] {
            connection.execute_batch(step).expect("an older step");
        }
        connection.pragma_update(None, "user_version", 39).expect("written");
        let never = i64::MAX;
        let rows = format!(
            "INSERT INTO outbox (id, sealed, due, held, given_up)
             VALUES (1, x'01', {never}, x'01', NULL), (2, x'02', {never}, x'02', 5), (3, x'03', {never}, NULL, 5),
                    (4, x'04', 7, x'04', NULL);"
        );
        connection.execute_batch(&rows).expect("written");
        assert_eq!(migrate(&mut connection).expect("migrates"), None);
        let mut rows = connection.prepare("SELECT due FROM outbox ORDER BY id").expect("a statement");
        let due: Vec<i64> = rows.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("read");
        assert_eq!(due, [0, never, never, 7], "neither those that were given up nor those that are due later");
    }
}
