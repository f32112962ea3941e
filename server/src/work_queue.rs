//! The queue for CPU-heavy work, which keeps a core free for polls and other cheap requests.

mod background;

pub(crate) use background::Background;

use crate::failure::Failure;
use domain::Problem;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A queue with a limit for concurrent work and one for the waiting requests. Further requests are rejected. Clones share the queue.
#[derive(Clone)]
pub struct WorkQueue {
    at_once: Arc<Semaphore>,
    places: Arc<Semaphore>,
    /// The number of all places.
    most: usize,
}

/// A place in the queue, freed on drop.
pub struct QueuePlace {
    _place: OwnedSemaphorePermit,
}

/// The permission to do the work, ended on drop.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: QueuePlace,
}

/// The number of the machine's cores, except one.
pub(crate) fn most_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1)
}

impl WorkQueue {
    /// A queue in which at most `at_once` requests work, and `waiting` wait or work.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self { at_once: Arc::new(Semaphore::new(at_once)), places: Arc::new(Semaphore::new(waiting)), most: waiting }
    }

    /// A queue in which one request works on each of [`most_cores`].
    pub fn on_most_cores(waiting: usize) -> Self {
        Self::new(most_cores(), waiting)
    }

    /// The number of requests that wait or work.
    pub fn requests(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// A place in the queue. Fails if the queue is full.
    pub fn place(&self) -> Result<QueuePlace, Failure> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        Ok(QueuePlace { _place: place.map_err(|_| Problem::Unavailable)? })
    }

    /// Does the work when its turn comes. A client that disconnects doesn't end the work, and so doesn't free its turn early.
    pub async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, Failure> {
        let turn = self.turn(self.place()?).await?;
        let held = async move {
            let done = work.await;
            drop(turn);
            done
        };
        tokio::spawn(held).await.map_err(Failure::internal)
    }

    /// Waits until a place has its turn.
    pub async fn turn(&self, place: QueuePlace) -> Result<Turn, Failure> {
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(Failure::internal)?;
        Ok(Turn { _turn: turn, _place: place })
    }
}
