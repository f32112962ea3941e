//! Countersign's server: the API of the page, the device endpoints of RFC 8628, the store, and the page itself in one binary.

// Commands print with `cli/output.rs`: the macros panic if nobody reads.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod ctx;
mod dates;
pub mod delivery;
mod failure;
mod file_rights;
mod geoip;
pub mod grants;
mod html;
mod json;
mod messages;
pub mod observe;
pub mod rng;
pub mod routes;
pub mod secrets;
pub mod shutdown;
pub mod store;
pub mod web;
mod work_queue;
