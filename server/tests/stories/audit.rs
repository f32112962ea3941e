//! The operator's audit log: a line of JSON for each event, in the transaction of what it tells of.

use crate::process::{Process, failure, run, wait_until};
use crate::server::{Browser, PASSWORD, Server};
use domain::contact::Contact;
use serde_json::{Value, json};
use server::cli::AuditFile;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ANN: &str = "ann@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

/// The lines of an audit log.
fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line} is no JSON"))).collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["kind"].as_str()).collect()
}

impl Server {
    /// A server with an audit log, and its file in a folder of its own.
    async fn audited() -> (Self, TempDir, PathBuf) {
        let server = Self::start().await;
        server.ctx.store.set_audited(true).await.expect("set");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("audit.log");
        (server, folder, file)
    }

    async fn append_to(&self, file: &AuditFile) {
        while file.append_waiting(&self.ctx.store).await.expect("appended") {}
    }
}

#[tokio::test]
async fn every_event_is_a_line_with_its_author_and_without_secrets() {
    let (server, _folder, path) = Server::audited().await;
    let browser = server.browser(ANN).await;
    let body = json!({ "name": ANN, "password": "not the right one" });
    server.call(&Browser::default(), SIGN_IN, body).await;
    let ann = server.ctx.store.account_named(&Contact::parse(ANN).expect("a contact")).await.expect("read");
    server.ctx.store.unlock_account(&ann.expect("an account")).await.expect("done");
    let file = AuditFile::open(&path).expect("opened");
    server.append_to(&file).await;
    let found = lines(&path);
    assert_eq!(kinds(&found), ["sign_in", "wrong_password", "account_unlocked"]);
    assert!(found.iter().all(|line| line["account"] == json!(browser.account)), "{found:?}");
    assert_eq!([&found[0]["by"], &found[1]["by"], &found[2]["by"]], ["person", "person", "operator"]);
    assert_eq!((&found[0]["network"], &found[0]["method"]), (&json!("192.0.2.0/24"), &json!("password")));
    assert!(found[0]["request_id"].is_string() && found[0]["id"] != found[1]["id"], "{found:?}");
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(!text.contains(ANN) && !text.contains(PASSWORD), "{text}");
    server.append_to(&file).await;
    assert_eq!(lines(&path).len(), 3, "what is written is forgotten");
}

#[tokio::test]
async fn without_an_audit_log_no_lines_wait() {
    let server = Server::start().await;
    server.browser(ANN).await;
    assert_eq!(server.rows("audit"), 0);
}

#[tokio::test]
async fn a_line_that_was_cut_off_does_not_spoil_the_next_one() {
    let (server, _folder, path) = Server::audited().await;
    std::fs::write(&path, "{\"id\":\"1\"}\n{\"id\":").expect("written");
    let file = AuditFile::open(&path).expect("opened");
    server.browser(ANN).await;
    server.append_to(&file).await;
    let text = std::fs::read_to_string(&path).expect("text");
    let last = text.lines().next_back().expect("a line");
    assert_eq!(serde_json::from_str::<Value>(last).expect("JSON")["kind"], "sign_in");
    assert_eq!(text.lines().nth(1), Some("{\"id\":"), "nothing is overwritten");
}

#[tokio::test]
async fn a_line_waits_until_the_file_can_be_written() {
    let (server, folder, path) = Server::audited().await;
    server.browser(ANN).await;
    let missing = folder.path().join("missing/audit.log");
    assert!(AuditFile::open(&missing).is_err());
    assert_eq!(server.rows("audit"), 1);
    let server = server.restarted().await;
    server.append_to(&AuditFile::open(&path).expect("opened")).await;
    assert_eq!(kinds(&lines(&path)), ["sign_in"]);
}

/// A data folder with Ann's account, the settings of an audit log, and the log's file.
fn audited_folder() -> (TempDir, String, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").to_str().expect("text").to_owned();
    let added = run(&["account", "add", "--data", &data, "--email", ANN, "--password-stdin"], PASSWORD);
    assert!(added.status.success(), "{added:?}");
    let config = folder.path().join("c.toml");
    std::fs::write(&config, "[audit]\nfile = 'audit.log'").expect("written");
    let (config, file) = (config.to_str().expect("text").to_owned(), folder.path().join("audit.log"));
    (folder, config, file)
}

fn guess(process: &Process, number: usize) {
    let body = json!({ "name": format!("nobody{number}@example.com"), "password": "not the right one" });
    assert_eq!(process.write(SIGN_IN, body.to_string()), 401);
}

#[test]
fn an_answered_request_is_in_the_audit_log_after_kill_9() {
    let (folder, config, file) = audited_folder();
    let data = folder.path().join("data");
    let mut process = Process::start_with(&data, &["--config", &config]);
    for number in 0..5 {
        guess(&process, number);
    }
    process.signal("9");
    process.child.wait().expect("gone");
    let _again = Process::start_with(&data, &["--config", &config]);
    wait_until(|| {
        let lines = lines(&file);
        let guesses = lines.iter().filter(|line| line["kind"] == "wrong_password");
        let mut ids: Vec<String> = guesses.map(|line| line["id"].to_string()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len() == 5
    });
}

#[test]
fn the_audit_log_is_opened_again_at_a_hangup() {
    let (folder, config, file) = audited_folder();
    let process = Process::start_with(&folder.path().join("data"), &["--config", &config]);
    guess(&process, 0);
    wait_until(|| lines(&file).len() == 1);
    let rotated = folder.path().join("audit.log.1");
    std::fs::rename(&file, &rotated).expect("renamed");
    process.signal("HUP");
    wait_until(|| file.exists());
    guess(&process, 1);
    wait_until(|| lines(&file).len() == 1);
    assert_eq!(lines(&rotated).len(), 1);
}

#[test]
fn what_a_command_does_is_in_the_audit_log_of_the_server_that_runs() {
    let (folder, config, file) = audited_folder();
    let data = folder.path().join("data");
    let _process = Process::start_with(&data, &["--config", &config]);
    let data = data.to_str().expect("text");
    assert!(run(&["account", "disable", "--data", data, ANN], "").status.success());
    wait_until(|| kinds(&lines(&file)) == ["account_disabled"]);
    assert_eq!(lines(&file)[0]["by"], "operator");
}

#[test]
fn a_server_whose_audit_log_cannot_be_opened_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("c.toml");
    std::fs::write(&config, "[audit]\nfile = 'missing/audit.log'").expect("written");
    let (data, config) = (folder.path().join("data"), config.to_str().expect("text").to_owned());
    let told = failure(&[
        "serve",
        "--dev",
        "--listen",
        "127.0.0.1:0",
        "--config",
        &config,
        "--data",
        data.to_str().expect("text"),
    ]);
    assert!(told.contains("audit.file") && told.lines().count() == 1, "{told}");
    assert!(!data.exists(), "nothing is changed");
}
