//! The password, for an account without a method that can be used at present.

use domain::Problem;
use domain::api::verify::VerifyWithPassword;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{VerifyScreen, use_verify_screen};
use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::password_field::{PASSWORD, PasswordField};
use crate::parts::summary::Alert;

lazy::door! { password_step: chunk verify_password, words Verify + Form => password(use_verify_screen()) }

fn password(screen: VerifyScreen) -> AnyView {
    let (field, busy) = (PasswordField::new(), Busy::new());
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        screen.alerts.set(None);
        match field.required(t::password_field::missing()) {
            Ok(password) => busy.run(verify_password(screen, password)),
            Err(alert) => screen.alerts.set(Some(alert)),
        }
    };
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{t::verify::password_lead()}</p>
            {field.view(t::verify::password(), None, "current-password", screen.alerts)}
            <div class="actions">{submit(t::verify::submit(), busy)}</div>
        </form>
    }
    .into_any()
}

async fn verify_password(screen: VerifyScreen, password: String) {
    let account = screen.account().unwrap_or_default();
    match ask(VerifyWithPassword { account, password }).await {
        Ok(session) => screen.complete(session),
        Err(problem @ (Problem::WrongPassword | Problem::TooMany { .. } | Problem::Fields { .. })) => {
            screen.alerts.try_set(Some(Alert::of_field(PASSWORD, problem)));
        }
        Err(problem) => screen.show_problem(problem),
    }
}
