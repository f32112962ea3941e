//! Observability for the operator: the metrics, and what is known about requests for the log.

pub mod metrics;
pub(crate) mod request;
