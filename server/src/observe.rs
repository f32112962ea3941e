//! Observability for the operator: the request ids in the log, and the metrics.

pub(crate) mod metrics;
pub(crate) mod request_id;
