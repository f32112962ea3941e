//! The cost of a store with many waiting devices: memory, the start on it, the binary.

use crate::Outcome;
use crate::load::{self, Bounds};
use crate::rates::{ROUNDS, median};
use crate::requests::poll;
use crate::servers::{Bench, Contender, Running};
use std::path::Path;

/// The number of waiting devices.
pub(crate) const WAITING: usize = 100_000;

/// Bytes and milliseconds.
pub(crate) struct Standing {
    /// Resident memory once all are opened.
    pub(crate) opened: u64,
    /// Resident memory once each has polled.
    pub(crate) polled: u64,
    /// The start on that store after a stop.
    pub(crate) start_ms: f64,
    /// The start on that store after the process was killed, which leaves a log for SQLite to replay.
    pub(crate) start_after_kill_ms: f64,
    pub(crate) binary: u64,
}

/// Measures Countersign alone: the targets are absolute.
pub(crate) fn measure(bench: &Bench) -> Outcome<Standing> {
    let folder = Bench::folder()?;
    let server = bench.start(Contender::Countersign, folder.path())?;
    let device_codes = load::open_many(server.address, WAITING)?;
    let opened = server.resident()?;
    let polls = device_codes.iter().map(|code| poll(code)).collect();
    load::send(server.address, polls, Bounds::requests(WAITING))?;
    let polled = server.resident()?;
    // Dropped, and so killed, while its writes since the last checkpoint are in the log.
    drop(server);
    let start_after_kill_ms = starts(bench, folder.path(), |server| {
        drop(server);
        Ok(())
    })?;
    bench.start(Contender::Countersign, folder.path())?.stop()?;
    let start_ms = starts(bench, folder.path(), Running::stop)?;
    let binary = std::fs::metadata(&bench.countersign)?.len();
    Ok(Standing { opened, polled, start_ms, start_after_kill_ms, binary })
}

fn starts(bench: &Bench, folder: &Path, end: impl Fn(Running) -> Outcome<()>) -> Outcome<f64> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let server = bench.start(Contender::Countersign, folder)?;
        times.push(server.started_in.as_secs_f64() * 1000.0);
        end(server)?;
    }
    Ok(median(times))
}
