//! "Change password", or "Set a password" if the account has none (I7).

use domain::api::account::ChangePassword;
use domain::api::security::ReadSecurityInfo;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::change_result::ChangeResult;
use super::way_back::way_back;
use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep, use_navigator};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::new_password::rejected_password;
use crate::parts::password_field::{PasswordField, hidden_name_field};
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alert, Alerts, show_problem, summary};
use crate::reactive::live;
use crate::session::use_session;

lazy::door! { password_door: chunk secrets, words Security + Form + NewPassword => password() }

fn password() -> AnyView {
    let alerts: Alerts = RwSignal::new(None);
    let has_password = RwSignal::new(None);
    spawn_local(read(use_signed_in(NextStep::ChangePassword), has_password, alerts));
    let shown = move || match has_password.get() {
        Some(has_password) => form(has_password, alerts),
        None if alerts.with(Option::is_some) => view! {
            {way_back()}
            {heading(t::security::change_password().into())}
            {summary(alerts, NextStep::ChangePassword)}
        }
        .into_any(),
        None => bones(2).into_any(),
    };
    live(shown)
}

/// Reads whether the account has a password. A visitor whom a password manager sends here may have to sign in first (S12).
async fn read(signed_in: SignedInRequests, has_password: RwSignal<Option<bool>>, alerts: Alerts) {
    match signed_in.ask(ReadSecurityInfo {}, move || has_password.try_get_untracked().is_none()).await {
        Some(Ok(info)) => has_password.set(Some(info.password)),
        Some(Err(problem)) => show_problem(alerts, problem),
        None => {}
    }
}

fn form(has_password: bool, alerts: Alerts) -> AnyView {
    let (navigator, session) = (use_navigator(), use_session());
    let (field, busy) = (PasswordField::new(), Busy::new());
    let words = if has_password { t::security::change_password() } else { t::security::set_password() };
    let change = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match field.required(t::new_password::missing()) {
            Ok(password) => busy.run(async move {
                match ask(ChangePassword { password }).await {
                    Ok(now) => {
                        session.set(now);
                        ChangeResult::password(has_password).keep();
                        navigator.replace_with(Destination::Security);
                    }
                    Err(problem) => {
                        let alert = rejected_password(&problem).unwrap_or_else(|| Alert::of(problem));
                        alerts.try_set(Some(alert));
                    }
                }
            }),
            Err(alert) => alerts.set(Some(alert)),
        }
    };
    let name = session.account().map(|account| account.name).unwrap_or_default();
    view! {
        {way_back()}
        <form novalidate on:submit=change>
            {heading(words.into())}
            <p class="lead">{t::security::change_lead()}</p>
            {summary(alerts, NextStep::ChangePassword)}
            {hidden_name_field(name)}
            {field.view(t::new_password::label(), Some(t::new_password::hint()), "new-password", alerts)}
            <div class="actions">{submit(words, busy)}</div>
        </form>
    }
    .into_any()
}
