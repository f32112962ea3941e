//! Why the store did not do something: it was refused, it was counted, or the database failed.

use crate::failure::Failure;
use domain::Problem;
use std::error::Error;
use std::sync::Arc;

/// A statement or a commit failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("store: {0}")]
    Database(Arc<dyn Error + Send + Sync>),
    /// A row with this key is there already: what was drawn is drawn again.
    #[error("store: {0}")]
    Taken(Arc<dyn Error + Send + Sync>),
    /// The writer is gone: the server is stopping.
    #[error("store: closed")]
    Closed,
    /// A column holds what no version of this server has written.
    #[error("store: the column {0} cannot be read")]
    Unreadable(String),
    /// Something in the store cannot be read.
    #[error("store: {0}")]
    Damaged(&'static str),
}

/// Why a write ended early.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// A person is told why; nothing is written.
    #[error(transparent)]
    Refused(Problem),
    /// A person is told why, and that it was tried is written: a wrong code is counted, a decoy kept. Only what counts tries (attempts,
    /// challenges, ceremonies) makes one.
    #[error(transparent)]
    Counted(Problem),
    /// Nothing is written.
    #[error(transparent)]
    Failed(StoreError),
}

/// Shorthand for what reads and statements give.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What a person is told, or what they asked for: a problem of theirs is no failure of the store.
pub type Outcome<T> = Result<std::result::Result<T, Problem>>;

impl Stop {
    /// What was written before a refusal is kept: only for what is used up by asking, whatever comes of it.
    pub(super) fn kept(self) -> Self {
        if let Self::Refused(problem) = self { Self::Counted(problem) } else { self }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<StoreError> for Stop {
    fn from(cause: StoreError) -> Self {
        Self::Failed(cause)
    }
}

impl From<StoreError> for Failure {
    fn from(cause: StoreError) -> Self {
        Self::internal(cause)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(problem) | Stop::Counted(problem) => problem.into(),
            Stop::Failed(cause) => cause.into(),
        }
    }
}
