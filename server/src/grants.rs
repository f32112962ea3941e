//! Grants: the clients, their tokens, the keys that sign these, and the polls of devices.

pub mod clients;
pub mod keys;
pub mod polls;
mod signing_key;
pub mod tokens;
