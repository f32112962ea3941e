//! The rules: state × event × now → new state or `Problem`. Routes load, ask here, and write with one guarded statement.

pub mod challenge;
pub mod delivery;
pub mod keys;
pub mod link;
pub mod network;
pub mod poll;
pub mod pumping;
pub mod refresh;
pub mod throttle;
