//! Latencies at a constant rate, like that of polling devices: measured from the time at which a request was due, so that a
//! stalled server can't hide its delays.

use crate::Outcome;
use crate::load::Connection;
use crate::requests::{Answer, Request};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

const CONNECTIONS: u32 = 16;
/// Requests per second.
pub(crate) const PACE: u32 = 1_000;

/// Sends the requests in turn for a duration; returns the latencies.
pub(crate) fn latencies(address: SocketAddr, requests: &[Request], time: Duration) -> Outcome<Vec<Duration>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let begun = Instant::now();
        let step = Duration::from_secs(1) / PACE;
        let mut connections = JoinSet::new();
        for first in 0..CONNECTIONS {
            let mine: Vec<Request> =
                requests.iter().skip(first as usize).step_by(CONNECTIONS as usize).cloned().collect();
            connections.spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut latencies = Vec::new();
                let mut due = begun + step * first;
                for request in mine.iter().cycle() {
                    if due >= begun + time {
                        break;
                    }
                    let is_late = Instant::now() > due;
                    sleep_until(due).await;
                    // A connection that is still busy when the next request is due is the server's delay; a timer that fires late isn't.
                    let begins = if is_late { due } else { Instant::now() };
                    let (status, body) = connection.send(request).await?;
                    Answer::read(status, body)?;
                    latencies.push(begins.elapsed());
                    due += step * CONNECTIONS;
                }
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(latencies)
            });
        }
        let mut all = Vec::new();
        for latencies in connections.join_all().await {
            all.extend(latencies?);
        }
        Ok(all)
    })
}

/// The latency that one request in a hundred exceeds, in milliseconds.
pub(crate) fn p99(mut latencies: Vec<Duration>) -> f64 {
    latencies.sort_unstable();
    latencies.get(latencies.len() * 99 / 100).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1000.0)
}
