//! What is known about the current request: its ID, which is in the response, in the log, and in the reference that a person gives to
//! support, and the network that it came from.

use std::sync::Arc;

tokio::task_local! {
    static CURRENT: Arc<RequestFacts>;
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
    /// A new request from a network. Its ID is random, so that nobody can count the server's requests.
    pub(crate) fn new(random: [u8; 8], network: String) -> Self {
        Self { id: text(random), network }
    }
}

/// The id of the current request.
pub(crate) fn id() -> String {
    CURRENT.try_with(|facts| facts.id.clone()).unwrap_or_else(|_| text([0; 8]))
}

fn text(id: [u8; 8]) -> String {
    let id = u64::from_be_bytes(id);
    format!("{:08x}-{:08x}", id >> 32, id & u64::from(u32::MAX))
}

/// Runs the work of a request.
pub(crate) async fn scope<T>(facts: Arc<RequestFacts>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(facts, work).await
}
