//! What messages to people say, in all languages.

mod templates;

pub(crate) use templates::{Linked, Notice, SingleUseCode, Templates};

include!(concat!(env!("OUT_DIR"), "/languages.rs"));
