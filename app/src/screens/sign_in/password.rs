//! "Enter your password".

use domain::Problem;
use domain::api::session::SignInWithPassword;
use domain::field::LONGEST_PASSWORD;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::links;
use crate::api;
use crate::go::Return;
use crate::keep;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::summary::{Alert, Alerts, said_at, summary, tell};
use crate::way::Way;

const PASSWORD: &str = "password";

pub(super) fn password(way: Way) -> AnyView {
    let name = keep::text(keep::NAME).unwrap_or_default();
    let alerts: Alerts = RwSignal::new(None);
    let busy = Busy::new();
    let input = NodeRef::<html::Input>::new();
    let who = name.clone();
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        let password = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        match check(&password) {
            Ok(()) => busy.run(send(SignInWithPassword { name: who.clone(), country: None, password }, way, alerts)),
            Err(error) => alerts.set(Some(Alert::at(PASSWORD, error.into()))),
        }
    };
    view! {
        <form novalidate on:submit=sign_in>
            {heading(t::password::heading().into())}
            <p class="lead" dir="auto">{name.clone()}</p>
            {summary(alerts, Return::Home)}
            // For password managers, which look for the name beside the password.
            <input
                class="visually-hidden"
                type="text"
                name="username"
                autocomplete="username"
                tabindex="-1"
                aria-hidden="true"
                readonly
                prop:value=name
            />
            {field(input, alerts)}
            <div class="actions">{submit(t::password::submit(), busy)}</div>
            {links(way, true)}
        </form>
    }
    .into_any()
}

async fn send(request: SignInWithPassword, way: Way, alerts: Alerts) {
    match api::ask(request).await {
        Ok(session) => way.arrive(session),
        Err(problem @ (Problem::WrongPassword | Problem::TooMany { .. } | Problem::Fields { .. })) => {
            alerts.try_set(Some(Alert::of_field(PASSWORD, problem)));
        }
        Err(problem) => tell(alerts, problem),
    }
}

fn check(password: &str) -> Result<(), &'static str> {
    match password.chars().count() {
        0 => Err(t::password::missing()),
        1..=LONGEST_PASSWORD => Ok(()),
        _ => Err(t::password::too_long()),
    }
}

/// The field, its eye, and a word while Caps Lock is on (S7).
fn field(input: NodeRef<html::Input>, alerts: Alerts) -> AnyView {
    let (shown, caps) = (RwSignal::new(false), RwSignal::new(false));
    let error = move || said_at(alerts, PASSWORD);
    let watch = move |event: KeyboardEvent| caps.set(event.get_modifier_state("CapsLock"));
    view! {
        <div class="field">
            <label for=PASSWORD>{t::password::label()}</label>
            <div class="input-row">
                <input
                    id=PASSWORD
                    name="password"
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="current-password"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="auto"
                    aria-describedby="password-hint caps-lock"
                    aria-invalid=move || error().map(|_| "true")
                    node_ref=input
                    on:keydown=watch
                    on:keyup=watch
                />
                <button class="button quiet" type="button" on:click=move |_| shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { t::password::hide() } else { t::password::show() }}
                </button>
            </div>
            <p id="password-hint" class="hint" class:error=move || error().is_some()>{error}</p>
            <p id="caps-lock" class="hint" role="status">
                {move || caps.get().then(t::password::caps_lock)}
            </p>
        </div>
    }
    .into_any()
}
