//! HTTP around the endpoints: the listener, who calls, cookies, other sites, languages, headers, the page itself.

pub mod address;
pub mod callers;
pub mod cookie;
pub mod endpoint;
pub mod headers;
pub mod language;
pub mod listener;
pub mod origin;
pub mod page;
