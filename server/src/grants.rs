//! What clients are granted: who they are, the tokens they get, the keys that sign these, and when devices last asked.

pub mod clients;
pub mod keys;
pub mod polls;
mod signing_key;
pub mod tokens;
