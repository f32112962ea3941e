//! One method of the list: its hint, which expands to its details.

use domain::api::security::{MethodItem, MethodItemKind, SwitchSignIn};
use leptos::prelude::*;

use super::SecurityScreen;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::fact::fact;

pub(super) fn item(method: &MethodItem, security: SecurityScreen) -> AnyView {
    let id = method.id;
    // Read here and not in a closure of the view: a new closure would render new nodes, and the switch among them would lose the focus.
    let is_open = security.open.get() == Some(id);
    let toggle = move |_| security.open.set((!is_open).then_some(id));
    let more_id = format!("method-{id}");
    let (hint, has_name) = (name(method), !method.hint.is_empty());
    let kind = Some(kind(method.kind)).filter(|kind| *kind != hint).map(|kind| view! { <p class="hint">{kind}</p> });
    let more = is_open.then(|| more(method, security));
    view! {
        <li class="item">
            <div>
                <h3>
                    <button
                        class="button quiet expands"
                        type="button"
                        aria-expanded=is_open.to_string()
                        aria-controls=more_id.clone()
                        on:click=toggle
                    >
                        <bdi translate=if has_name { "no" } else { "yes" }>{hint}</bdi>
                    </button>
                </h3>
                {kind}
                <div id=more_id>{more}</div>
            </div>
        </li>
    }
    .into_any()
}

fn more(method: &MethodItem, security: SecurityScreen) -> AnyView {
    let used = method.used_s_ago.map_or_else(|| t::security::never_used().into(), intl::ago);
    let established = match method.established_in_s {
        0 => t::security::is_established().into(),
        seconds => t::security::established_from(&intl::date_in(seconds)),
    };
    let is_new = method.established_in_s > 0;
    let hint = is_new.then(|| view! { <p class="hint">{t::security::established_hint()}</p> });
    let passkey_storage = method.backed_up.map(|backed_up| {
        let words = if backed_up { t::security::backed_up() } else { t::security::device_bound() };
        fact(t::security::kept(), words.into())
    });
    let switch = method.signs_in.map(|on| switch(method, on, security));
    let remove = {
        let method = method.clone();
        move || security.removing.subject.set(Some(method.clone()))
    };
    view! {
        <dl class="facts">
            {fact(t::security::added(), intl::ago(method.added_s_ago))}
            {fact(t::security::used(), used)}
            {fact(t::security::established(), established)}
            {passkey_storage}
        </dl>
        {hint}
        {switch}
        <div class="actions row">{button("", t::security::remove(), Busy::new(), remove)}</div>
    }
    .into_any()
}

/// "Use to sign in". It shows the server's state, not the last click.
fn switch(method: &MethodItem, on: bool, security: SecurityScreen) -> AnyView {
    let (id, hint, busy) = (method.id, method.hint.clone(), Busy::new());
    let toggle_sign_in = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        security.alerts.set(None);
        let hint = hint.clone();
        busy.run(async move {
            let done = if on { t::security::signs_in_no_more(&hint) } else { t::security::signs_in_now(&hint) };
            security.update(ask(SwitchSignIn { id, on: !on }).await, done);
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" role="switch" prop:checked=on on:click=toggle_sign_in />
            <span>{t::security::use_to_sign_in()}</span>
        </label>
    }
    .into_any()
}

/// The name by which the owner recognizes a method.
pub(super) fn name(method: &MethodItem) -> String {
    if method.hint.is_empty() { kind(method.kind).into() } else { method.hint.clone() }
}

fn kind(kind: MethodItemKind) -> &'static str {
    match kind {
        MethodItemKind::Email => t::security::email(),
        MethodItemKind::Phone => t::security::phone(),
        MethodItemKind::Authenticator => t::security::authenticator(),
        MethodItemKind::Passkey => t::security::passkey(),
    }
}
