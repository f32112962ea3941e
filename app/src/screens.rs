//! The screens. Those of a chunk are fetched when first visited.

pub mod devices;
pub mod home;
pub mod link;
pub mod not_found;
pub mod sign_in;
pub mod signed_out;

use crate::lazy;
use leptos::prelude::*;

lazy::screens! { chunk sign_in, words SignIn; SignInRoute, sign_in_screen => sign_in::sign_in(); }
lazy::screens! { chunk account, words Account; DevicesRoute, devices_screen => devices::devices(); }
