//! The stages of a stop (O5), for the parts of the server that finish their work before the process ends.

use std::sync::Arc;
use tokio::sync::watch;

/// A stage. The server only moves to later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No stop was requested.
    Serving,
    /// The server says that it isn't ready, and still serves: so a load balancer notices before a request fails.
    Draining,
    /// Nothing new begins, and what is under way finishes.
    Finishing,
    /// Nothing is waited for any more.
    Hurried,
}

/// The stage of a server. Clones share it.
#[derive(Clone)]
pub struct Shutdown(Arc<watch::Sender<Stage>>);

impl Default for Shutdown {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Stage::Serving)))
    }
}

impl Shutdown {
    /// The current stage.
    pub fn stage(&self) -> Stage {
        *self.0.borrow()
    }

    /// Moves to a later stage.
    pub fn advance_to(&self, next: Stage) {
        self.0.send_if_modified(|stage| {
            let is_later = *stage < next;
            *stage = next.max(*stage);
            is_later
        });
    }

    /// Waits until a stage, or a later one, is reached.
    pub async fn reached(&self, awaited: Stage) {
        let mut changes = self.0.subscribe();
        let _ = changes.wait_for(|stage| *stage >= awaited).await; // fails only without a sender, which is in `self`
    }
}
