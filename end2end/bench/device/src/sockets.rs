//! Connections that hold the server up: whether each is closed in time, and how long polling devices wait meanwhile.

use crate::Outcome;
use crate::load;
use crate::paced::{latencies, p99};
use crate::rates::median;
use crate::requests::{Request, poll};
use crate::servers::{Bench, Contender};
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
    /// The medians of the rounds' p99 of polls in milliseconds: without them, with them, and while as many are held at the bare server, which
    /// take as much of this machine.
    pub(crate) quiet: f64,
    pub(crate) busy: f64,
    pub(crate) elsewhere: f64,
    /// The medians of the rounds' ratios of `busy` to `quiet`, and to `elsewhere`.
    pub(crate) to_quiet: f64,
    pub(crate) to_elsewhere: f64,
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

/// Measures Countersign, beside the bare server.
pub(crate) fn measure(bench: &Bench) -> Outcome<Vec<Held>> {
    let (folder, bare_folder) = (Bench::folder()?, Bench::folder()?);
    let server = bench.start_limited(folder.path())?;
    let bare = bench.start(Contender::Bare, bare_folder.path())?;
    let of_kind = |kind: Kind| {
        let rounds = (0..ROUNDS).map(|_| measure_once(server.address, bare.address, kind));
        Ok(held(kind, &rounds.collect::<Outcome<Vec<_>>>()?))
    };
    KINDS.into_iter().map(of_kind).collect()
}

/// One round of a kind.
struct Round {
    quiet: f64,
    elsewhere: f64,
    busy: f64,
    connections: Vec<Option<Duration>>,
}

fn measure_once(server: SocketAddr, bare: SocketAddr, kind: Kind) -> Outcome<Round> {
    // New ones each time: device codes expire.
    let polls: Vec<_> = load::open_many(server, POLLING)?.iter().map(|code| poll(code)).collect();
    let quiet = p99(latencies(server, &polls, QUIET)?);
    let (elsewhere, _) = while_held(server, &polls, || hold(bare, kind, HELD))?;
    let (busy, mut connections) = while_held(server, &polls, || hold(server, kind, CLOSED_WITHIN))?;
    for connection in &mut connections {
        if connection.after.is_none() && !is_open(server, connection.own) {
            connection.after = Some(CLOSED_WITHIN);
        }
    }
    println!(
        "{} connections {}: p99 of polls {busy:.2} ms, at the bare server {elsewhere:.2} ms, quiet {quiet:.2} ms",
        connections.len(),
        kind.what
    );
    Ok(Round { quiet, elsewhere, busy, connections: connections.iter().map(|connection| connection.after).collect() })
}

/// The p99 of polls while connections are held, and these.
fn while_held(
    server: SocketAddr,
    polls: &[Request],
    hold: impl FnOnce() -> Outcome<Vec<Connection>> + Send,
) -> Outcome<(f64, Vec<Connection>)> {
    thread::scope(|scope| {
        let connections = scope.spawn(hold);
        let busy = p99(latencies(server, polls, HELD)?);
        Ok((busy, connections.join().map_err(|_| "a thread panicked")??))
    })
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
        elsewhere: median_of(|round| round.elsewhere),
        to_quiet: median_of(|round| round.busy / round.quiet),
        to_elsewhere: median_of(|round| round.busy / round.elsewhere),
    }
}

/// A connection that was held.
struct Connection {
    /// The client's address.
    own: SocketAddr,
    /// The time after which the client noticed that it was closed; `None` if it did not.
    after: Option<Duration>,
}

/// Holds a kind of connections until they are closed, for a time at most.
fn hold(server: SocketAddr, kind: Kind, time: Duration) -> Outcome<Vec<Connection>> {
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
            connections.spawn(keep_open(stream, kind, time));
            due += PACE;
            sleep_until(due).await;
        }
        connections.join_all().await.into_iter().collect()
    })
}

async fn keep_open(mut stream: TcpStream, kind: Kind, time: Duration) -> Outcome<Connection> {
    let begun = Instant::now();
    let own = stream.local_addr()?;
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
    let after = timeout(time, held).await.ok().map(|()| begun.elapsed());
    Ok(Connection { own, after })
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
