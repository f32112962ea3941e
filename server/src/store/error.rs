//! The store's errors: a problem that nothing is written for, a problem that is counted, or a failure.

use super::client_refusal::ClientRefusal;
use crate::failure::Failure;
use crate::observe::metrics::LabelText;
use domain::Problem;
use std::error::Error;
use std::sync::Arc;

/// A failure of the store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// An error of the database.
    #[error("store: {0}")]
    Database(Arc<dyn Error + Send + Sync>),
    /// A row already has this key, so random values must be drawn again.
    #[error("store: {0}")]
    Taken(Arc<dyn Error + Send + Sync>),
    /// Another request has replaced the browser's cookie, so one for a new browser must be drawn.
    #[error("store: the cookie was replaced")]
    CookieReplaced,
    /// Another sign-in in the same browser has voided its cookie, for example in another tab. The same request works with the new one.
    #[error("store: the cookie was voided by another sign-in")]
    CookieVoided,
    /// The writer has stopped, because the server is stopping.
    #[error("store: closed")]
    Closed,
    /// A column has a value that no version of this server has written.
    #[error("store: the column {0} can't be read")]
    Unreadable(String),
    /// Damaged data.
    #[error("store: {0}")]
    Damaged(&'static str),
}

/// The reason why a write stopped early.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// A problem for the caller. Nothing is written.
    #[error(transparent)]
    Refused(Problem),
    /// A limit was reached, with its name and the problem for the caller. Nothing is written.
    #[error("{1}")]
    AtLimit(LabelText, Problem),
    /// A problem for the caller. What was written is kept: a wrong code stays counted, a right one stays used, a decoy stays, an ended
    /// user code stays typed. Only attempts, challenges, look-ups, passkeys, authenticator apps and recovery codes return it.
    #[error(transparent)]
    Counted(Problem),
    /// A reason for the operator, whose command or configuration can't change a client. Nothing is written.
    #[error(transparent)]
    ClientRefused(#[from] ClientRefusal),
    /// A failure of the store. Nothing is written.
    #[error(transparent)]
    Failed(StoreError),
}

/// The result of reads and statements.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

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
        match cause {
            StoreError::CookieVoided => Problem::SignInTooLate.into(),
            cause => Self::internal(cause),
        }
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(problem) | Stop::Counted(problem) => problem.into(),
            Stop::AtLimit(limit, problem) => Self::AtLimit(limit, problem),
            Stop::ClientRefused(refusal) => Self::internal(refusal), // no request changes a client
            Stop::Failed(cause) => cause.into(),
        }
    }
}
