//! The screens. Those of a chunk are fetched when first visited.

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

use crate::lazy;
use domain::api::single_use_code::AskedFor;
use leptos::prelude::*;

lazy::screens! { chunk sign_in, words SignIn; sign_in_screen => sign_in::sign_in(); }
lazy::screens! { chunk single_use_code, words SingleUseCode; single_use_code_screen => single_use_code::flow(AskedFor::SignIn); }
lazy::screens! { chunk single_use_code, words SingleUseCode + NewPassword; create_account_screen => single_use_code::flow(AskedFor::CreateAccount); }
lazy::screens! { chunk single_use_code, words SingleUseCode + NewPassword; reset_password_screen => single_use_code::flow(AskedFor::ResetPassword); }
lazy::screens! { chunk extra, words Base; home_screen => home::home(); }
lazy::screens! { chunk extra, words Base; signed_out_screen => signed_out::signed_out(); }
lazy::screens! { chunk extra, words Base; not_found_screen => not_found::not_found(); }
lazy::screens! { chunk verify, words Verify; verify_step => verify::sign_in(); }
lazy::screens! { chunk verify, words Verify; step_up_part => verify::step_up(); }
lazy::screens! { chunk account, words Account; devices_screen => devices::devices(); }
lazy::screens! { chunk account, words Security; security_screen => security::security(); }
lazy::screens! { chunk add_way, words Security; add_way_screen => security::add::add(); }
lazy::screens! { chunk secrets, words Security + NewPassword; change_password_part => security::password::password(); }
lazy::screens! { chunk secrets, words Security; recovery_codes_part => security::recovery_codes::recovery_codes(); }
lazy::screens! { chunk message, words Inbox; inbox_screen => inbox::inbox(); }
lazy::screens! { chunk message, words Message; undo_screen => undo::undo(); }
