//! Connections that hold the server up: whether each is closed in time, and how long polling devices wait meanwhile.

use crate::Outcome;
use crate::load;
use crate::paced::{latencies, p99};
use crate::requests::poll;
use crate::servers::Bench;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

/// The networks that the connections come from, each with as many as the server accepts from one.
const NETWORKS: u8 = 39;
const OF_A_NETWORK: usize = 256;
/// The time within which the server must have closed a connection: its longest limit is 30 seconds.
const CLOSED_WITHIN: Duration = Duration::from_secs(45);
/// The time without them.
const QUIET: Duration = Duration::from_secs(10);
/// The time from one connection of each network to the next: it is measured how long polls wait while they are held, not opened.
const PACE: Duration = Duration::from_millis(20);
/// The receive buffer of a connection that reads nothing, in bytes, so that the server soon waits for it.
const SMALL: u32 = 4 * 1024;
/// The time from one byte to the next.
const DRIP: Duration = Duration::from_secs(5);
const POLLING: usize = 1_000;

/// What was measured with one kind of connections.
pub(crate) struct Held {
    pub(crate) what: &'static str,
    pub(crate) opened: usize,
    /// The connections that the server did not close in time.
    pub(crate) left: usize,
    /// The longest time that one was open.
    pub(crate) longest: Duration,
    /// The p99 of polls without and with them, in milliseconds.
    pub(crate) quiet: f64,
    pub(crate) busy: f64,
}

/// A kind of connections.
#[derive(Clone, Copy)]
struct Kind {
    what: &'static str,
    /// The connections of a network.
    count: usize,
    /// What is sent at first.
    first: &'static [u8],
    /// What is then sent again and again.
    drip: &'static [u8],
    /// Whether responses are read.
    reads: bool,
}

const KINDS: [Kind; 4] = [
    Kind { what: "that send nothing", count: OF_A_NETWORK, first: b"", drip: b"", reads: true },
    Kind {
        what: "with slow heads",
        count: OF_A_NETWORK,
        first: b"GET /link HTTP/1.1\r\nhost: localhost\r\nx: ",
        drip: b"x",
        reads: true,
    },
    Kind {
        what: "with slow bodies",
        count: OF_A_NETWORK,
        first: b"POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                 content-length: 1000\r\n\r\n",
        drip: b"x",
        reads: true,
    },
    Kind {
        what: "that read nothing",
        count: 16,
        first: b"",
        drip: b"GET /oauth/jwks HTTP/1.1\r\nhost: localhost\r\n\r\n",
        reads: false,
    },
];

/// Measures Countersign alone.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Held>> {
    let folder = Bench::folder()?;
    let server = bench.start_limited(folder.path())?;
    let polls: Vec<_> = load::open_many(server.address, POLLING)?.iter().map(|code| poll(code)).collect();
    let mut all = Vec::new();
    for kind in KINDS {
        let quiet = p99(latencies(server.address, &polls, QUIET)?);
        let (busy, connections) = thread::scope(|scope| {
            let connections = scope.spawn(|| hold(server.address, kind));
            let busy = p99(latencies(server.address, &polls, CLOSED_WITHIN)?);
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>((
                busy,
                connections.join().map_err(|_| "a thread panicked")??,
            ))
        })?;
        let left = connections.iter().filter(|open| open.is_none()).count();
        let longest = connections.iter().flatten().max().copied().unwrap_or_default();
        println!(
            "connections {}: {} opened, {left} left, p99 of polls {busy:.2} ms, quiet {quiet:.2} ms",
            kind.what,
            connections.len()
        );
        all.push(Held { what: kind.what, opened: connections.len(), left, longest, quiet, busy });
    }
    Ok(all)
}

/// The time that each connection was open; `None` for one that the server didn't close in time.
fn hold(server: SocketAddr, kind: Kind) -> Outcome<Vec<Option<Duration>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connections = JoinSet::new();
        for _ in 0..kind.count {
            for network in 1..=NETWORKS {
                let socket = TcpSocket::new_v4()?;
                if !kind.reads {
                    socket.set_recv_buffer_size(SMALL)?;
                }
                socket.bind((Ipv4Addr::new(127, 1, network, 1), 0).into())?;
                let stream = socket.connect(server).await?;
                connections.spawn(keep_open(stream, kind));
            }
            tokio::time::sleep(PACE).await;
        }
        Ok(connections.join_all().await)
    })
}

async fn keep_open(mut stream: TcpStream, kind: Kind) -> Option<Duration> {
    let begun = Instant::now();
    let held = async {
        if stream.write_all(kind.first).await.is_err() {
            return;
        }
        let mut answer = [0; 4096];
        loop {
            if kind.reads
                && let Ok(Ok(0) | Err(_)) = timeout(DRIP, stream.read(&mut answer)).await
            {
                return;
            }
            if stream.write_all(kind.drip).await.is_err() {
                return;
            }
        }
    };
    timeout(CLOSED_WITHIN, held).await.ok().map(|()| begun.elapsed())
}
