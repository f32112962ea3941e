//! The schema, step by step: steps are only ever added.

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
];

/// The first step that relies on addresses of one spelling.
const FOLDED_BEFORE: u32 = 7;

/// Addresses were kept as typed: now each mailbox has one spelling. Where that is another account's name, nothing can be merged.
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
            tracing::warn!(name = ?folded, "two accounts have this name in two spellings; the later one cannot sign in with it any more");
        }
    }
    Ok(())
}

/// Takes the steps that are missing, each whole or not at all. The inner error is a store of a newer version: (its step, ours).
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Result<(), (u32, u32)>> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if done > known {
        return Ok(Err((done, known)));
    }
    for (number, step) in (1..).zip(STEPS).skip(done as usize) {
        if number == FOLDED_BEFORE && done > 0 {
            fold_names(&tx)?;
        }
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit().map(Ok)
}

#[cfg(test)]
mod tests {
    use super::{FOLDED_BEFORE, STEPS, migrate};
    use rusqlite::Connection;

    #[test]
    fn an_older_store_keeps_its_names_in_one_spelling_and_they_become_ways() {
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
        migrate(&mut connection).expect("migrates").expect("a newer store");
        let mut rows = connection
            .prepare("SELECT account, number, contact FROM way ORDER BY account, number")
            .expect("a statement");
        let ways: Vec<(String, u32, String)> = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .and_then(Iterator::collect)
            .expect("read");
        let way = |account: &str, number, contact: &str| (account.to_owned(), number, contact.to_owned());
        let twin = "bea@ｅxample.com"; // Bea's name in another spelling: it stays Ann's, and finds nobody
        let mut expected = vec![way("ann", 1, "ann@exämple.com"), way("ann", 2, twin)];
        expected.extend([way("ann", 3, "+4915123456789"), way("bea", 1, "bea@example.com")]);
        assert_eq!(ways, expected);
    }
}
