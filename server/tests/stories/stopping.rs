//! How the server stops: it says that it isn't ready, finishes what is under way, and loses nothing (O5).

use crate::mail_server::MailServer;
use crate::process::{Process, countersign, folder_with_client, free_port, run, wait_until};
use crate::server::PASSWORD;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A connection whose requests are sent in pieces.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(process: &Process) -> Self {
        Self(BufReader::new(TcpStream::connect(("127.0.0.1", process.port)).expect("connects")))
    }

    fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).expect("sent");
    }

    /// The next response: its head, in lower case, and its body.
    fn response(&mut self) -> (String, String) {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).expect("read") > 0, "the connection was closed after {head:?}");
        }
        let head = head.to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        self.0.read_exact(&mut body).expect("read");
        (head, String::from_utf8(body).expect("text"))
    }

    fn get(&mut self, path: &str) -> (String, String) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"));
        self.response()
    }
}

/// A request whose body isn't complete yet.
fn slow_request(process: &Process) -> Connection {
    let mut connection = Connection::open(process);
    let head = "POST /oauth/device_authorization HTTP/1.1\r\nhost: localhost\r\ncontent-length: 12\r\n";
    connection.send(&format!("{head}content-type: application/x-www-form-urlencoded\r\n\r\nclient"));
    connection
}

/// A mail server that accepts an email only when the test permits it.
struct SlowMailServer {
    server: MailServer,
    received: Receiver<()>,
    accept: Sender<()>,
}

impl SlowMailServer {
    fn start() -> Self {
        let ((on_receipt, received), (accept, accepted)) = (channel(), channel());
        let accepted = Mutex::new(accepted);
        let server = MailServer::start_slow(&[], move || {
            // The test can end first.
            let _ = on_receipt.send(());
            let _ = accepted.lock().expect("not poisoned").recv();
        });
        Self { server, received, accept }
    }

    /// A file with settings for this mail server.
    fn settings(&self, folder: &Path) -> String {
        self.server.settings_file(folder)
    }
}

/// The folder of a server with Ann's account.
fn folder_with_ann() -> tempfile::TempDir {
    let folder = folder_with_client();
    let data = folder.path().to_str().expect("text");
    let added = run(&["account", "add", "--data", data, "--email", "ann@example.com", "--password-stdin"], PASSWORD);
    assert!(added.status.success(), "{added:?}");
    folder
}

/// Waits until new connections are refused, and for a second longer: the server waits for what is under way.
fn wait_until_closed(process: &mut Process) {
    wait_until(|| TcpStream::connect(("127.0.0.1", process.port)).is_err());
    let clock = server::clock::Clock::system();
    let closed = clock.now();
    wait_until(|| {
        assert!(process.child.try_wait().expect("a child").is_none(), "it waits for nothing");
        clock.now().since(closed) > Duration::from_secs(1)
    });
}

#[test]
fn a_stop_lets_requests_under_way_finish() {
    let (folder, mails) = (folder_with_ann(), SlowMailServer::start());
    let mut process = Process::start_in_production(folder.path(), &["--config", &mails.settings(folder.path())]);
    let mut kept = Connection::open(&process);
    assert!(kept.get("/healthz").0.starts_with("http/1.1 200"));
    let mut slow = slow_request(&process);

    process.signal("TERM");
    wait_until(|| process.status("/readyz") == 503);
    let (head, body) = kept.get("/readyz");
    assert!(head.starts_with("http/1.1 503") && head.contains("connection: close"), "{head}");
    assert_eq!(body, "the server is stopping");
    process.device_code().expect("new requests are answered meanwhile");

    wait_until_closed(&mut process);
    slow.send("_id=tv");
    let (head, body) = slow.response();
    assert!(head.starts_with("http/1.1 200") && body.contains("device_code"), "{head}{body}");
    let ended = process.child.wait().expect("ends");
    assert!(ended.success() && process.log().contains("\"stopped\""), "{ended}: {}", process.log());
}

#[test]
fn a_stop_lets_deliveries_under_way_finish() {
    let (folder, mails) = (folder_with_ann(), SlowMailServer::start());
    let mut process = Process::start_in_production(folder.path(), &["--config", &mails.settings(folder.path())]);
    let asked = r#"{"for":{"name":"ann@example.com"}}"#.to_owned();
    assert_eq!(process.write("/api/single-use-code/request", asked), 200);
    mails.received.recv().expect("an email is under way");

    process.signal("TERM");
    wait_until_closed(&mut process);
    mails.accept.send(()).expect("the mail server waits");
    let ended = process.child.wait().expect("ends");
    assert!(ended.success() && process.log().contains("\"stopped\""), "{ended}: {}", process.log());
    let store = rusqlite::Connection::open(folder.path().join("countersign.db")).expect("opens");
    let waiting: u32 = store.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0)).expect("a count");
    assert_eq!(waiting, 0, "the email's delivery was recorded, so it isn't sent again");
}

#[test]
fn a_stop_waits_fifteen_seconds_at_most_for_what_never_ends() {
    let (folder, mails) = (folder_with_ann(), SlowMailServer::start());
    let mut process = Process::start_in_production(folder.path(), &["--config", &mails.settings(folder.path())]);
    let asked = r#"{"for":{"name":"ann@example.com"}}"#.to_owned();
    assert_eq!(process.write("/api/single-use-code/request", asked), 200);
    mails.received.recv().expect("an email is under way");
    let _endless = slow_request(&process);
    let clock = server::clock::Clock::system();
    let begun = clock.now();
    process.signal("TERM");
    wait_until(|| process.status("/readyz") == 503);
    assert!(process.child.wait().expect("ends").success());
    let took = clock.now().since(begun);
    // The exact times are tested where the timers' clock is stopped; a process also takes time to notice them.
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(process.log().contains("while requests or deliveries were under way"), "{}", process.log());
}

#[test]
fn a_second_signal_stops_at_once() {
    let (folder, mails) = (folder_with_ann(), SlowMailServer::start());
    let mut process = Process::start_in_production(folder.path(), &["--config", &mails.settings(folder.path())]);
    let _slow = slow_request(&process);
    let clock = server::clock::Clock::system();
    process.signal("TERM");
    wait_until(|| process.status("/readyz") == 503);
    let second = clock.now();
    process.signal("INT");
    assert!(process.child.wait().expect("ends").success());
    assert!(clock.now().since(second) < Duration::from_secs(3), "it didn't wait for the request");
    assert!(process.log().contains("while requests or deliveries were under way"), "{}", process.log());
}

#[test]
fn a_hangup_is_logged_and_stops_nothing() {
    let folder = folder_with_client();
    let mut process = Process::start(folder.path());
    process.signal("HUP");
    wait_until(|| {
        assert!(process.child.try_wait().expect("a child").is_none(), "it stopped");
        process.log().contains("reloading isn't supported yet")
    });
    assert_eq!(process.status("/readyz"), 200);
}

#[test]
fn a_closed_log_is_no_reason_to_fail() {
    let folder = folder_with_client();
    let port = free_port();
    let mut serve = countersign();
    serve.args(["serve", "--dev", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(folder.path());
    let mut child = serve.spawn().expect("starts");
    let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("\"serving\"") {
        line.clear();
        assert!(log.read_line(&mut line).expect("read") > 0, "it ended");
    }
    drop(log);
    let url = format!("http://127.0.0.1:{port}/link");
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    agent.get(url).call().expect("answers, and logs the request");
    let killed = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}
