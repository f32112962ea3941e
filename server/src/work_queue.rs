//! The queues for CPU-heavy work, which keep a core free for polls and other cheap requests. Each kind of work has places and turns of its
//! own, and the networks, accounts and browsers in it take turns, so that no flood keeps an owner's known browser waiting (N8).

mod background;
mod line;
mod parties;
mod requester;

pub(crate) use background::Background;
pub use requester::WorkRequester;

use crate::failure::Failure;
use domain::Problem;
use line::{Line, WorkKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;
use tracing::Instrument;

/// A queue with a limit for concurrent work, and one for the waiting requests of each kind. Further requests are rejected. Clones share
/// the queue.
#[derive(Clone)]
pub struct WorkQueue(Arc<Mutex<Line<Waiting>>>);

/// A request that waits for its turn. It keeps its place until then, even if its client disconnects.
struct Waiting {
    place: QueuePlace,
    turn: oneshot::Sender<Turn>,
}

/// A place in the queue, freed on drop.
pub struct QueuePlace {
    queue: WorkQueue,
    kind: WorkKind,
    requester: WorkRequester,
}

/// The permission to do the work, ended on drop.
pub struct Turn {
    /// The queue in which it ends.
    queue: Option<WorkQueue>,
    _place: QueuePlace,
}

/// The number of the machine's cores, except one.
pub(crate) fn most_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1)
}

impl WorkQueue {
    /// A queue in which at most `at_once` requests work.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Line::new(at_once))))
    }

    /// A queue in which one request works on each of [`most_cores`].
    pub fn on_most_cores() -> Self {
        Self::new(most_cores())
    }

    /// The number of requests that wait or work.
    pub fn requests(&self) -> usize {
        self.line().places()
    }

    /// A place in the queue. Fails if the requester can't have another one.
    pub fn place(&self, requester: WorkRequester) -> Result<QueuePlace, Failure> {
        self.place_of(WorkKind::of(&requester), requester)
    }

    /// The same for a new password.
    pub fn place_for_new_password(&self, requester: WorkRequester) -> Result<QueuePlace, Failure> {
        self.place_of(WorkKind::of_new_password(&requester), requester)
    }

    fn place_of(&self, kind: WorkKind, requester: WorkRequester) -> Result<QueuePlace, Failure> {
        if !self.line().take_place(kind, &requester) {
            return Err(Problem::Unavailable.into());
        }
        Ok(QueuePlace { queue: self.clone(), kind, requester })
    }

    /// Does the work when its turn comes. A client that disconnects doesn't end the work, and so doesn't free its turn early.
    pub async fn run<T: Send + 'static>(
        &self,
        place: QueuePlace,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = self.turn(place).await?;
        let held = async move {
            let done = work.await;
            drop(turn);
            done
        };
        // In its span, so that the log of the work names its request.
        tokio::spawn(held.in_current_span()).await.map_err(Failure::internal)
    }

    /// The same for work that can fail.
    pub async fn try_run<T: Send + 'static, E: Into<Failure> + Send + 'static>(
        &self,
        place: QueuePlace,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, Failure> {
        self.run(place, work).await?.map_err(Into::into)
    }

    /// Waits until a place has its turn.
    pub async fn turn(&self, place: QueuePlace) -> Result<Turn, Failure> {
        let (turn, its_turn) = oneshot::channel();
        let (kind, requester) = (place.kind, place.requester.clone());
        let begun = self.line().begin_turn(kind, requester, Waiting { place, turn });
        match begun {
            Some(Waiting { place, .. }) => Ok(Turn { queue: Some(self.clone()), _place: place }),
            None => its_turn.await.map_err(Failure::internal),
        }
    }

    /// Ends a turn, and begins the next one.
    fn end_turn(&self) {
        loop {
            let next = self.line().end_turn();
            let Some(Waiting { place, turn }) = next else { return };
            match turn.send(Turn { queue: Some(self.clone()), _place: place }) {
                Ok(()) => return,
                Err(mut abandoned) => abandoned.queue = None, // the client has disconnected, so the turn goes to the next request
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.queue.line().free_place(self.kind, &self.requester);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            queue.end_turn();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{WorkQueue, WorkRequester};
    use std::net::{IpAddr, Ipv4Addr};
    use std::task::Poll;
    use tracing::{Instrument, Span};

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn known() -> WorkRequester {
        WorkRequester::known("ann", 1, HOME)
    }

    #[tokio::test]
    async fn the_log_of_the_work_names_its_request() {
        let _log = tracing::subscriber::set_default(tracing_subscriber::registry());
        let (queue, request) = (WorkQueue::new(1), tracing::info_span!("request"));
        let work = queue.run(queue.place(known()).expect("a place"), async { Span::current().id() });
        let logged = work.instrument(request.clone()).await.expect("done");
        assert!(logged.is_some() && logged == request.id());
    }

    #[tokio::test]
    async fn a_client_that_disconnects_while_it_waits_gives_its_turn_to_the_next() {
        let queue = WorkQueue::new(1);
        let wait = || queue.turn(queue.place(WorkRequester::stranger(HOME)).expect("a place"));
        let first = wait().await.expect("a turn");
        let mut gone: Vec<_> = (0..20).map(|_| Box::pin(wait())).collect();
        let mut next = Box::pin(wait());
        let waits = std::future::poll_fn(|context| {
            let are_waiting = gone.iter_mut().all(|each| each.as_mut().poll(context).is_pending());
            Poll::Ready(are_waiting && next.as_mut().poll(context).is_pending())
        });
        assert!(waits.await);
        let last = gone.pop().expect("the last of them");
        drop(gone);
        drop(first);
        drop(last); // its turn came, but it never learned of it
        drop(next.await.expect("a turn"));
        assert!(queue.run(queue.place(known()).expect("a place"), async { true }).await.expect("done"));
    }
}
