//! Parts that several screens share.

pub(crate) mod account_menu;
pub(crate) mod account_page;
pub(crate) mod badge;
pub(crate) mod bones;
pub(crate) mod busy;
pub(crate) mod code_field;
pub(crate) mod cookies;
pub(crate) mod copy;
pub(crate) mod countries;
pub(crate) mod country_field;
pub(crate) mod device_tile;
pub(crate) mod dialog;
pub(crate) mod face;
pub(crate) mod fact;
pub(crate) mod field_error;
pub(crate) mod heading;
pub(crate) mod icon;
pub(crate) mod lazy_view;
pub(crate) mod load_failed;
pub(crate) mod name_field;
pub(crate) mod names;
pub(crate) mod new_password;
pub(crate) mod other_tabs;
pub(crate) mod passkeys;
pub(crate) mod password_field;
pub(crate) mod phone_field;
pub(crate) mod picture;
pub(crate) mod question;
pub(crate) mod radios;
pub(crate) mod returning;
pub(crate) mod sent_code;
pub(crate) mod sent_code_field;
pub(crate) mod several_errors;
pub(crate) mod shared_computer;
pub(crate) mod signed_in;
pub(crate) mod signing_out;
pub(crate) mod summary;
pub(crate) mod text_field;
pub(crate) mod try_again;
pub(crate) mod who;

use std::hint::black_box;

/// Keeps the code field in the base, with much of Leptos' code for fields: in separate chunks it would enlarge each of them by more
/// than it enlarges the base.
pub(crate) fn keep_in_base() {
    black_box(sent_code_field::SentCodeField::view as fn(_, _, _) -> _);
}
