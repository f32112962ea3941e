//! Connections that hold the server up: whether each is closed in time, and how long polling devices wait meanwhile.

use crate::Outcome;
use crate::load;
use crate::paced::{latencies, p99};
use crate::rates::median;
use crate::requests::{Request, poll};
use crate::servers::Bench;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// The networks that the connections come from, each with as many as the server accepts from one.
const NETWORKS: u8 = 39;
const OF_A_NETWORK: usize = 256;
/// The time within which the server must have closed a connection: its longest limit is 30 seconds.
const CLOSED_WITHIN: Duration = Duration::from_secs(45);
/// The time for which polls are measured meanwhile: slow heads are cut after it, and the rest would be quiet.
const HELD: Duration = Duration::from_secs(20);
/// The time without them.
const QUIET: Duration = Duration::from_secs(10);
/// The time from one connection to the next: it is measured how long polls wait while they are held, not opened. It is also the time between
/// the bytes of all of them, which thus don't arrive in volleys.
const PACE: Duration = Duration::from_micros(500);
/// The receive buffer of a connection that reads nothing, in bytes, so that the server soon waits for it.
const SMALL: u32 = 4 * 1024;
/// The time from one byte to the next.
const DRIP: Duration = Duration::from_secs(5);
const POLLING: usize = 1_000;
/// Rounds of each kind, each after a quiet time of its own.
const ROUNDS: usize = 3;

/// What was measured with one kind of connections.
pub(crate) struct Held {
    pub(crate) what: &'static str,
    pub(crate) opened: usize,
    /// The connections that the server did not close in time.
    pub(crate) left: usize,
    /// The longest time after which a client noticed that its connection was closed.
    pub(crate) longest: Duration,
    /// The medians of the rounds' p99 of polls without and with them, in milliseconds, and of their ratios.
    pub(crate) quiet: f64,
    pub(crate) busy: f64,
    pub(crate) ratio: f64,
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
    let of_kind = |kind: Kind| {
        let rounds = (0..ROUNDS).map(|_| measure_once(server.address, &polls, kind));
        Ok(held(kind, &rounds.collect::<Outcome<Vec<_>>>()?))
    };
    KINDS.into_iter().map(of_kind).collect()
}

/// One round of a kind.
struct Round {
    quiet: f64,
    busy: f64,
    connections: Vec<Option<Duration>>,
}

fn measure_once(server: SocketAddr, polls: &[Request], kind: Kind) -> Outcome<Round> {
    let quiet = p99(latencies(server, polls, QUIET)?);
    let round = thread::scope(|scope| {
        let connections = scope.spawn(|| hold(server, kind));
        let busy = p99(latencies(server, polls, HELD)?);
        Outcome::Ok(Round { quiet, busy, connections: connections.join().map_err(|_| "a thread panicked")?? })
    })?;
    let opened = round.connections.len();
    println!("{opened} connections {}: p99 of polls {:.2} ms, quiet {quiet:.2} ms", kind.what, round.busy);
    Ok(round)
}

fn held(kind: Kind, rounds: &[Round]) -> Held {
    let connections = || rounds.iter().flat_map(|round| &round.connections);
    let median_of = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    Held {
        what: kind.what,
        opened: connections().count(),
        left: connections().filter(|open| open.is_none()).count(),
        longest: connections().flatten().max().copied().unwrap_or_default(),
        quiet: median_of(|round| round.quiet),
        busy: median_of(|round| round.busy),
        ratio: median_of(|round| round.busy / round.quiet),
    }
}

/// The time after which each client noticed that its connection was closed; `None` for one that the server didn't close in time.
fn hold(server: SocketAddr, kind: Kind) -> Outcome<Vec<Option<Duration>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connections = JoinSet::new();
        let mut due = Instant::now();
        for network in (0..kind.count).flat_map(|_| 1..=NETWORKS) {
            let socket = TcpSocket::new_v4()?;
            if !kind.reads {
                socket.set_recv_buffer_size(SMALL)?;
            }
            socket.bind((Ipv4Addr::new(127, 1, network, 1), 0).into())?;
            let stream = socket.connect(server).await?;
            connections.spawn(keep_open(stream, server, kind));
            due += PACE;
            sleep_until(due).await;
        }
        Ok(connections.join_all().await)
    })
}

async fn keep_open(mut stream: TcpStream, server: SocketAddr, kind: Kind) -> Option<Duration> {
    let begun = Instant::now();
    let own = stream.local_addr().ok()?;
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
    let ended = timeout(CLOSED_WITHIN, held).await;
    (ended.is_ok() || !is_open(server, own)).then(|| begun.elapsed())
}

/// Whether the server still has the connection of a client. A client that reads nothing doesn't notice at once that it has been closed: the
/// system asks about its full buffer less and less often. `true` if the system doesn't say.
fn is_open(server: SocketAddr, client: SocketAddr) -> bool {
    const ESTABLISHED: &str = "01";
    let Ok(connections) = fs::read_to_string("/proc/net/tcp") else { return true };
    connections.lines().any(|row| {
        let mut fields = row.split_whitespace().skip(1);
        [fields.next(), fields.next()] == [server, client].map(listed).each_ref().map(|address| Some(address.as_str()))
            && fields.next() == Some(ESTABLISHED)
    })
}

/// An IPv4 address as the system lists it.
fn listed(address: SocketAddr) -> String {
    let SocketAddr::V4(address) = address else { return String::new() };
    format!("{:08X}:{:04X}", u32::from_le_bytes(address.ip().octets()), address.port())
}
