//! The costliest flood that the limits allow, from 50 networks at once (N8): how long owners' known browsers and polling devices wait.

mod attackers;

use crate::Outcome;
use crate::load::{self, Connection};
use crate::paced::{latencies, p99};
use crate::rates::{ROUNDS, median};
use crate::requests::{PASSWORD, Request, page_with, poll, sign_in};
use crate::servers::{Bench, Contender, Running};
use attackers::Attackers;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// The networks of the flood.
pub(crate) const NETWORKS: usize = 50;
/// The owners who sign in during each measurement, one after the other.
const OWNERS: usize = 30;
/// The time from one owner to the next.
const PAUSE: Duration = Duration::from_millis(600);
/// The number of devices that poll.
const POLLING: usize = 1_000;
/// The length of a round without a flood, and of one with it.
const ROUND: Duration = Duration::from_secs(20);
/// The first number whose network address is in none of the flood's networks.
const OWNERS_NETWORKS: usize = 100 << 8;

/// The p99 of owners' sign-ins and of polls, in milliseconds.
pub(crate) struct Floods {
    pub(crate) owners: Waits,
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
    let names: Vec<String> = (0..OWNERS).map(|number| format!("owner-{number:02}@example.com")).collect();
    for name in names.iter().chain(&attackers::accounts()) {
        bench.add_account(Contender::Countersign, &data, name, PASSWORD)?;
    }
    let server = bench.start_limited(folder.path())?;
    let polls: Vec<_> = load::open_many(server.address, POLLING)?.iter().map(|code| poll(code)).collect();
    let mut owners =
        names.into_iter().enumerate().map(|(at, name)| Owner::known(&server, name, at)).collect::<Outcome<Vec<_>>>()?;
    let attackers = Attackers::prepare(&server, &data)?;
    let [mut owners_quiet, mut owners_flooded, mut polls_quiet, mut polls_flooded] = [const { Vec::new() }; 4];
    for round in 1..=ROUNDS {
        let (owners_waited, polls_waited) = waits(server.address, &mut owners, &polls)?;
        owners_quiet.push(owners_waited);
        polls_quiet.push(polls_waited);
        let flood = thread::scope(|scope| {
            let flood = scope.spawn(|| attackers.flood(server.address, round - 1, ROUND));
            let (owners_waited, polls_waited) = waits(server.address, &mut owners, &polls)?;
            owners_flooded.push(owners_waited);
            polls_flooded.push(polls_waited);
            flood.join().map_err(|_| "the flood panicked")?
        })?;
        let at = round - 1;
        println!(
            "floods, round {round} of {ROUNDS}:  owners' p99 {:.0} ms, with a flood {:.0} ms;  polls' p99 {:.2} ms, with a flood {:.2} ms;  {flood}",
            owners_quiet[at], owners_flooded[at], polls_quiet[at], polls_flooded[at]
        );
    }
    Ok(Floods {
        owners: Waits { quiet: median(owners_quiet), flooded: median(owners_flooded) },
        polls: Waits { quiet: median(polls_quiet), flooded: median(polls_flooded) },
    })
}

/// The p99 of the owners' sign-ins and of the polls during a round.
fn waits(address: SocketAddr, owners: &mut [Owner], polls: &[Request]) -> Outcome<(f64, f64)> {
    thread::scope(|scope| {
        let signing_in = scope.spawn(|| sign_in_all(address, owners));
        let polls = p99(latencies(address, polls, ROUND)?);
        Ok((p99(signing_in.join().map_err(|_| "an owner panicked")??), polls))
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
    /// Signs in for the first time, so that the browser is known.
    fn known(server: &Running, name: String, at: usize) -> Outcome<Self> {
        let number = OWNERS_NETWORKS + (at << 8);
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
