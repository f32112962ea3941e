//! "Change password", or "Set a password" if the account has none (I7).

use domain::api::account::ChangePassword;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep, use_navigator};
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::new_password::rejected_password;
use crate::parts::password_field::{PasswordField, hidden_name_field};
use crate::parts::summary::{Alert, Alerts, summary};
use crate::route::use_route;
use crate::session::use_session;
use crate::tab_storage;

lazy::door! { password_door: chunk secrets, words Security + Form + NewPassword => password() }

fn password() -> AnyView {
    let (navigator, session) = (use_navigator(), use_session());
    let alerts: Alerts = RwSignal::new(None);
    let (field, busy) = (PasswordField::new(), Busy::new());
    let is_first = use_route().query("step").as_deref() == Some("set-password");
    let (words, done) = if is_first {
        (t::security::set_password(), t::security::password_set())
    } else {
        (t::security::change_password(), t::security::password_changed())
    };
    let change = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match field.required(t::new_password::missing()) {
            Ok(password) => busy.run(async move {
                match ask(ChangePassword { password }).await {
                    Ok(now) => {
                        session.set(now);
                        tab_storage::set_text(tab_storage::RESULT, done);
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
        <form novalidate on:submit=change>
            {heading(words.into())}
            <p class="lead">{t::security::change_lead()}</p>
            {summary(alerts, NextStep::Security)}
            {hidden_name_field(name)}
            {field.view(t::new_password::label(), Some(t::new_password::hint()), "new-password", alerts)}
            <div class="actions">{submit(words, busy)}</div>
            <ul class="links">
                <li>
                    <a href=Destination::Security.path()>{t::security::back()}</a>
                </li>
            </ul>
        </form>
    }
    .into_any()
}
