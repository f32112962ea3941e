//! Requests whose end is given in two ways, or in a wrong one: none of them hides a second request (RFC 9112 §11.2).

use crate::process::{Process, folder_with_client};
use std::io::{Read, Write};
use std::net::TcpStream;

/// The request that is hidden: a response to it is told apart from all others by its status.
const HIDDEN: &str = "GET /oauth/userinfo HTTP/1.1\r\nhost: localhost\r\n\r\n";
const STATUS_OF_HIDDEN: &str = "HTTP/1.1 401";

/// The responses on a connection on which this is sent, until the server closes it.
fn responses(process: &Process, sent: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", process.port)).expect("connects");
    stream.write_all(sent.as_bytes()).expect("sent");
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text); // a server that closes at once resets the connection
    text
}

fn post(headers: &str, body: &str) -> String {
    format!(
        "POST /oauth/device_authorization HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/x-www-form-urlencoded\r\n{headers}\r\n\r\n{body}"
    )
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let folder = folder_with_client();
    let process = Process::start(folder.path());
    let first = post("content-length: 12", "client_id=tv");
    let last = post("content-length: 12\r\nconnection: close", "client_id=tv");
    let text = responses(&process, &[&first, HIDDEN, &last].concat());
    let statuses: Vec<_> = text.split("HTTP/1.1 ").skip(1).map(|response| &response[..3]).collect();
    assert_eq!(statuses, ["200", "401", "200"], "{text}");
}

#[test]
fn a_request_whose_end_is_unclear_is_refused_and_hides_no_other() {
    let folder = folder_with_client();
    let process = Process::start(folder.path());
    let form = "client_id=tv";
    let chunked = "transfer-encoding: chunked";
    let hidden_in_form = format!("{form}{HIDDEN}");
    for (what, request) in [
        ("two lengths", post("content-length: 12\r\ncontent-length: 0", &hidden_in_form)),
        ("a list of lengths", post("content-length: 12, 0", &hidden_in_form)),
        ("a length with a sign", post("content-length: +12", &hidden_in_form)),
        ("a length that overflows", post("content-length: 18446744073709551628", &hidden_in_form)),
        ("a length, then chunks", post(&format!("content-length: 5\r\n{chunked}"), &format!("0\r\n\r\n{HIDDEN}"))),
        ("chunks, then a length", post(&format!("{chunked}\r\ncontent-length: 5"), &format!("0\r\n\r\n{HIDDEN}"))),
        (
            "chunks that aren't the last coding",
            post("transfer-encoding: chunked, identity", &format!("0\r\n\r\n{HIDDEN}")),
        ),
        ("an unknown coding", post("transfer-encoding: xchunked", &format!("0\r\n\r\n{HIDDEN}"))),
        ("a space before the colon", post("transfer-encoding : chunked", &format!("0\r\n\r\n{HIDDEN}"))),
        ("a folded header", post("transfer-encoding:\r\n chunked", &format!("0\r\n\r\n{HIDDEN}"))),
        ("a chunk's size with a sign", post(chunked, &format!("+c\r\n{form}\r\n0\r\n\r\n{HIDDEN}"))),
        ("a chunk's size with a prefix", post(chunked, &format!("0xc\r\n{form}\r\n0\r\n\r\n{HIDDEN}"))),
        ("a chunk's size that overflows", post(chunked, &format!("1000000000000000c\r\n{form}\r\n0\r\n\r\n{HIDDEN}"))),
        ("a chunk without its end", post(chunked, &format!("c\r\n{form}0\r\n\r\n{HIDDEN}"))),
        ("a line feed as the end of a size", post(chunked, &format!("c\n{form}\r\n0\r\n\r\n{HIDDEN}"))),
        (
            "an endless chunk extension",
            post(chunked, &format!("c;{}\r\n{form}\r\n0\r\n\r\n{HIDDEN}", "x".repeat(100_000))),
        ),
    ] {
        let text = responses(&process, &request);
        let is_refused = text.is_empty() || text.starts_with("HTTP/1.1 400") || text.starts_with("HTTP/1.1 431");
        assert!(is_refused, "{what}: {text}");
        assert!(!text.contains(STATUS_OF_HIDDEN), "{what}: {text}");
    }
    process.device_code().expect("answers");
}

#[test]
fn what_is_not_a_request_is_refused() {
    let folder = folder_with_client();
    let process = Process::start(folder.path());
    for (what, request) in [
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}".to_owned()),
        ("chunks in HTTP/1.0", post("transfer-encoding: chunked", "0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0")),
        ("NUL in a header", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: a\0b\r\n\r\n".to_owned()),
        ("NUL in a path", "GET /health\0z HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned()),
        ("a thousand headers", format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\n{}\r\n", "x: y\r\n".repeat(1000))),
    ] {
        let text = responses(&process, &request);
        assert!(!text.contains("HTTP/1.1 2") && !text.contains("HTTP/1.1 5"), "{what}: {text}");
    }
    process.device_code().expect("answers");
}
