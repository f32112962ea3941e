//! The load: as many keep-alive connections as on a busy evening, each sending its next request after a response. It is the
//! same for every server, on the same processors, and bounded in both count and time.

mod connection;

use crate::Outcome;
use crate::requests::{Answer, Request, member, open, refresh};
pub(crate) use connection::Connection;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Connections, on [`THREADS`] threads.
pub(crate) const CONNECTIONS: usize = 64;
const THREADS: usize = 2;
/// The time without a response after which a server counts as stuck.
const STUCK: Duration = Duration::from_mins(1);

/// The bounds of a load: the first that is reached ends it.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) requests: usize,
    pub(crate) time: Duration,
}

impl Bounds {
    /// For a rate; the count only limits memory.
    pub(crate) fn time(time: Duration) -> Self {
        Self { requests: 10_000_000, time }
    }

    /// For a known number of requests.
    pub(crate) fn requests(requests: usize) -> Self {
        Self { requests, time: STUCK }
    }
}

/// The responses, counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// All except those below.
    others: usize,
    slow_down: usize,
    busy: usize,
    took: Duration,
    device_codes: Vec<String>,
}

impl Answers {
    fn count(&mut self, answer: Answer) {
        match answer {
            Answer::SlowDown => self.slow_down += 1,
            Answer::Busy => self.busy += 1,
            _ => self.others += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.others += other.others;
        self.slow_down += other.slow_down;
        self.busy += other.busy;
        self.device_codes.extend(other.device_codes);
    }

    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    fn all(&self) -> f64 {
        (self.others + self.slow_down) as f64
    }

    /// Responses per second, without those of an overloaded server.
    pub(crate) fn per_second(&self) -> f64 {
        self.all() / self.took.as_secs_f64()
    }

    /// The share of requests that the server rejected because it was overloaded, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    pub(crate) fn busy_share(&self) -> f64 {
        self.busy as f64 / (self.all() + self.busy as f64)
    }

    /// The share of responses that were `slow_down`, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
    pub(crate) fn slow_down_share(&self) -> f64 {
        self.slow_down as f64 / self.all()
    }
}

/// The requests to send.
enum Work {
    /// These in turn, repeatedly.
    Requests(Vec<Request>),
    /// Refreshes: each connection refreshes the tokens of one device, which is only possible one after another.
    Refreshes(Mutex<Vec<String>>),
}

/// The state that the connections share.
struct Load {
    address: SocketAddr,
    work: Work,
    /// Whether to collect the device codes in the responses.
    keep: bool,
    bounds: Bounds,
    begun: Instant,
    sent: AtomicUsize,
}

/// Sends requests in turn, repeatedly, until a bound is reached.
pub(crate) fn send(address: SocketAddr, requests: Vec<Request>, bounds: Bounds) -> Outcome<Answers> {
    let work = Work::Requests(requests);
    run(Load { address, work, keep: false, bounds, begun: Instant::now(), sent: AtomicUsize::new(0) })
}

/// Refreshes the tokens of one device for each connection, repeatedly.
pub(crate) fn refresh_all(address: SocketAddr, refresh_tokens: Vec<String>, bounds: Bounds) -> Outcome<Answers> {
    let work = Work::Refreshes(Mutex::new(refresh_tokens));
    run(Load { address, work, keep: false, bounds, begun: Instant::now(), sent: AtomicUsize::new(0) })
}

/// Opens authorizations and returns their device codes.
pub(crate) fn open_many(address: SocketAddr, count: usize) -> Outcome<Vec<String>> {
    let (work, bounds) = (Work::Requests(vec![open()]), Bounds::requests(count));
    let answers = run(Load { address, work, keep: true, bounds, begun: Instant::now(), sent: AtomicUsize::new(0) })?;
    if answers.device_codes.len() == count {
        Ok(answers.device_codes)
    } else {
        Err(format!("only {} of {count} authorizations were opened in {STUCK:?}", answers.device_codes.len()).into())
    }
}

fn run(load: Load) -> Outcome<Answers> {
    let load = Arc::new(load);
    let threads: Vec<_> =
        (0..THREADS).map(|_| Arc::clone(&load)).map(|load| std::thread::spawn(move || thread(&load))).collect();
    let mut all = Answers::default();
    for thread in threads {
        all.add(thread.join().map_err(|_| "a thread of the load panicked")??);
    }
    all.took = load.begun.elapsed();
    Ok(all)
}

fn thread(load: &Arc<Load>) -> Outcome<Answers> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS / THREADS {
            connections.spawn(talk(Arc::clone(load)));
        }
        let all = tokio::time::timeout(load.bounds.time + STUCK, connections.join_all());
        let mut sum = Answers::default();
        for answers in all.await.map_err(|_| "a server does not answer")? {
            sum.add(answers?);
        }
        Ok(sum)
    })
}

async fn talk(load: Arc<Load>) -> Outcome<Answers> {
    let mut connection = Connection::open(load.address).await?;
    let mut answers = Answers::default();
    let mut mine = match &load.work {
        Work::Requests(_) => None,
        Work::Refreshes(tokens) => {
            let token = tokens.lock().map_err(|_| "a connection panicked")?.pop();
            Some(token.ok_or("there are fewer devices than connections")?)
        }
    };
    while load.begun.elapsed() < load.bounds.time {
        let number = load.sent.fetch_add(1, Relaxed);
        if number >= load.bounds.requests {
            break;
        }
        let (status, body) = match (&load.work, &mine) {
            (Work::Requests(requests), _) => connection.send(&requests[number % requests.len()]).await?,
            (Work::Refreshes(_), token) => connection.send(&refresh(token.as_deref().unwrap_or_default())).await?,
        };
        if mine.is_some() {
            mine = member(body, "refresh_token");
        }
        answers.count(Answer::read(status, body)?);
        if load.keep {
            answers.device_codes.extend(member(body, "device_code"));
        }
    }
    Ok(answers)
}
