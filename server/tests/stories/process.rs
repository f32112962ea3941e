//! The binary as operators and scripts use it: its clients, the lock on its folder, and the data after `kill -9`.

use crate::server::{GRANT, PASSWORD};
use server::clock::Clock;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::{NamedTempFile, TempDir};

/// Longer than anything takes on a busy machine.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

pub(crate) fn countersign() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    piped(&mut command);
    command
}

fn piped(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped())
}

pub(crate) fn run(arguments: &[&str], input: &str) -> Output {
    // A server that should have failed to start is ended.
    let mut command = Command::new("timeout");
    command.arg("60").arg(env!("CARGO_BIN_EXE_countersign")).args(arguments);
    let mut child = piped(&mut command).spawn().expect("starts");
    // A command that rejects its arguments doesn't read its input.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("ends")
}

/// The error output of a command that fails.
pub(crate) fn failure(arguments: &[&str]) -> String {
    let output = run(arguments, PASSWORD);
    assert!(!output.status.success(), "{arguments:?} succeeded");
    String::from_utf8(output.stderr).expect("text")
}

/// A port that no program uses.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// Waits until something happens, but not forever: so a story that breaks says where.
#[track_caller]
pub(crate) fn wait_until(mut is_true: impl FnMut() -> bool) {
    let clock = Clock::system();
    let begun = clock.now();
    while !is_true() {
        assert!(clock.now().since(begun) < LONGEST_WAIT, "it doesn't happen");
        std::thread::yield_now();
    }
}

pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) port: u16,
    agent: ureq::Agent,
    log: NamedTempFile,
}

impl Process {
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub(crate) fn start_with(data: &Path, more: &[&str]) -> Self {
        Self::start_in_production(data, &[&["--dev"], more].concat())
    }

    /// Starts a server that needs a mail server, or `--dev`.
    pub(crate) fn start_in_production(data: &Path, more: &[&str]) -> Self {
        Self::start_by(countersign(), data, more)
    }

    /// Starts a server that can open only so many files.
    pub(crate) fn start_with_files(data: &Path, files: u32) -> Self {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        piped(&mut command).args(["-c", &limited, env!("CARGO_BIN_EXE_countersign")]);
        Self::start_by(command, data, &["--dev"])
    }

    /// Starts a server with a variable in its environment.
    pub(crate) fn start_with_variable(data: &Path, (name, value): (&str, &str)) -> Self {
        let mut command = countersign();
        command.env(name, value);
        Self::start_by(command, data, &["--dev"])
    }

    fn start_by(mut command: Command, data: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let at = format!("127.0.0.1:{port}");
        let log = NamedTempFile::new().expect("a file");
        let child = command
            .args(["serve", "--listen", &at, "--public-url", &format!("http://localhost:{port}"), "--data"])
            .arg(data)
            .args(more)
            .env("COUNTERSIGN_LIMITS_DEVICE_AUTHORIZATIONS_PER_MINUTE", "0")
            .stderr(log.reopen().expect("a file"))
            .spawn()
            .expect("starts");
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut process = Self { child, port, agent, log };
        while process.agent.get(process.url("/readyz")).call().is_err() {
            let ended = process.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the server stopped before it was ready: {ended:?}\n{}", process.log());
            std::thread::yield_now();
        }
        process
    }

