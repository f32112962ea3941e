//! Hostile connections: they cost little, and the server keeps running.

use crate::process::{Process, folder_with_client};
use std::io::{Read, Write};
use std::net::TcpStream;

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

#[test]
fn a_network_with_too_many_connections_gets_no_more() {
    let folder = folder_with_client();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "limits.connections_per_network = 5").expect("written");
    let process = Process::start_with(folder.path(), &["--config", file.to_str().expect("text")]);
    let connect = || TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    let answer = |mut stream: TcpStream| {
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    let open: Vec<_> = (0..5).map(|_| connect()).collect();
    assert_eq!(answer(connect()), "", "closed at once");
    drop(open);
    while answer(connect()).is_empty() {}
}

#[test]
fn a_client_that_reads_nothing_costs_little_memory() {
    let folder = folder_with_client();
    let (logo, file) = (folder.path().join("logo.png"), folder.path().join("settings.toml"));
    std::fs::write(&logo, [b"\x89PNG".to_vec(), vec![0; 60_000]].concat()).expect("written");
    std::fs::write(&file, format!("brand.logo = {logo:?}")).expect("written");
    let process = Process::start_with(folder.path(), &["--config", file.to_str().expect("text")]);
    let mut stream = TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    let all = b"GET /brand/logo HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(5000);
    stream.set_write_timeout(Some(std::time::Duration::from_secs(2))).expect("set");
    let _ = stream.write_all(&all); // until the server stops reading
    for _ in 0..50 {
        process.device_code().expect("answers");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).expect("a process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    assert!(peak < 50_000, "{peak} kB");
}
