//! Single-use codes: whether known and unknown names take equally long, the rate of requests, and the effect of a flood on devices.

use crate::Outcome;
use crate::load::{self, Bounds, Connection};
use crate::paced::{latencies, p99};
use crate::rates::{MEASURED, ROUNDS, WARM_UP, median};
use crate::requests::{
    Answer, Request, ask_code, ask_to_create, ask_to_reset, open, poll, try_code, try_to_create, try_to_reset,
};
use crate::servers::{Bench, Contender, Running};
use crate::welch;
use std::time::Instant;

/// Requests for known names, and as many for unknown ones in between.
pub(crate) const TIMED: usize = 2_000;
/// A timed request, with its name.
type Timed = (&'static str, fn(&str, usize) -> Request);
/// The requests that a stranger can make for a name.
const TIMED_REQUESTS: &[Timed] = &[
    ("codes asked for", ask_code),
    ("wrong codes", try_code),
    ("codes for new accounts asked for", ask_to_create),
    ("wrong codes for new accounts", try_to_create),
    ("codes for new passwords asked for", ask_to_reset),
    ("wrong codes for new passwords", try_to_reset),
];
/// The number of accounts.
const PEOPLE: usize = 100;
/// The number of devices that poll at their interval.
const POLLING: usize = 1_000;

/// The measurements.
pub(crate) struct Codes {
    /// Welch's t of known and unknown names, for each request.
    pub(crate) timing: Vec<(&'static str, f64)>,
    /// Code requests per second, and authorizations opened per second by the same server.
    pub(crate) per_second: f64,
    pub(crate) opened_per_second: f64,
    /// The p99 of polling without and with a flood of code requests, in milliseconds.
    pub(crate) quiet: f64,
    pub(crate) flooded: f64,
    /// The share of the flood that was rejected because the server was overloaded.
    pub(crate) busy: f64,
}

/// Measures Countersign alone: the figures for comparison are measured in the same run.
pub(crate) fn measure(bench: &Bench) -> Outcome<Codes> {
    let folder = Bench::folder()?;
    bench.add_people(&folder.path().join("data"), (0..PEOPLE).map(known))?;
    let server = bench.start(Contender::Countersign, folder.path())?;
    let mut timing = Vec::new();
    for (what, request) in TIMED_REQUESTS {
        let t = timed(&server, PEOPLE, *request)?;
        println!("timing of known and unknown names, {what}: t = {t:.2}");
        timing.push((*what, t));
    }
    let (per_second, opened_per_second) = rates(&server)?;
    let (quiet, flooded, busy) = flooded(&server, "code requests", flood)?;
    Ok(Codes { timing, per_second, opened_per_second, quiet, flooded, busy })
}

/// A name with an account.
pub(crate) fn known(number: usize) -> String {
    format!("person-{number:03}@example.com")
}

/// A name of the same length without an account.
fn unknown(number: usize) -> String {
    format!("nobody-{number:03}@example.com")
}

/// One request after the other, for known and unknown names in random order.
pub(crate) fn timed(server: &Running, people: usize, request: fn(&str, usize) -> Request) -> Outcome<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let times = runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let mut times: [Vec<f64>; 2] = Default::default();
        for number in 0..TIMED {
            let who = number % people;
            let pair = [request(&known(who), 2 * number), request(&unknown(who), 2 * number + 1)];
            // A fair coin, sufficient for this: the bits of a multiplied counter.
            let first = (number.wrapping_mul(0x9e37_79b9) >> 20) & 1;
            for at in [first, 1 - first] {
                let begun = Instant::now();
                let (status, body) = connection.send(&pair[at]).await?;
                let took = begun.elapsed();
                Answer::read(status, body)?;
                times[at].push(took.as_secs_f64() * 1e6);
            }
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
    })?;
    Ok(welch::t(&times[0], &times[1]))
}

fn flood() -> Vec<Request> {
    (0..10_000).map(|number| ask_code(&format!("stranger-{number:05}@example.com"), number)).collect()
}

fn rates(server: &Running) -> Outcome<(f64, f64)> {
    let mut rates: [Vec<f64>; 2] = Default::default();
    for round in 1..=ROUNDS {
        for (rates, requests) in rates.iter_mut().zip([flood(), vec![open()]]) {
            load::send(server.address, requests.clone(), Bounds::time(WARM_UP))?;
            rates.push(load::send(server.address, requests, Bounds::time(MEASURED))?.per_second());
        }
        let [asked, opened] = [&rates[0], &rates[1]].map(|rates| rates[round - 1]);
        println!("codes, round {round} of {ROUNDS}:  asked for {asked:.0}/s  authorizations opened {opened:.0}/s");
    }
    let [asked, opened] = rates.map(median);
    Ok((asked, opened))
}

/// The p99 of polling without and with a flood, and the share of the flood that was rejected because the server was overloaded.
pub(crate) fn flooded(server: &Running, what: &str, flood: fn() -> Vec<Request>) -> Outcome<(f64, f64, f64)> {
    let polls: Vec<_> = load::open_many(server.address, POLLING)?.iter().map(|code| poll(code)).collect();
    let (mut quiet, mut flooded, mut busy) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        quiet.push(p99(latencies(server.address, &polls, MEASURED)?));
        let address = server.address;
        let flood = std::thread::spawn(move || load::send(address, flood(), Bounds::time(MEASURED)));
        flooded.push(p99(latencies(server.address, &polls, MEASURED)?));
        busy.push(flood.join().map_err(|_| "the flood panicked")??.busy_share());
        println!(
            "polling, round {round} of {ROUNDS}:  p99 {:.2} ms  with a flood of {what} {:.2} ms",
            quiet[round - 1],
            flooded[round - 1]
        );
    }
    Ok((median(quiet), median(flooded), median(busy)))
}
