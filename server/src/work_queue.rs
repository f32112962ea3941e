//! Taking turns at work that costs much, so that a flood of it leaves the cores to those who only poll.

mod background;

pub(crate) use background::Background;

use crate::failure::Failure;
use domain::Problem;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many at a time, so many more that wait; all others are told to come back. Clones share them.
#[derive(Clone)]
pub struct WorkQueue {
    at_once: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// A place in the queue, given back when it is dropped.
pub struct Place {
    _place: OwnedSemaphorePermit,
}

/// The work may be done, until this is dropped.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: Place,
}

/// All cores of the machine but one.
pub(crate) fn most_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1)
}

impl WorkQueue {
    /// `at_once` do the work, and `waiting` wait for it or do it.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self { at_once: Arc::new(Semaphore::new(at_once)), places: Arc::new(Semaphore::new(waiting)) }
    }

    /// One on each of [`most_cores`].
    pub fn on_most_cores(waiting: usize) -> Self {
        Self::new(most_cores(), waiting)
    }

    /// A place in the queue; there is none when too many wait.
    pub fn place(&self) -> Result<Place, Failure> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        Ok(Place { _place: place.map_err(|_| Problem::Unavailable)? })
    }

    /// Does the work when its turn comes, and to its end: who hangs up meanwhile does not give the turn to somebody else.
    pub async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, Failure> {
        let turn = self.turn(self.place()?).await?;
        let held = async move {
            let done = work.await;
            drop(turn);
            done
        };
        tokio::spawn(held).await.map_err(Failure::internal)
    }

    /// Waits for the turn of a place.
    pub async fn turn(&self, place: Place) -> Result<Turn, Failure> {
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(Failure::internal)?;
        Ok(Turn { _turn: turn, _place: place })
    }
}
