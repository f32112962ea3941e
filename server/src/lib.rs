//! Countersign's server: the API of the page, the device endpoints of RFC 8628, the store, and the page itself in one binary.

pub mod background;
pub mod chance;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod delivery;
pub mod emails;
pub mod endpoint;
pub mod failure;
pub mod http;
pub mod limits;
pub mod metrics;
pub mod outgoing;
pub mod passwords;
pub mod phones;
pub mod places;
pub mod polls;
pub mod routes;
pub mod scopes;
pub mod secrets;
pub mod store;
pub mod tokens;
pub mod turns;
pub mod web;
