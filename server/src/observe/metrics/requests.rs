//! Requests by method, path template and status, with a histogram of their durations. The table of all paths is made once, so that counting
//! a request takes no lock, and no path that a client made up becomes a label.

use super::durations::Durations;
use axum::http::{Method, StatusCode};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The methods that have a label.
const METHODS: [&str; 3] = ["get", "post", OTHER];
/// The statuses that have a label, the most frequent first.
const STATUSES: [u16; 20] =
    [200, 400, 401, 304, 404, 429, 204, 403, 409, 422, 303, 405, 408, 410, 413, 415, 431, 500, 503, 504];
/// The label of everything else, and of requests that match no route.
const OTHER: &str = "other";

/// The requests of one method and path.
#[derive(Debug, Default)]
struct Calls {
    /// In the order of [`STATUSES`], then all others.
    by_status: [AtomicU64; STATUSES.len() + 1],
    durations: Durations,
}

/// The requests of one path, by method.
type RouteCalls = [Calls; METHODS.len()];

/// The counts of all requests.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    routes: OnceLock<HashMap<&'static str, RouteCalls>>,
    no_route: RouteCalls,
}

impl Requests {
    /// Sets the paths that have a label. Only the first call has an effect.
    pub(crate) fn set_paths(&self, paths: impl IntoIterator<Item = &'static str>) {
        self.routes.get_or_init(|| paths.into_iter().map(|path| (path, RouteCalls::default())).collect());
    }

    /// Counts a request. `path` is the template of its route.
    pub(crate) fn count(&self, method: &Method, path: Option<&str>, status: StatusCode, duration: Duration) {
        let route = path.and_then(|path| self.routes.get()?.get(path)).unwrap_or(&self.no_route);
        let method = match *method {
            Method::GET => 0,
            Method::POST => 1,
            _ => 2,
        };
        let status = STATUSES.iter().position(|listed| status == *listed).unwrap_or(STATUSES.len());
        route[method].by_status[status].fetch_add(1, Relaxed);
        route[method].durations.observe(duration);
    }

    /// The methods and paths with requests, in a stable order.
    fn calls(&self) -> impl Iterator<Item = (&'static str, &'static str, &Calls)> {
        let mut routes: Vec<_> = self.routes.get().into_iter().flatten().map(|(path, route)| (*path, route)).collect();
        routes.push((OTHER, &self.no_route));
        routes.sort_unstable_by_key(|(path, _)| *path);
        routes
            .into_iter()
            .flat_map(|(path, route)| METHODS.iter().zip(route).map(move |(method, calls)| (*method, path, calls)))
    }
}

impl Calls {
    /// The counts that aren't zero, by status.
    fn counts(&self) -> impl Iterator<Item = (String, u64)> {
        let statuses = STATUSES.iter().map(ToString::to_string).chain([OTHER.to_owned()]);
        let counts = self.by_status.iter().map(|count| count.load(Relaxed));
        statuses.zip(counts).filter(|(_, count)| *count > 0)
    }
}

impl Collector for Requests {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let about = "Requests, by method, path and status.";
        let mut requests = encoder.encode_descriptor("http_requests", about, None, MetricType::Counter)?;
        for (method, path, calls) in self.calls() {
            for (status, count) in calls.counts() {
                let labels = [("method", method), ("path", path), ("status", &*status)];
                requests.encode_family(&labels)?.encode_counter::<NoLabelSet, u64, u64>(&count, None)?;
            }
        }
        let about = "The time until the head of the response, by method and path.";
        let mut durations =
            encoder.encode_descriptor("http_request_duration", about, Some(&Unit::Seconds), MetricType::Histogram)?;
        for (method, path, calls) in self.calls().filter(|(.., calls)| calls.counts().next().is_some()) {
            calls.durations.encode(durations.encode_family(&[("method", method), ("path", path)])?)?;
        }
        Ok(())
    }
}
