//! HTTP around the endpoints: who calls, cookies, other sites, languages, headers, the page itself.

pub mod address;
pub mod cookie;
pub mod headers;
pub mod language;
pub mod origin;
pub mod page;
pub mod request_id;
