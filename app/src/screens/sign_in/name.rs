//! "Sign in": the sign-in name.

use domain::api::single_use_code::RequestedPurpose;
use domain::contact::Typed;
use domain::field::FieldRule;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{links, passkey};
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::name_field::{NAME, name_field, stored_name, typed_name};
use crate::parts::shared_computer::SharedComputer;
use crate::parts::summary::{Alert, Alerts, summary};
use crate::reactive::live;
use crate::sign_in_flow::SignInFlow;
use crate::tab_storage;
use crate::words;

pub(super) fn name(flow: SignInFlow) -> AnyView {
    // Explain, once, why an earlier attempt has to start over.
    let alerts: Alerts = RwSignal::new(tab_storage::text(tab_storage::START_OVER_REASON).map(Alert::of_text));
    tab_storage::forget(tab_storage::START_OVER_REASON);
    let continue_with_name = move |event: SubmitEvent| {
        event.prevent_default();
        match next_destination(&typed_name()) {
            Ok(to) => flow.navigator.go_to(to(flow.next.get_untracked())),
            Err(error) => alerts.set(Some(Alert::for_field(NAME, error))),
        }
    };
    let shared = SharedComputer::new(flow.session);
    let passkey = passkey::passkey(flow, shared, alerts);
    let is_shared = passkey.is_some().then(|| shared.view()); // a passkey signs in from here
    let passkey = passkey.map(|button| {
        view! {
            <p class="or">{t::sign_in::or()}</p>
            <div class="actions">{button}</div>
        }
    });
    let lead = move || flow.next.get().sign_in_lead();
    let back = flow.next.get_untracked();
    view! {
        <form novalidate on:submit=continue_with_name>
            {heading(t::sign_in::heading().into())}
            {live(move || lead().map(|lead| view! { <p class="lead">{lead}</p> }))}
            {summary(alerts, NextStep::Home)}
            {name_field(t::sign_in::name(), stored_name(), alerts, || {})}
            {is_shared}
            <div class="actions">{submit(t::sign_in::next(), Busy::new())}</div>
            {passkey}
            {links(&[(single_use_code(back), t::sign_in::single_use_code()), (Destination::Code(RequestedPurpose::CreateAccount, back), t::sign_in::create())])}
        </form>
    }
    .into_any()
}

fn single_use_code(back: NextStep) -> Destination {
    Destination::Code(RequestedPurpose::SignIn, back)
}

/// The next step. It is the same whether or not an account has this name (N1).
fn next_destination(typed: &str) -> Result<fn(NextStep) -> Destination, String> {
    match Typed::read(typed, intl::FOLD_EMAIL) {
        Ok(Typed::Phone(number)) => {
            tab_storage::set_text(tab_storage::NAME, number.as_str());
            // The screen that requests codes has the country field; the person can choose the password there.
            Ok(if number.is_international() { Destination::Password } else { single_use_code })
        }
        Ok(Typed::Email(email)) => {
            tab_storage::set_text(tab_storage::NAME, email.as_str());
            Ok(Destination::Password)
        }
        Err(FieldRule::Required) => Err(t::sign_in::name_missing().into()),
        Err(rule) => Err(words::rule(&rule)),
    }
}
