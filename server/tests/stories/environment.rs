//! The variables that the binary reads from its environment.

use crate::process::{Process, countersign, wait_until};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Runs a command in a folder with one variable. Returns its error output, or `None` if it succeeds.
fn error_with(folder: &Path, arguments: &[&str], (variable, value): (&str, &OsStr)) -> Option<String> {
    let output = countersign().args(arguments).current_dir(folder).env(variable, value).output().expect("runs");
    (!output.status.success()).then(|| String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn the_path_of_the_server_key_can_be_relative_and_cannot_be_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let add = ["client", "add", "--data", "data", "--id", "tv", "--name", "TV", "--kind", "tv"];
    let add_with = |path: &str| error_with(folder.path(), &add, ("COUNTERSIGN_KEY_FILE", OsStr::new(path)));
    let told = add_with("").expect("refused");
    assert!(told.contains("COUNTERSIGN_KEY_FILE is empty") && told.lines().count() == 1, "{told}");
    assert_eq!(add_with("server.key"), None);
    assert!(folder.path().join("server.key").exists());
    assert_eq!(add_with("./server.key"), None, "the same file");
}

#[test]
fn a_variable_that_is_not_text_stops_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let serve = ["serve", "--data", "/proc/nowhere", "--listen", "127.0.0.1:0"];
    let told = error_with(folder.path(), &serve, ("COUNTERSIGN_BRAND_NAME", OsStr::from_bytes(b"\xff")));
    assert_eq!(told.as_deref(), Some("countersign: COUNTERSIGN_BRAND_NAME isn't valid UTF-8\n"));
}

#[test]
fn an_empty_variable_is_reported_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::start_with_variable(&folder.path().join("data"), ("COUNTERSIGN_BREACHED_PASSWORDS", ""));
    wait_until(|| process.log().lines().any(|line| line.contains("COUNTERSIGN_BREACHED_PASSWORDS")));
}
