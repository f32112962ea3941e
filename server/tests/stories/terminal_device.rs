//! `countersign device` on a network that fails now and then (RFC 8628 §3.5).

use crate::process::run;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

const PENDING: Answer = Answer::Whole("400 Bad Request", r#"{"error":"authorization_pending"}"#);
const TOKENS: Answer = Answer::Whole("200 OK", r#"{"access_token":"secret"}"#);
const ACCOUNT: Answer = Answer::Whole("200 OK", r#"{"sub":"1","email":"ann@example.com"}"#);
const FROM_A_PROXY: Answer = Answer::Whole("502 Bad Gateway", "<html><h1>502 Bad Gateway</h1></html>");
const UNAVAILABLE: Answer = Answer::Whole("503 Service Unavailable", r#"{"error":"server_error"}"#);
const DENIED: Answer = Answer::Whole("400 Bad Request", r#"{"error":"access_denied"}"#);

/// The answer to one request.
#[derive(Clone, Copy)]
enum Answer {
    /// A status and a body.
    Whole(&'static str, &'static str),
    /// The connection is closed within the body.
    Broken,
    /// The connection is closed.
    Nothing,
    /// The connection is reset (RST), as by a proxy that was restarted.
    Reset,
}

/// Reads a request and returns its path.
fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let from = head.len();
        assert!(reader.read_line(&mut head).expect("read") > 0, "it ended after {head:?}");
        let line = head[from..].to_lowercase();
        length = line.strip_prefix("content-length: ").map_or(length, |text| text.trim().parse().expect("a number"));
    }
    reader.read_exact(&mut vec![0; length]).expect("a body");
    head.split(' ').nth(1).expect("a path").to_owned()
}

fn send(mut stream: TcpStream, answer: Answer) {
    let (status, body, missing) = match answer {
        Answer::Whole(status, body) => (status, body, 0),
        Answer::Broken => ("200 OK", "{\"acc", 50),
        Answer::Nothing => return,
        Answer::Reset => {
            socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).expect("closing resets it");
            return;
        }
    };
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len() + missing);
    stream.write_all((head + body).as_bytes()).expect("sent");
}

/// Runs the device against a server that answers its polls like this, and then about its account. Returns its status and both outputs.
fn device(polls: &'static [Answer], account: Answer) -> (bool, String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let url = at.clone();
    std::thread::spawn(move || {
        let mut polls = polls.iter();
        for stream in listener.incoming() {
            let stream = stream.expect("a connection");
            let path = read_request(&stream);
            let json = match path.as_str() {
                "/token" => {
                    send(stream, *polls.next().expect("no more polls"));
                    continue;
                }
                "/userinfo" => {
                    send(stream, account);
                    continue;
                }
                "/codes" => json!({
                    "device_code": "d", "user_code": "KTR4V-9MXQF", "expires_in": 600, "interval": 0,
                    "verification_uri": format!("{url}/link"), "verification_uri_complete": format!("{url}/link?c"),
                }),
                _ => json!({
                    "device_authorization_endpoint": format!("{url}/codes"),
                    "token_endpoint": format!("{url}/token"),
                    "userinfo_endpoint": format!("{url}/userinfo"),
                }),
            };
            send(stream, Answer::Whole("200 OK", json.to_string().leak()));
        }
    });
    let output = run(&["device", "--server", &at, "--client", "tv"], "");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_device_keeps_polling_after_errors_of_a_proxy_broken_answers_and_closed_connections() {
    let polls =
        &[FROM_A_PROXY, PENDING, Answer::Nothing, Answer::Broken, PENDING, UNAVAILABLE, FROM_A_PROXY, PENDING, TOKENS];
    let (is_success, printed, noted) = device(polls, ACCOUNT);
    assert!(is_success && printed.contains("now belongs to ann@example.com"), "{printed}{noted}");
    assert_eq!(noted.matches("Trying again").count(), 3, "once for each disturbance: {noted}");
}

#[test]
fn a_device_keeps_polling_after_a_reset() {
    let (is_success, printed, noted) = device(&[PENDING, Answer::Reset, PENDING, Answer::Reset, TOKENS], ACCOUNT);
    assert!(is_success && printed.contains("now belongs to ann@example.com"), "{printed}{noted}");
    assert_eq!(noted.matches("Trying again").count(), 2, "{noted}");
    assert_eq!(noted.to_lowercase().matches("reset").count(), 2, "the cause is said: {noted}");
}

#[test]
fn a_device_that_is_linked_says_so_even_if_its_account_cannot_be_read() {
    let (is_success, printed, noted) = device(&[TOKENS], FROM_A_PROXY);
    assert!(is_success && printed.contains("This device is linked."), "{printed}{noted}");
}

#[test]
fn a_device_whose_request_was_declined_stops() {
    let (is_success, _, noted) = device(&[FROM_A_PROXY, DENIED], ACCOUNT);
    assert!(!is_success && noted.contains("declined"), "{noted}");
}
