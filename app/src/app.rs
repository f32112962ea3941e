//! The whole app: what every screen finds as a context, and which screen is shown.

use domain::Screen;
use leptos::prelude::*;

use crate::dom;
use crate::lazy;
use crate::navigator::Navigator;
use crate::parts;
use crate::parts::account_menu::account_menu;
use crate::route::{Route, outlet};
use crate::screens;
use crate::session::Current;
use crate::shell;

/// The app, in the shell's card.
pub(crate) fn app() -> impl IntoView {
    let route = Route::provide();
    Navigator::provide(route);
    let session = Current::provide();
    shell::adopt();
    parts::keep_in_base();
    parts::step_up::provide(route);
    screens::link::adopt();
    leptos::task::spawn_local(async move {
        // What needs the session reads it again and tells why it can't; the header does not.
        let _ = session.ready().await;
    });
    mount_to(dom::by_id("account"), account_menu).forget();
    outlet(route, screen)
}

async fn screen(screen: Option<Screen>) -> AnyView {
    let load: lazy::Load = match screen {
        Some(Screen::Link) => return screens::link::link(),
        Some(Screen::Home) => screens::home_screen::load,
        Some(Screen::SignIn) => screens::sign_in_screen::load,
        Some(Screen::SingleUseCode) => screens::single_use_code_screen::load,
        Some(Screen::CreateAccount) => screens::create_account_screen::load,
        Some(Screen::ResetPassword) => screens::reset_password_screen::load,
        Some(Screen::SignedOut) => screens::signed_out_screen::load,
        Some(Screen::Devices) => screens::devices_screen::load,
        Some(Screen::Security) => screens::security_screen::load,
        Some(Screen::AddWay) => screens::add_way_screen::load,
        Some(Screen::Inbox) => screens::inbox_screen::load,
        Some(Screen::Undo) => screens::undo_screen::load,
        None => screens::not_found_screen::load,
    };
    lazy::screen(load).await
}
