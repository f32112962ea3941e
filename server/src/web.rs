//! HTTP around the endpoints: the listener, callers, cookies, cross-site requests, languages, headers, and the page.

pub mod address;
pub mod callers;
pub mod connections;
pub mod cookie;
pub mod endpoint;
pub mod headers;
pub mod language;
pub mod listener;
pub mod origin;
pub mod page;
pub mod requests;