    /// What it has logged so far. A line is written a moment after what it tells of.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).expect("text")
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// The status of the response to a GET.
    pub(crate) fn status(&self, path: &str) -> u16 {
        self.agent.get(self.url(path)).call().expect("answers").status().as_u16()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn form(&self, path: &str, form: &[(&str, &str)]) -> Result<String, ureq::Error> {
        self.agent.post(self.url(path)).send_form(form.iter().copied())?.body_mut().read_to_string()
    }

    /// The status of the response to a write, sent as the page does.
    pub(crate) fn write(&self, path: &str, json: String) -> u16 {
        let request = self.agent.post(self.url(path)).header("content-type", "application/json");
        let request = request.header("origin", format!("http://localhost:{}", self.port));
        request.send(json).expect("answers").status().as_u16()
    }

    pub(crate) fn device_code(&self) -> Result<String, ureq::Error> {
        let text = self.form("/oauth/device_authorization", &[("client_id", "tv")])?;
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        Ok(json["device_code"].as_str().unwrap_or_else(|| panic!("no code in {text}")).to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn folder_with_client() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let added = run(&["client", "add", "--data", data, "--id", "tv", "--name", "TV", "--kind", "tv"], "");
    assert!(added.status.success(), "{added:?}");
    folder
}

#[test]
fn no_acknowledged_request_is_lost_after_kill_9() {
    let folder = folder_with_client();
    let mut process = Process::start(folder.path());
    let (sender, acknowledged) = mpsc::channel();
    let killed = AtomicBool::new(false);
    let first = std::thread::scope(|scope| {
        for _ in 0..8 {
            let (sender, process, killed) = (sender.clone(), &process, &killed);
            scope.spawn(move || {
                while !killed.load(Relaxed) {
                    match process.device_code() {
                        Ok(code) => sender.send(code).expect("received"),
                        Err(_) => break,
                    }
                }
            });
        }
        // Kill the server while requests are in progress.
        let mut first: Vec<String> = acknowledged.iter().take(200).collect();
        process.signal("9");
        killed.store(true, Relaxed);
        drop(sender);
        first.extend(acknowledged.iter());
        first
    });
    assert!(first.len() >= 200);
    // The folder stays locked until the killed process has exited.
    process.child.wait().expect("gone");
    let again = Process::start(folder.path());
    for code in &first {
        let form = [("grant_type", GRANT), ("client_id", "tv"), ("device_code", code.as_str())];
        let answer = again.form("/oauth/token", &form).expect("answers");
        assert!(answer.contains("authorization_pending"), "{answer}");
    }
}

#[test]
fn clients_and_accounts_added_while_the_server_runs_work_within_a_second() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text").to_owned();
    let process = Process::start(folder.path());
    let added = run(
        &["client", "add", "--data", &data, "--id", "late", "--name", "Late", "--kind", "pc", "--code", "digits"],
        "",
    );
    assert!(added.status.success(), "{added:?}");
    let clock = server::clock::Clock::system();
    let before = clock.now();
    while process
        .form("/oauth/device_authorization", &[("client_id", "late")])
        .expect("answers")
        .contains("invalid_client")
    {
        assert!(clock.now().since(before).as_millis() < 1000, "still unknown after a second");
    }
    let added = run(&["account", "add", "--data", &data, "--email", "ann@example.com", "--password-stdin"], PASSWORD);
    assert!(added.status.success(), "{added:?}");
    let sign_in = format!("{{\"name\":\"ann@example.com\",\"password\":\"{PASSWORD}\"}}");
    assert_eq!(process.write("/api/session/sign-in-with-password", sign_in), 200);
}

#[test]
fn concurrent_commands_on_a_new_store_agree_on_its_key() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let data = data.to_str().expect("text");
        let add = |id: &str| run(&["client", "add", "--data", data, "--id", id, "--name", "TV", "--kind", "tv"], "");
        std::thread::scope(|scope| {
            let adding: Vec<_> = ["a", "b", "c", "d"].map(|id| scope.spawn(move || add(id))).into_iter().collect();
            for added in adding {
                let added = added.join().expect("ran");
                assert!(added.status.success(), "{added:?}");
            }
        });
        let listed = String::from_utf8(run(&["client", "list", "--data", data], "").stdout).expect("text");
        assert_eq!(listed.lines().count(), 4, "{listed}");
    }
}

#[test]
fn stored_files_are_accessible_only_to_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let added = run(
        &["client", "add", "--data", data.to_str().expect("text"), "--id", "tv", "--name", "TV", "--kind", "tv"],
        "",
    );
    assert!(added.status.success(), "{added:?}");
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("key"))), (0o700, 0o600));
    // The same applies to a folder that existed before.
    let shared = folder.path().join("shared");
    std::fs::create_dir(&shared).expect("made");
    std::fs::set_permissions(&shared, std::fs::Permissions::from_mode(0o755)).expect("set");
    let at = shared.to_str().expect("text");
    run(&["client", "add", "--data", at, "--id", "tv", "--name", "TV", "--kind", "tv"], "");
    assert_eq!((mode(&shared.join("countersign.db")), mode(&shared.join("key"))), (0o600, 0o600));
}

#[test]
fn a_second_server_on_the_same_folder_is_rejected() {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let _first = Process::start(folder.path());
    let output = failure(&["serve", "--dev", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(output.contains("already uses") && output.lines().count() == 1, "{output}");
}
