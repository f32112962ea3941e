//! A store that was restored from a backup, and one that wasn't (O10). Files that others can read (O6).

use crate::log::Log;
use crate::process::{failure, run};
use crate::server::Server;
use crate::tokens::{linked, refresh, text};
use axum::http::StatusCode;
use serde_json::Value;
use server::clock::Clock;
use server::config::Config;
use server::rng::Rng;
use server::store::{Folder, OpenError, Store};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The refresh tokens that a device gets one after another.
async fn refreshed(server: &Server, tokens: &Value, times: usize) -> Vec<String> {
    let mut all = vec![text(tokens, "refresh_token")];
    for at in 0..times {
        server.advance(60);
        all.push(text(&refresh(server, &all[at]).await.json(), "refresh_token"));
    }
    all
}

/// As if the store were restored from a backup that was made after the first of these tokens was used.
fn restore(server: &Server) {
    server.execute("UPDATE refresh_family SET generation = 1");
}

#[tokio::test]
async fn a_restored_store_takes_a_newer_refresh_token_as_the_newest() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    let (log, guard) = Log::begin();
    let next = refresh(&server, &all[4]).await;
    drop(guard);
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
    assert!(log.text().contains("the store is older than its tokens: was it restored?"), "{}", log.text());
    let again = refresh(&server, &all[4]).await.json();
    assert_eq!(again["refresh_token"], next.json()["refresh_token"], "a retry");
    assert_eq!(refresh(&server, &text(&again, "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_restored_store_takes_it_even_if_the_backup_is_older_than_a_refresh_token_lives() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    server.execute("UPDATE refresh_family SET rotated = 0");
    assert_eq!(refresh(&server, &all[4]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn in_a_restored_store_a_lower_token_still_revokes_its_grant() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    assert_eq!(refresh(&server, &all[3]).await.status, StatusCode::OK, "the newest that was seen");
    server.advance(60);
    assert_eq!(refresh(&server, &all[2]).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &all[4]).await.error(), "invalid_grant", "a copy: its grant is revoked");
}

fn open(folder: &Path) -> Result<(), OpenError> {
    let policy = Config::default().policy();
    Store::open(&Folder::new(folder, None), Clock::system(), Rng::system(), policy).map(drop)
}

fn add_client(data: &str) -> std::process::Output {
    run(&["client", "add", "--data", data, "--id", "tv", "--name", "TV", "--kind", "tv"], "")
}

#[test]
fn a_key_without_its_database_is_refused_and_nothing_is_created() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    assert!(add_client(data).status.success());
    for file in ["countersign.db", "countersign.db-wal", "countersign.db-shm"] {
        let _ = fs::remove_file(folder.path().join(file));
    }
    let refusals = [
        failure(&["serve", "--dev", "--data", data, "--listen", "127.0.0.1:0"]),
        failure(&["client", "add", "--data", data, "--id", "tv", "--name", "TV", "--kind", "tv"]),
    ];
    for refused in refusals {
        assert!(refused.contains("restore the database") && refused.contains("remove the key"), "{refused}");
        let last = refused.lines().last().unwrap_or_default();
        assert!(last.starts_with("countersign: ") && last.contains(data), "{refused}");
    }
    assert!(!folder.path().join("countersign.db").exists());
    let created = run(&["store", "create", "--data", data], "");
    assert!(created.status.success(), "{created:?}");
    assert!(add_client(data).status.success(), "with the same key");
    assert!(failure(&["store", "create", "--data", data]).contains("already a store"));
    fs::remove_file(folder.path().join("countersign.db")).expect("removed");
    fs::remove_file(folder.path().join("key")).expect("removed");
    assert!(add_client(data).status.success(), "started over");
}

#[test]
fn a_database_that_was_copied_without_its_log_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(open(folder.path()).is_ok());
    let database = folder.path().join("countersign.db");
    fs::remove_file(&database).expect("removed");
    for file in ["countersign.db-wal", "countersign.db-shm"] {
        let _ = fs::remove_file(folder.path().join(file));
    }
    let copy = rusqlite::Connection::open(&database).expect("opens");
    copy.execute_batch("PRAGMA journal_mode = WAL").expect("set"); // its first page, as in a copy
    drop(copy);
    assert_eq!(fs::metadata(&database).expect("there").len(), 4096);
    let refused = open(folder.path()).expect_err("refused");
    assert!(matches!(refused, OpenError::EmptyDatabase { .. }), "{refused}");
    assert!(refused.to_string().contains("countersign.db-wal"), "{refused}");
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(open(folder.path()).is_ok());
    let key = folder.path().join("key");
    for (mode, is_fine) in
        [(0o644, false), (0o666, false), (0o604, false), (0o620, false), (0o640, true), (0o400, true)]
    {
        fs::set_permissions(&key, Permissions::from_mode(mode)).expect("set");
        let opened = open(folder.path());
        assert_eq!(opened.is_ok(), is_fine, "{mode:o}");
        if let Err(refused) = opened {
            let said = refused.to_string();
            assert!(
                said.contains(&format!("run: chmod 600 {}", key.display())) && said.contains("mode to 0400"),
                "{said}"
            );
        }
    }
}

#[test]
fn a_database_that_others_can_read_is_taken_from_them() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(open(folder.path()).is_ok());
    let database = folder.path().join("countersign.db");
    fs::set_permissions(&database, Permissions::from_mode(0o644)).expect("set");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("set");
    let (log, guard) = Log::begin();
    assert!(open(folder.path()).is_ok());
    drop(guard);
    assert_eq!(fs::metadata(&database).expect("there").permissions().mode() & 0o777, 0o600);
    let text = log.text();
    assert!(text.contains("other users could read this file"), "{text}");
    assert!(text.contains(&format!("chmod 700 {}", folder.path().display())), "{text}");
}
