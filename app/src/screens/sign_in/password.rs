//! "Enter your password".

use domain::Problem;
use domain::api::session::SignInWithPassword;
use domain::api::single_use_code::AskedFor;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::links;
use crate::api;
use crate::entrance::Entrance;
use crate::go::{Return, To};
use crate::keep;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::password_field::{PASSWORD, PasswordField, name_for_managers};
use crate::parts::summary::{Alert, Alerts, summary, tell};

pub(super) fn password(entrance: Entrance) -> AnyView {
    let name = keep::text(keep::NAME).unwrap_or_default();
    let alerts: Alerts = RwSignal::new(None);
    let (field, busy) = (PasswordField::new(), Busy::new());
    let who = name.clone();
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match field.typed() {
            Ok(password) if password.is_empty() => {
                alerts.set(Some(Alert::at(PASSWORD, t::password::missing().into())));
            }
            Ok(password) => {
                let country = keep::text(keep::COUNTRY).filter(|country| !country.is_empty());
                busy.run(send(SignInWithPassword { name: who.clone(), country, password }, entrance, alerts));
            }
            Err(error) => alerts.set(Some(Alert::at(PASSWORD, error.into()))),
        }
    };
    let back = entrance.back.get_untracked();
    view! {
        <form novalidate on:submit=sign_in>
            {heading(t::password::heading().into())}
            <p class="lead" dir="auto">{name.clone()}</p>
            {summary(alerts, Return::Home)}
            {name_for_managers(name)}
            {field.view(t::password::label(), None, "current-password", alerts)}
            <div class="actions">{submit(t::password::submit(), busy)}</div>
            {links(&[
                (To::Code(AskedFor::ResetPassword, back), t::password::forgotten()),
                (To::Code(AskedFor::SignIn, back), t::sign_in::single_use_code()),
                (To::Name(back), t::password::other_name()),
            ])}
        </form>
    }
    .into_any()
}

async fn send(request: SignInWithPassword, entrance: Entrance, alerts: Alerts) {
    match api::ask(request).await {
        Ok(session) => entrance.arrive(session),
        Err(problem @ (Problem::WrongPassword | Problem::TooMany { .. } | Problem::Fields { .. })) => {
            alerts.try_set(Some(Alert::of_field(PASSWORD, problem)));
        }
        Err(problem) => tell(alerts, problem),
    }
}
