//! The whole app: what every screen finds as a context, and which screen is shown.

use domain::Screen;
use leptos::prelude::*;

use crate::dom;
use crate::interrupt::step_up;
use crate::lazy::Load;
use crate::navigator::Navigator;
use crate::parts;
use crate::parts::account_menu::account_menu;
use crate::parts::lazy_view;
use crate::route::{Route, outlet};
use crate::screens::{
    devices, home, inbox, link, not_found, security, sign_in, signed_out, single_use_code, undo, verify,
};
use crate::session::Current;
use crate::shell;

/// The app, in the shell's card.
pub(crate) fn app() -> impl IntoView {
    let route = Route::provide();
    Navigator::provide(route);
    let session = Current::provide();
    shell::adopt();
    parts::keep_in_base();
    step_up::provide(route, || lazy_view::part(verify::step_up_door::load));
    link::adopt();
    leptos::task::spawn_local(async move {
        // What needs the session reads it again and tells why it can't; the header does not.
        let _ = session.ready().await;
    });
    mount_to(dom::by_id("account"), account_menu).forget();
    outlet(route, screen)
}

async fn screen(screen: Option<Screen>) -> AnyView {
    let load: Load = match screen {
        Some(Screen::Link) => return link::link(),
        Some(Screen::Home) => home::home_door::load,
        Some(Screen::SignIn) => sign_in::sign_in_door::load,
        Some(Screen::SingleUseCode) => single_use_code::single_use_code_door::load,
        Some(Screen::CreateAccount) => single_use_code::create_account_door::load,
        Some(Screen::ResetPassword) => single_use_code::reset_password_door::load,
        Some(Screen::SignedOut) => signed_out::signed_out_door::load,
        Some(Screen::Devices) => devices::devices_door::load,
        Some(Screen::Security) => security::security_door::load,
        Some(Screen::AddWay) => security::add::add_door::load,
        Some(Screen::Inbox) => inbox::inbox_door::load,
        Some(Screen::Undo) => undo::undo_door::load,
        None => not_found::not_found_door::load,
    };
    lazy_view::screen(load).await
}
