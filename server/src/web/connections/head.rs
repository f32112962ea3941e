//! The time limit for the head of a request. It begins with the head's first byte, so that a connection can wait longer for a request. The first
//! bytes of a head can arrive with the request before it, or while that is worked on. The stream can't tell them from a body, so such a head has
//! hyper's limit instead, which counts from the response (`web/listener.rs`).

use std::pin::Pin;
use std::task::Context;
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// The time limit for a request head.
pub const HEAD_WITHIN: Duration = Duration::from_secs(20);

/// The deadline of the request head for which a connection waits.
pub(super) struct HeadDeadline {
    has_begun: bool,
    /// Set when the connection first waits for the rest of the head. Most heads arrive as a whole, and need no timer.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl HeadDeadline {
    /// The deadline on a new connection: the first head is due, whether or not it has begun.
    pub(super) fn of_first_head() -> Self {
        Self { has_begun: true, deadline: None }
    }

    /// Notes that a part of a head has arrived.
    pub(super) fn begin(&mut self) {
        self.has_begun = true;
    }

    /// Notes that no head is due until the next one begins.
    pub(super) fn clear(&mut self) {
        (self.has_begun, self.deadline) = (false, None);
    }

    /// Whether the rest of a head is overdue. Otherwise, the task is woken once it is.
    pub(super) fn is_overdue(&mut self, cx: &mut Context<'_>) -> bool {
        self.has_begun && {
            let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(HEAD_WITHIN)));
            deadline.as_mut().poll(cx).is_ready()
        }
    }
}
