//! The interruptions of a person's work: no response from the server, a step-up, a crash.

pub(crate) mod crash;
mod notice;
pub(crate) mod step_up;
pub(crate) mod unreachable;
