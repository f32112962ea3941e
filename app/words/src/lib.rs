//! The texts of the page and of the server's messages, read from `app/locales/<language>/<area>.toml`.
//!
//! English is the source: every other language must have exactly its keys, plurals and `{placeholders}`.
//! The Rust accessors are generated from it, so a wrong key or a missing argument does not
//! compile; each language becomes one compact JSON file for each area, which is all that a browser downloads. `mail.toml` is the
//! server's: the same keys, plurals and checks, but it is compiled into the server, and browsers never download it.
//!
//! ```toml
//! [link]                                            # a section: one Rust module; its name is unique over all areas
//! heading = "Enter your code"                       # t::link::heading() -> &'static str
//! wrong_symbol = "“{symbol}” is in no code"         # t::link::wrong_symbol(symbol: &str) -> String
//! [link.minutes_left]                               # `other` makes it a plural: t::link::minutes_left(n: u32) -> String
//! one = "{n} minute left"
//! other = "{n} minutes left"
//! ```

mod accessors;
mod area;
mod catalog;
mod check;
mod message;
mod plural;
mod problem;
mod speaker;
mod table;

pub use catalog::{Catalog, Language};
pub use plural::{OTHER_FORM, form as plural_form};
pub use problem::{Problem, Problems};
pub use speaker::Speaker;

/// The language with which all others are compared.
pub const SOURCE: &str = "en";
