//! One method of the list: its hint, which expands to its details.

use domain::api::security::{MethodItem, SwitchSignIn};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::kind::{drawing, kind_words, name};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::badge::badge;
use crate::parts::busy::{Busy, button};
use crate::parts::fact::fact;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;

pub(super) fn item(method: &MethodItem, security: SecurityScreen) -> AnyView {
    let id = method.id;
    // Read here and not in a closure of the view: a new closure would render new nodes, and the switch among them would lose the focus.
    let is_open = security.open.get() == Some(id);
    let toggle = move |_| security.open.set((!is_open).then_some(id));
    let more_id = format!("method-{id}");
    let (hint, has_name) = (name(method), !method.hint.is_empty());
    let kind = Some(kind_words(method.kind)).filter(|kind| *kind != hint).map(|kind| view! { <p>{kind}</p> });
    let used = match method.used_s_ago {
        Some(0) => t::security::used_just_now().into(), // "Last used now" is no English
        Some(seconds) => t::security::last_used(&intl::ago(seconds)),
        None => t::security::never_used().into(),
    };
    let (more, is_closed) = (is_open.then(|| more(method, security)), !is_open);
    view! {
        <li>
            <div class="item">
                <span class="tile">{icon(drawing(method.kind))}</span>
                <div class="what">
                    <h3>
                        <button
                            class="expands"
                            type="button"
                            aria-expanded=is_open.to_string()
                            aria-controls=more_id.clone()
                            on:click=toggle
                        >
                            <bdi translate=if has_name { "no" } else { "yes" }>{names::hint(&hint)}</bdi>
                        </button>
                    </h3>
                    {kind}
                    <p>{used}</p>
                </div>
                <div class="side">{state(method.established_in_s)}</div>
                {icon(Icon::DOWN)}
            </div>
            <div class="more" id=more_id hidden=is_closed>
                {more}
            </div>
        </li>
    }
    .into_any()
}

/// Whether it can replace others, or from which day.
fn state(established_in_s: u64) -> AnyView {
    if established_in_s == 0 {
        return badge("good", Some(Icon::TICK), || t::security::established().to_owned()).into_any();
    }
    let words = t::security::established_from(&intl::day_in(established_in_s));
    badge("warning", Some(Icon::CLOCK), move || words.clone()).into_any()
}

fn more(method: &MethodItem, security: SecurityScreen) -> AnyView {
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
        <dl class="facts">{fact(t::security::added(), intl::day_ago(method.added_s_ago))} {passkey_storage}</dl>
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
            security.update(ask(SwitchSignIn { id, on: !on }).await, ChangeResult::new(done));
        });
    };
    view! {
        <label class="switch">
            <span>{t::security::use_to_sign_in()}</span>
            <input type="checkbox" role="switch" prop:checked=on on:click=toggle_sign_in />
        </label>
    }
    .into_any()
}
