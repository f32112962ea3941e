//! The schema, step by step: steps are only ever added.

use rusqlite::Connection;

const STEPS: &[&str] = &[
    include_str!("../../migrations/0001_link.sql"),
    include_str!("../../migrations/0002_file_clients.sql"),
    include_str!("../../migrations/0003_tokens.sql"),
    include_str!("../../migrations/0004_codes.sql"),
    include_str!("../../migrations/0005_sign_in.sql"),
    include_str!("../../migrations/0006_verify.sql"),
    include_str!("../../migrations/0007_step_up.sql"),
];

/// Takes the steps that are missing, each whole or not at all. The inner error is a store of a newer version: (its step, ours).
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Result<(), (u32, u32)>> {
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if done > known {
        return Ok(Err((done, known)));
    }
    for step in STEPS.iter().skip(done as usize) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit().map(Ok)
}
