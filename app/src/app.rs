//! The whole app: the contexts that every screen finds, and the screen that is shown.

use domain::Screen;
use leptos::prelude::*;

use crate::interrupt::step_up;
use crate::lazy::Door;
use crate::parts;
use crate::parts::account_menu::account_menu;
use crate::parts::lazy_view;
use crate::reactive;
use crate::route::{Route, outlet};
use crate::screens::{
    devices, home, inbox, link, not_found, security, sign_in, signed_out, single_use_code, undo, verify,
};
use crate::session::CurrentSession;
use crate::shell;

/// The app, in the shell's card.
pub(crate) fn app() -> AnyView {
    let route = Route::provide();
    let session = CurrentSession::provide();
    shell::adopt();
    parts::keep_in_base();
    step_up::provide(route, || lazy_view::part(&verify::step_up_door::DOOR));
    link::adopt();
    leptos::task::spawn_local(async move {
        // Screens that need the session read it again and report a failure; the header doesn't.
        let _ = session.ready().await;
    });
    reactive::mount("account", account_menu);
    outlet(route, screen)
}

async fn screen(screen: Option<Screen>) -> AnyView {
    let door: &Door = match screen {
        Some(Screen::Link) => return link::link(),
        Some(Screen::Home) => &home::home_door::DOOR,
        Some(Screen::SignIn) => &sign_in::sign_in_door::DOOR,
        Some(Screen::SingleUseCode) => &single_use_code::single_use_code_door::DOOR,
        Some(Screen::CreateAccount) => &single_use_code::create_account_door::DOOR,
        Some(Screen::ResetPassword) => &single_use_code::reset_password_door::DOOR,
        Some(Screen::SignedOut) => &signed_out::signed_out_door::DOOR,
        Some(Screen::Devices) => &devices::devices_door::DOOR,
        Some(Screen::Security) => &security::security_door::DOOR,
        Some(Screen::AddMethod) => &security::add::add_door::DOOR,
        Some(Screen::Inbox) => &inbox::inbox_door::DOOR,
        Some(Screen::Undo) => &undo::undo_door::DOOR,
        None => &not_found::not_found_door::DOOR,
    };
    lazy_view::screen(door).await
}
