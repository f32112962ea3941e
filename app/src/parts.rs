//! Parts that several screens are made of.

pub(crate) mod account_menu;
pub(crate) mod busy;
pub(crate) mod code_field;
pub(crate) mod dialog;
pub(crate) mod fact;
pub(crate) mod heading;
pub(crate) mod load_failed;
pub(crate) mod name_field;
pub(crate) mod notice;
pub(crate) mod password_field;
pub(crate) mod picture;
pub(crate) mod sent_code_field;
pub(crate) mod summary;
