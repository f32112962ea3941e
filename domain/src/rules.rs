//! The rules: state × event × now → new state or `Problem`. The store applies them in its transactions, between reading and writing.

use std::time::Duration;

pub mod accent;
pub mod amr;
pub mod challenge;
pub mod clock;
pub mod delivery;
pub mod keys;
pub mod limits;
pub mod link;
pub mod network;
pub mod policy;
pub mod poll;
pub mod pumping;
pub mod refresh;
pub mod security_info;
pub mod sign_in;
pub mod step_up;
pub mod throttle;
pub mod todo;
pub mod trust;

/// The time for which a code that is no longer valid keeps its own answer, before it is unknown (C3).
pub const REMEMBERED: Duration = Duration::from_hours(24);
