//! What an operator sees of a running server: the log's request ids, and the metrics.

pub mod metrics;
pub mod request_id;
