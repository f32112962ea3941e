//! What the page and the server's messages say, read from `app/locales/<language>/<area>.toml`.
//!
//! English is the source: its keys, plurals and `{placeholders}` are what every other language must have, no more and
//! no less. From it come the Rust accessors that are called, so a wrong key or a forgotten argument does not
//! compile; from each language comes one compact JSON file an area, which is all that a browser downloads. `mail.toml` is the
//! server's: the same keys, plurals and checks, but it is compiled into the server, and no browser sees it.
//!
//! ```toml
//! [link]                                            # a section: one Rust module, its name unique over all areas
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

/// The language that all others are measured by.
pub const SOURCE: &str = "en";
