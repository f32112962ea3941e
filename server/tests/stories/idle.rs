//! How long connections may wait: for a request, and for the rest of one. The time is tokio's, which the stories pass at once.

use crate::server::Server;
use server::web::connections::Connections;
use std::io::ErrorKind::WouldBlock;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
const SECOND: Duration = Duration::from_secs(1);

async fn serve(server: &Server) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let router = server::routes::router(server.ctx.clone()).expect("a page");
    let shutdown = server.ctx.shutdown.clone();
    tokio::spawn(server::web::listener::serve(listener, router, Connections::default(), shutdown));
    at
}

/// Stops the time until the result is dropped. Tokio's time passes whenever the runtime waits, even if only for the kernel, but not while a
/// blocking task runs.
fn stop_time() -> mpsc::Sender<()> {
    let (stopped, goes_on) = mpsc::channel();
    tokio::task::spawn_blocking(move || goes_on.recv());
    stopped
}

/// Sends a text, unless the connection is closed.
async fn send(connection: &TcpStream, text: &str) {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        connection.writable().await.expect("a socket");
        match connection.try_write(rest) {
            Ok(sent) => rest = &rest[sent..],
            Err(cause) if cause.kind() == WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// What arrives next; nothing if the connection is closed.
async fn received(connection: &TcpStream) -> String {
    loop {
        connection.readable().await.expect("a socket");
        let mut bytes = [0; 4096];
        match connection.try_read(&mut bytes) {
            Ok(length) => return String::from_utf8_lossy(&bytes[..length]).into_owned(),
            Err(cause) if cause.kind() == WouldBlock => {}
            Err(_) => return String::new(),
        }
    }
}

async fn is_answered(connection: &TcpStream) -> bool {
    let _stopped = stop_time();
    send(connection, HEALTH).await;
    let mut answer = String::new();
    while !answer.ends_with("\r\n\r\nok") {
        let more = received(connection).await;
        if more.is_empty() {
            return false;
        }
        answer += &more;
    }
    answer.starts_with("HTTP/1.1 200")
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_was_idle_for_75_seconds_still_works_and_ends_soon_after() {
    let server = Server::start().await;
    let connection = TcpStream::connect(serve(&server).await).await.expect("connects");
    for _ in 0..3 {
        assert!(is_answered(&connection).await);
        sleep(75 * SECOND).await;
    }
    assert!(is_answered(&connection).await);
    let begun = Instant::now();
    assert_eq!(received(&connection).await, "");
    assert!(begun.elapsed() <= 100 * SECOND, "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_head_of_a_request_has_twenty_seconds_however_long_the_connection_was_idle() {
    let server = Server::start().await;
    let at = serve(&server).await;
    for (is_new, text) in
        [(true, ""), (true, "GET"), (true, "GET /healthz HTTP/1.1\r\nx: "), (false, "GET /healthz HTTP/1.1\r\nx: ")]
    {
        let connection = TcpStream::connect(at).await.expect("connects");
        if !is_new {
            assert!(is_answered(&connection).await);
            sleep(60 * SECOND).await;
        }
        let begun = Instant::now();
        send(&connection, text).await;
        let drip = async {
            for _ in 0..60 {
                sleep(SECOND).await;
                send(&connection, if text.ends_with(' ') { "x" } else { "" }).await;
            }
        };
        tokio::select! {
            closed = received(&connection) => assert_eq!(closed, ""),
            () = drip => panic!("after {text:?}, it waits for the rest of the head"),
        }
        let waited = begun.elapsed();
        assert!((19 * SECOND..=22 * SECOND).contains(&waited), "{text:?}: {waited:?}");
    }
}
