//! Observability for the operator: the metrics, the events, and what is known about requests for the log.

pub mod event;
pub mod metrics;
pub(crate) mod request;
pub mod subjects;
