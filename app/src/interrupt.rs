//! What comes between a person and what they are doing: no answer from the server, a step-up, the end of the app.

pub(crate) mod crash;
mod notice;
pub(crate) mod step_up;
pub(crate) mod unreachable;
