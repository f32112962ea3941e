//! What is known about the current request: its ID, which is in the response, in the log, and in the reference that a person gives to
//! support, and the network that it came from.

use super::subjects::{AccountRef, ClientRef};
use crate::rng::Rng;
use sha2::{Digest, Sha256};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use tokio::runtime::Handle;
use tracing::Instrument;

tokio::task_local! {
    static CURRENT: Arc<RequestFacts>;
}

/// The IDs of a server's requests: hashes of a key and a number, so that nobody can count the requests, and none needs a system call.
pub(crate) struct RequestIds {
    key: [u8; 32],
    next: AtomicU64,
}

impl RequestIds {
    /// The IDs of a server that starts.
    pub(crate) fn new(rng: &Rng) -> Self {
        Self { key: rng.bytes(), next: AtomicU64::default() }
    }

    fn next(&self) -> String {
        let number = self.next.fetch_add(1, Relaxed).to_le_bytes();
        let hash = Sha256::new().chain_update(self.key).chain_update(number).finalize();
        text(std::array::from_fn(|at| hash[at]))
    }
}

/// What is known about a request.
#[derive(Debug)]
pub(crate) struct RequestFacts {
    /// Its ID.
    pub(crate) id: String,
    /// The network that it came from.
    pub(crate) network: String,
    /// The account that it concerns, once that is known.
    pub(crate) account: OnceLock<AccountRef>,
    /// The client that has sent it, once that is authenticated.
    pub(crate) client: OnceLock<ClientRef>,
}

impl RequestFacts {
    /// A new request from a network.
    pub(crate) fn new(ids: &RequestIds, network: String) -> Self {
        Self { id: ids.next(), network, account: OnceLock::new(), client: OnceLock::new() }
    }
}

/// What is known about the current request; `None` outside of requests.
pub(crate) fn facts() -> Option<Arc<RequestFacts>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// Records the account that the current request concerns, unless one is recorded.
pub(crate) fn concerns(account: impl Into<AccountRef>) {
    let _ = CURRENT.try_with(|facts| facts.account.set(account.into()));
}

/// Records the client that has sent the current request.
pub(crate) fn comes_from(client: impl Into<ClientRef>) {
    let _ = CURRENT.try_with(|facts| facts.client.set(client.into()));
}

/// Runs work to its end, even if the client of the current request disconnects.
pub(crate) fn finish<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> impl Future<Output = T> {
    let work = work.in_current_span();
    let work: Work<T> = match facts() {
        Some(facts) => Box::pin(scope(facts, work)),
        None => Box::pin(work),
    };
    Finished(Some(work))
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Work that goes on in the background if it is dropped before its end.
struct Finished<T: Send + 'static>(Option<Work<T>>);

impl<T: Send + 'static> Future for Finished<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<T> {
        // Work that panics is gone, so that it isn't continued.
        let Some(mut work) = self.0.take() else { return Poll::Pending };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.0 = Some(work);
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Finished<T> {
    fn drop(&mut self) {
        if let (Some(work), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
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
