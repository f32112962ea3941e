//! A server that is killed while it writes messages about changes tells nothing twice, and leaves nothing out (I8, N6).

use crate::process::{Process, folder_with_client, wait_until};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::HashSet;
use std::path::Path;

/// More changes than a server tells of before it is killed.
const CHANGES: usize = 500;

/// Notes changes of as many accounts, each with one contact.
fn note_changes(data: &Path) {
    let database = Connection::open(data.join("countersign.db")).expect("opens");
    let noted = format!(
        "INSERT INTO change_notice (id, account, kind, about, contacts)
         WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {CHANGES})
         SELECT n, 'account ' || n, 'password-changed', 0, '-person-' || n || '@example.com' FROM number"
    );
    database.execute_batch(&noted).expect("written");
}

/// The names of the files with delivered messages.
fn delivered(data: &Path) -> Vec<std::path::PathBuf> {
    let Ok(files) = std::fs::read_dir(data.join("outbox")) else { return Vec::new() };
    let files = files.map(|file| file.expect("a file").path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "json")).collect()
}

fn ids(data: &Path, table: &str) -> Vec<i64> {
    let database = Connection::open(data.join("countersign.db")).expect("opens");
    let mut statement = database.prepare(&format!("SELECT id FROM {table}")).expect("a statement");
    let ids = statement.query_map([], |row| row.get(0)).expect("read");
    ids.collect::<rusqlite::Result<_>>().expect("read")
}

#[test]
fn a_server_that_is_killed_between_a_change_and_its_messages_tells_each_change_once() {
    let folder = folder_with_client();
    let data = folder.path();
    note_changes(data);
    let mut process = Process::start(data);
    wait_until(|| delivered(data).len() >= 5);
    process.signal("9");
    process.child.wait().expect("gone");
    let _again = Process::start(data);
    wait_until(|| ids(data, "change_notice").is_empty());
    // What was taken for delivery when the server was killed is sent again minutes later, under the same ID.
    let all = {
        let of_file = |file: &std::path::PathBuf| {
            let name = file.file_stem().and_then(|name| name.to_str()).expect("text");
            i64::from_str_radix(name, 16).expect("an ID")
        };
        let waiting: Vec<i64> = ids(data, "outbox");
        let files: Vec<i64> = delivered(data).iter().map(of_file).collect();
        waiting.into_iter().chain(files).collect::<HashSet<i64>>()
    };
    assert_eq!(all.len(), CHANGES);
    let recipient = |file: &std::path::PathBuf| {
        let message: Value = serde_json::from_slice(&std::fs::read(file).expect("read")).expect("JSON");
        message["to"].as_str().expect("text").to_owned()
    };
    let files = delivered(data);
    assert_eq!(files.iter().map(recipient).collect::<HashSet<_>>().len(), files.len(), "each once");
}
