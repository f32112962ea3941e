//! The screens, each with its door: all but the first step of `/link` are fetched on the first visit.

#[cfg(any(debug_assertions, feature = "dev-tools"))]
pub(crate) mod dev_parts;
pub(crate) mod devices;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod link;
pub(crate) mod not_found;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod signed_out;
pub(crate) mod single_use_code;
pub(crate) mod undo;
pub(crate) mod verify;
