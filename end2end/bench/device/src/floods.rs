//! A flood of all that costs much and that the limits allow strangers, from 50 networks at once, and of accounts in the network of some
//! owners (N8): how long owners' known browsers and polling devices wait.

mod attackers;

use crate::Outcome;
use crate::load::{self, Connection};
use crate::paced::{latencies, p99};
use crate::rates::{ROUNDS, median};
use crate::requests::{PASSWORD, Request, page_with, poll, sign_in};
use crate::servers::{Bench, Contender, Running};
use attackers::Attackers;
pub(crate) use attackers::NEIGHBORS;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// The networks of the flood.
pub(crate) const NETWORKS: usize = 50;
/// The owners of each group who sign in during each measurement, one after the other.
const OWNERS: usize = 30;
/// The time from one owner to the next.
const PAUSE: Duration = Duration::from_millis(600);
/// The number of devices that poll.
const POLLING: usize = 1_000;
/// The length of a round without a flood, and of one with it.
const ROUND: Duration = Duration::from_secs(20);
/// The first number whose network address is in none of the flood's networks.
const OWNERS_NETWORKS: usize = 100 << 8;
/// The first number in the network that owners share with accounts of the flood.
const NEIGHBORHOOD: usize = 200 << 8;

/// The p99 of owners' sign-ins and of polls, in milliseconds.
pub(crate) struct Floods {
    /// Owners in networks of their own.
    pub(crate) owners: Waits,
    /// Owners in the network of accounts of the flood.
    pub(crate) neighbors: Waits,
    pub(crate) polls: Waits,
}

/// Medians of the rounds without and with the flood.
pub(crate) struct Waits {
    pub(crate) quiet: f64,
    pub(crate) flooded: f64,
}

/// A person whose browser the account knows.
struct Owner {
    name: String,
    number: usize,
    cookie: String,
}

/// Measures Countersign with its limits.
pub(crate) fn measure(bench: &Bench) -> Outcome<Floods> {
    let folder = Bench::folder()?;
    let data = folder.path().join("data");
    let names = |kind: &'static str| (0..OWNERS).map(move |at| name(kind, at));
    for name in names("owner").chain(names("neighbor")).chain(attackers::accounts()) {
        bench.add_account(Contender::Countersign, &data, &name, PASSWORD)?;
    }
    let server = bench.start_limited(folder.path())?;
    let polls: Vec<_> = load::open_many(server.address, POLLING)?.iter().map(|code| poll(code)).collect();
    let owners = Owner::group(&server, "owner", |at| OWNERS_NETWORKS + (at << 8))?;
    let mut groups = [owners, Owner::group(&server, "neighbor", |at| NEIGHBORHOOD + at)?];
    let attackers = Attackers::prepare(&server, &data)?;
    let [mut quiet, mut flooded]: [[Vec<f64>; 3]; 2] = Default::default();
    for round in 0..ROUNDS {
        let without = waits(server.address, &mut groups, &polls)?;
        let (with, flood) = thread::scope(|scope| -> Outcome<_> {
            let flood = scope.spawn(|| attackers.flood(server.address, round, ROUND));
            let with = waits(server.address, &mut groups, &polls)?;
            Ok((with, flood.join().map_err(|_| "the flood panicked")??))
        })?;
        let both = |at: usize| format!("{:.2} ms, with a flood {:.2} ms", without[at], with[at]);
        let [owners, neighbors, polls] = [both(0), both(1), both(2)];
        println!(
            "floods, round {} of {ROUNDS}:  owners' p99 {owners};  in the network of some {neighbors};  polls' p99 {polls};  {flood}",
            round + 1
        );
        add(&mut quiet, without);
        add(&mut flooded, with);
    }
    let (quiet, flooded) = (quiet.map(median), flooded.map(median));
    let waits = |at: usize| Waits { quiet: quiet[at], flooded: flooded[at] };
    Ok(Floods { owners: waits(0), neighbors: waits(1), polls: waits(2) })
}

/// Adds a round's figures to those before.
fn add(all: &mut [Vec<f64>; 3], figures: [f64; 3]) {
    for (all, figure) in all.iter_mut().zip(figures) {
        all.push(figure);
    }
}

fn name(kind: &str, at: usize) -> String {
    format!("{kind}-{at:02}@example.com")
}

/// The p99 of the sign-ins of each group of owners, and of the polls, during a round.
fn waits(address: SocketAddr, groups: &mut [Vec<Owner>; 2], polls: &[Request]) -> Outcome<[f64; 3]> {
    let [owners, neighbors] = groups;
    thread::scope(|scope| {
        let owners = scope.spawn(|| sign_in_all(address, owners));
        let neighbors = scope.spawn(|| sign_in_all(address, neighbors));
        let polls = p99(latencies(address, polls, ROUND)?);
        let groups = [owners, neighbors].map(|group| group.join().map_err(|_| "an owner panicked"));
        let [owners, neighbors] = groups;
        Ok([p99(owners??), p99(neighbors??), polls])
    })
}

fn sign_in_all(address: SocketAddr, owners: &mut [Owner]) -> Outcome<Vec<Duration>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut waited = Vec::new();
        for owner in owners {
            let begun = Instant::now();
            owner.sign_in(address).await?;
            waited.push(begun.elapsed());
            tokio::time::sleep(PAUSE.saturating_sub(begun.elapsed())).await;
        }
        Ok(waited)
    })
}

impl Owner {
    /// The owners of a group, with the numbers that select their network addresses.
    fn group(server: &Running, kind: &str, number: impl Fn(usize) -> usize) -> Outcome<Vec<Self>> {
        (0..OWNERS).map(|at| Self::known(server, name(kind, at), number(at))).collect()
    }

    /// Signs in for the first time, so that the browser is known.
    fn known(server: &Running, name: String, number: usize) -> Outcome<Self> {
        let mut owner = Self { name, number, cookie: String::new() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(owner.sign_in(server.address))?;
        Ok(owner)
    }

    /// Connects and signs in, as a browser does that was just opened.
    async fn sign_in(&mut self, address: SocketAddr) -> Outcome<()> {
        let mut connection = Connection::open(address).await?;
        let (status, body) = connection.send(&sign_in_known(&self.name, &self.cookie, self.number)).await?;
        if status != 200 {
            return Err(format!("an owner is not signed in: {status} {}", String::from_utf8_lossy(body)).into());
        }
        self.cookie = connection.cookie.take().ok_or("an owner gets no cookie")?;
        Ok(())
    }
}

/// A sign-in with the right password in a browser that has a cookie.
fn sign_in_known(name: &str, cookie: &str, number: usize) -> Request {
    if cookie.is_empty() {
        return sign_in(name, number);
    }
    let body = format!("{{\"name\":\"{name}\",\"password\":\"{PASSWORD}\"}}");
    page_with("/api/session/sign-in-with-password", &format!("cookie: {cookie}\r\n"), &body, number)
}
