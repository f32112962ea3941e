//! Hostile connections: they cost little, and the server keeps running.

use crate::process::{Process, folder_with_client, free_port, wait_until};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn an_oversized_request_header_is_rejected_and_the_server_keeps_running() {
    let folder = folder_with_client();
    let process = Process::start(folder.path());
    let mut stream = TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    let bomb = format!("GET / HTTP/1.1\r\nhost: localhost\r\n{}", "x: ".to_owned() + &"y".repeat(1 << 20));
    // The server may close the connection before everything is sent.
    let _ = stream.write_all(bomb.as_bytes());
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    process.device_code().expect("answers");
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// A sign-in with a wrong password.
fn sign_in() -> String {
    let body = r#"{"name":"ann@example.com","password":"a wrong one"}"#;
    let head = "POST /api/session/sign-in-with-password HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
        content-type: application/json\r\nconnection: close\r\n";
    format!("{head}content-length: {}\r\n\r\n{body}", body.len())
}

/// A connection on which this was sent.
fn sent(process: &Process, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    stream.write_all(text.as_bytes()).expect("sent");
    stream
}

/// The process's metrics, from a port of their own.
fn metrics(port: u16) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connects");
    stream.write_all(HEALTH.replace("/healthz", "/metrics").as_bytes()).expect("sent");
    received(stream)
}

/// All that comes back until the connection is closed.
fn received(mut stream: TcpStream) -> String {
    let mut received = String::new();
    let _ = stream.read_to_string(&mut received);
    received
}

#[test]
fn idle_connections_keep_nobody_of_their_network_out() {
    let folder = folder_with_client();
    let process = Process::start(folder.path());
    let sign_in = sign_in();
    let without_its_end = sign_in.strip_suffix('}').expect("JSON");
    let unfinished = ["", "GET /healthz HTTP/1.1\r\nhost:", without_its_end];
    let mut open: Vec<_> = (0..256).map(|number| sent(&process, unfinished[number % 3])).collect();
    for _ in 0..300 {
        let answer = received(sent(&process, HEALTH));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
        open.push(sent(&process, ""));
    }
    assert_eq!(received(open.swap_remove(0)), "", "closed, because it was idle longest");
}

#[test]
fn a_connection_with_a_request_under_way_is_not_closed() {
    let folder = folder_with_client();
    let (file, port) = (folder.path().join("settings.toml"), free_port());
    let settings = format!("metrics_listen = '127.0.0.1:{port}'\nlimits.connections_per_network = 2");
    std::fs::write(&file, settings).expect("written");
    let process = Process::start_with(folder.path(), &["--config", file.to_str().expect("text")]);
    let signing_in = sent(&process, &sign_in());
    wait_until(|| {
        let text = metrics(port);
        let of = |name: &str| text.lines().filter(|line| line.starts_with(name)).collect::<Vec<_>>();
        let is_checked = of("countersign_work_queue_requests").iter().any(|line| !line.ends_with(" 0"));
        is_checked || of("countersign_http_requests_total").iter().any(|line| line.contains("sign-in-with-password"))
    });
    let idle: Vec<_> = (0..20).map(|_| sent(&process, "")).collect();
    let answer = received(signing_in);
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer:?}");
    drop(idle);
}

#[test]
fn connections_that_are_closed_because_there_are_too_many_are_counted() {
    let folder = folder_with_client();
    let (file, port) = (folder.path().join("settings.toml"), free_port());
    let settings = format!("metrics_listen = '127.0.0.1:{port}'\nlimits.connections_per_network = 2");
    std::fs::write(&file, settings).expect("written");
    let process = Process::start_with(folder.path(), &["--config", file.to_str().expect("text")]);
    let refused = || {
        let text = metrics(port);
        let value = text.lines().find_map(|line| line.strip_prefix("countersign_connections_refused_total "));
        value.unwrap_or_else(|| panic!("{text}")).parse::<u32>().expect("a number")
    };
    let before = refused();
    let _idle: Vec<_> = (0..12).map(|_| sent(&process, "")).collect();
    wait_until(|| refused() >= before + 10);
}

#[test]
fn when_all_places_are_taken_the_connection_that_has_been_idle_longest_makes_room() {
    let folder = folder_with_client();
    let process = Process::start_with_files(folder.path(), 64 + 40); // 64 are for the store and other files
    let answered = || {
        let mut stream = sent(&process, "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
        let mut answer = [0; 1024];
        let length = stream.read(&mut answer).expect("an answer");
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"));
        stream
    };
    let mut idle: Vec<_> = (0..40).map(|_| answered()).collect();
    let wait = |idle: &TcpStream, patience| idle.set_read_timeout(Some(patience)).expect("set");
    wait(&idle[0], Duration::from_millis(300));
    assert!(idle[0].read(&mut [0]).is_err(), "it stays open as long as nobody waits for its place");
    wait(&idle[0], Duration::from_secs(10));
    idle.extend((0..3).map(|_| answered()));
    assert_eq!(idle.swap_remove(0).read(&mut [0]).expect("no error"), 0, "closed, because it was idle longest");
}

#[test]
fn a_client_that_reads_nothing_costs_little_memory() {
    let folder = folder_with_client();
    let (logo, file) = (folder.path().join("logo.png"), folder.path().join("settings.toml"));
    std::fs::write(&logo, [b"\x89PNG".to_vec(), vec![0; 60_000]].concat()).expect("written");
    std::fs::write(&file, format!("brand.logo = {logo:?}")).expect("written");
    let process = Process::start_with(folder.path(), &["--config", file.to_str().expect("text")]);
    let ask_for_codes = || (0..50).for_each(|_| drop(process.device_code().expect("answers")));
    let peak = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).expect("a process");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
        peak.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
    };
    ask_for_codes();
    let before = peak();
    let mut stream = TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    let all = b"GET /brand/logo HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(5000);
    stream.set_write_timeout(Some(Duration::from_secs(2))).expect("set");
    let _ = stream.write_all(&all); // until the server stops reading
    ask_for_codes();
    let after = peak();
    assert!(after < before + 10_000, "{before} kB before, {after} kB with it");
}
