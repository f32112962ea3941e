//! Parts that several screens are made of.

pub mod account_menu;
pub mod busy;
pub mod code_field;
pub mod heading;
pub mod load_failed;
pub mod notice;
pub mod picture;
pub mod summary;
