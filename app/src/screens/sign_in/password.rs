//! "Enter your password".

use domain::Problem;
use domain::api::session::SignInWithPassword;
use domain::api::single_use_code::RequestedPurpose;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::links;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::operation;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::password_field::{PASSWORD, PasswordField, hidden_name_field};
use crate::parts::shared_computer::SharedComputer;
use crate::parts::summary::{Alert, Alerts, show_problem, summary};
use crate::parts::who::who;
use crate::sign_in_flow::SignInFlow;
use crate::tab_storage;

pub(super) fn password(flow: SignInFlow) -> AnyView {
    let name = tab_storage::text(tab_storage::NAME).unwrap_or_default();
    let alerts: Alerts = RwSignal::new(None);
    let (field, shared, busy) = (PasswordField::new(), SharedComputer::new(flow.session), Busy::new());
    let sign_in_name = name.clone();
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match field.required(t::password_field::missing()) {
            Ok(password) => {
                let country = tab_storage::text(tab_storage::COUNTRY).filter(|country| !country.is_empty());
                let (name, shared, operation) = (sign_in_name.clone(), shared.get_untracked(), operation::draw());
                busy.run(send(SignInWithPassword { name, country, password, shared, operation }, flow, alerts));
            }
            Err(alert) => alerts.set(Some(alert)),
        }
    };
    let back = flow.next.get_untracked();
    view! {
        <form novalidate on:submit=sign_in>
            {heading(t::password::heading().into())}
            {who(name.clone())}
            {summary(alerts, NextStep::Home)}
            {hidden_name_field(name)}
            {field.view(t::password::label(), None, "current-password", alerts)}
            {shared.view()}
            <div class="actions">{submit(t::password::submit(), busy)}</div>
            {links(&[
                (Destination::Code(RequestedPurpose::ResetPassword, back), t::password::forgotten()),
                (Destination::Code(RequestedPurpose::SignIn, back), t::sign_in::single_use_code()),
                (Destination::Name(back), t::password::other_name()),
            ])}
        </form>
    }
    .into_any()
}

async fn send(request: SignInWithPassword, flow: SignInFlow, alerts: Alerts) {
    match ask(request).await {
        Ok(session) => flow.complete(session),
        Err(problem @ (Problem::WrongPassword | Problem::TooMany { .. } | Problem::Fields { .. })) => {
            alerts.try_set(Some(Alert::of_field(PASSWORD, problem)));
        }
        Err(problem) => show_problem(alerts, problem),
    }
}
