//! "Sign in": the name.

use domain::contact::{email, phone};
use domain::problem::FieldRule;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::links;
use crate::go::{Return, To};
use crate::intl;
use crate::keep;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::summary::{Alert, Alerts, said_at, summary};
use crate::way::Way;
use crate::words;

const NAME: &str = "name";

pub(super) fn name(way: Way) -> AnyView {
    let alerts: Alerts = RwSignal::new(None);
    let input = NodeRef::<html::Input>::new();
    let go_on = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        match check(&typed) {
            Ok(to) => way.go.to(to(way.back.get_untracked())),
            Err(error) => alerts.set(Some(Alert::at(NAME, error))),
        }
    };
    let lead = move || match way.back.get() {
        Return::Home => None,
        Return::Link => Some(t::sign_in::to_link()),
        Return::Devices => Some(t::sign_in::to_devices()),
    };
    view! {
        <form novalidate on:submit=go_on>
            {heading(t::sign_in::heading().into())}
            {move || lead().map(|lead| view! { <p class="lead">{lead}</p> })}
            {summary(alerts, Return::Home)}
            {field(input, alerts)}
            <div class="actions">{submit(t::sign_in::next(), Busy::new())}</div>
            {links(way, false)}
        </form>
    }
    .into_any()
}

fn field(input: NodeRef<html::Input>, alerts: Alerts) -> AnyView {
    let error = move || said_at(alerts, NAME);
    // Kept at every key, so that a reload or another language costs nothing.
    let typed = move |event| keep::set_text(keep::NAME, &event_target_value::<web_sys::Event>(&event));
    view! {
        <div class="field">
            <label for=NAME>{t::sign_in::name()}</label>
            <input
                id=NAME
                name="username"
                type="text"
                inputmode="email"
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                aria-describedby="name-hint"
                aria-invalid=move || error().map(|_| "true")
                prop:value=keep::text(keep::NAME).unwrap_or_default()
                node_ref=input
                on:input=typed
            />
            <p id="name-hint" class="hint" class:error=move || error().is_some()>{error}</p>
        </div>
    }
    .into_any()
}

/// The step that comes next. The same rule as the server's; whether anyone has this name is not asked (N1).
fn check(typed: &str) -> Result<fn(Return) -> To, String> {
    if typed.trim().is_empty() {
        return Err(t::sign_in::name_missing().into());
    }
    if phone::looks_like_one(typed) {
        return Ok(To::SingleUseCode); // which asks for the country, too
    }
    let name = intl::small_letters(typed.trim());
    if !email::is_well_formed(&name) {
        return Err(words::rule(&FieldRule::EmailOrPhone));
    }
    keep::set_text(keep::NAME, &name);
    Ok(To::Password)
}
