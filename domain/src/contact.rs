//! Ways to reach a person: how they are written, compared and shown to others.

pub mod email;

pub use email::Email;
