//! What is known about the current request: its ID, which is in the response, in the log, and in the reference that a person gives to
//! support, and the network that it came from.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

tokio::task_local! {
    static CURRENT: Arc<RequestFacts>;
}

/// The random first half of this process's ids, so that two processes' ids don't collide in one log.
static START: OnceLock<u32> = OnceLock::new();
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Sets the first half of this process's ids.
pub(crate) fn begin(random: u32) {
    let _ = START.set(random);
}

/// What is known about a request.
#[derive(Debug)]
pub(crate) struct RequestFacts {
    /// Its ID.
    pub(crate) id: String,
    /// The network that it came from.
    pub(crate) network: String,
}

impl RequestFacts {
    /// A new request from a network.
    pub(crate) fn new(network: String) -> Self {
        Self { id: text(NEXT.fetch_add(1, Relaxed)), network }
    }
}

/// The id of the current request.
pub(crate) fn id() -> String {
    CURRENT.try_with(|facts| facts.id.clone()).unwrap_or_else(|_| text(0))
}

fn text(id: u64) -> String {
    format!("{:08x}-{id:x}", START.get().copied().unwrap_or(0))
}

/// Runs the work of a request.
pub(crate) async fn scope<T>(facts: Arc<RequestFacts>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(facts, work).await
}
