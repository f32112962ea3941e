//! The parts that are loaded only while someone is signed in: the header's "Account" with its menu, on a shared computer the bar with
//! "Sign out", and the check of a page that comes back.

use domain::api::session::Account;
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Node;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::face::face;
use crate::parts::icon::{Icon, icon};
use crate::parts::lazy_view::optional_part;
use crate::parts::returning::watch_returns;
use crate::parts::signing_out::use_signing_out;
use crate::reactive::live_if;
use crate::session::use_session;

lazy::door! { menu_of_account: chunk extra, words Base => menu_if_signed_in() }

/// The menu, or nothing when no one is signed in.
pub(crate) fn account_menu() -> AnyView {
    let session = use_session();
    let signed_in = Memo::new(move |_| session.account().is_some());
    live_if(move || signed_in.get().then(|| optional_part(&menu_of_account::DOOR)))
}

fn menu_if_signed_in() -> AnyView {
    let session = use_session();
    let account = Memo::new(move |_| session.account());
    watch_returns();
    view! {
        {live_if(move || account.get().map(menu))}
        {use_signing_out().bar_if_on_shared_computer()}
    }
    .into_any()
}

fn menu(account: Account) -> AnyView {
    let open = RwSignal::new(false);
    let (container, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    close_from_outside(container, open);
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    view! {
        <div class="menu" node_ref=container on:keydown=escape>
            <button
                class="button quiet"
                type="button"
                node_ref=button
                aria-expanded=Signal::derive(move || open.get().to_string())
                aria-controls="account-menu"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {face(account.name.clone())}
                <span>{t::menu::account()}</span>
                {icon(Icon::DOWN)}
            </button>
            <ul id="account-menu" hidden=Signal::derive(move || !open.get()) on:click=move |_| open.set(false)>
                {items(account)}
            </ul>
        </div>
    }
    .into_any()
}

fn items(account: Account) -> AnyView {
    let signing_out = use_signing_out();
    let name = account.name.clone();
    let sign_out = move |_| signing_out.sign_out(vec![account.clone()]);
    view! {
        <li class="account">
            {face(name.clone())}
            <span>
                <small>{t::menu::signed_in_as()}</small>
                <br />
                <bdi translate="no">{name}</bdi>
            </span>
        </li>
        {link(Destination::Security, Icon::SECURITY, t::menu::security())}
        {link(Destination::Devices, Icon::DEVICES, t::menu::devices())}
        {link(Destination::SignIn(NextStep::Home), Icon::ANOTHER_ACCOUNT, t::menu::another_account())}
        <li>
            <button type="button" data-leaves="" on:click=sign_out>
                {icon(Icon::SIGN_OUT)}
                {t::menu::sign_out()}
            </button>
        </li>
    }
    .into_any()
}

fn link(to: Destination, drawing: Icon, words: &'static str) -> AnyView {
    view! { <li><a href=to.path()>{icon(drawing)} {words}</a></li> }.into_any()
}

/// Closes it on a press or a focus anywhere else.
fn close_from_outside(container: NodeRef<html::Div>, open: RwSignal<bool>) {
    let close = move |target: Option<web_sys::EventTarget>| {
        let inside = container
            .try_get_untracked()
            .flatten()
            .is_some_and(|container| container.contains(target.as_ref().and_then(JsCast::dyn_ref::<Node>)));
        if !inside && open.try_get_untracked() == Some(true) {
            open.try_set(false);
        }
    };
    let press = window_event_listener(ev::pointerdown, move |event| close(event.target()));
    let focus = window_event_listener(ev::focusin, move |event| close(event.target()));
    on_cleanup(move || {
        press.remove();
        focus.remove();
    });
}
