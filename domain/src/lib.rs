//! The rules of Countersign and the contract between its page and its server.
//!
//! Pure by design: `now` and random draws are always arguments, so the same rule gives the same answer in the browser, on
//! the server and in a test.

pub mod api;
pub mod browser;
pub mod code;
pub mod color;
pub mod contact;
pub mod device;
pub mod field;
pub mod language;
mod listed;
pub mod problem;
pub mod rules;
pub mod scopes;
pub mod screen;
pub mod time;

pub use problem::Problem;
pub use screen::Screen;
pub use time::Moment;
