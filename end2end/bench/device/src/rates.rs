//! Rates: medians of interleaved rounds, each on a server and a store that start empty.

use crate::Outcome;
use crate::load::{self, Answers, Bounds};
use crate::requests::{open, poll};
use crate::servers::{Bench, Contender, Running};
use std::fmt::Write;
use std::time::Duration;

/// Rounds; in each, every contender has its turn, so that a slow minute of the machine affects all.
pub(crate) const ROUNDS: usize = 5;
/// Devices that wait while others poll.
pub(crate) const WAITING: usize = 10_000;
pub(crate) const WARM_UP: Duration = Duration::from_millis(500);
pub(crate) const MEASURED: Duration = Duration::from_secs(3);

/// Medians, in the order of the contenders.
pub(crate) struct Rates<const N: usize> {
    pub(crate) per_second: [f64; N],
    /// The share of Countersign's answers that were `slow_down`.
    pub(crate) slow_down: f64,
}

/// New device authorizations per second.
pub(crate) fn opening<const N: usize>(bench: &Bench, contenders: [Contender; N]) -> Outcome<Rates<N>> {
    rounds("opening", bench, contenders, |server| {
        load::send(server.address, vec![open()], Bounds::time(WARM_UP))?;
        load::send(server.address, vec![open()], Bounds::time(MEASURED))
    })
}

/// Polls per second while many devices wait: each poll has the next device's code.
pub(crate) fn polling<const N: usize>(bench: &Bench, contenders: [Contender; N]) -> Outcome<Rates<N>> {
    rounds("polling", bench, contenders, |server| {
        let device_codes = load::open_many(server.address, WAITING)?;
        let polls: Vec<_> = device_codes.iter().map(|code| poll(code)).collect();
        load::send(server.address, polls.clone(), Bounds::time(WARM_UP))?;
        load::send(server.address, polls, Bounds::time(MEASURED))
    })
}

fn rounds<const N: usize>(
    what: &str,
    bench: &Bench,
    contenders: [Contender; N],
    measure: impl Fn(&Running) -> Outcome<Answers>,
) -> Outcome<Rates<N>> {
    let mut rates = contenders.map(|_| Vec::new());
    let mut slow_down = Vec::new();
    for round in 1..=ROUNDS {
        let mut line = format!("{what}, round {round} of {ROUNDS}:");
        for (rates, contender) in rates.iter_mut().zip(contenders) {
            let folder = Bench::folder()?;
            let answers = measure(&bench.start(contender, folder.path())?)?;
            rates.push(answers.per_second());
            let _ = write!(line, "  {} {:.0}/s", contender.name(), answers.per_second());
            if contender == Contender::Countersign {
                slow_down.push(answers.slow_down_share());
            }
        }
        println!("{line}");
    }
    Ok(Rates { per_second: rates.map(median), slow_down: median(slow_down) })
}

/// The middle of an odd number of measurements.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
