//! What an operator sees of a running server: the log's request ids, and the metrics.

pub(crate) mod metrics;
pub(crate) mod request_id;
