//! The questions before signing out everywhere, the second of which leads to a new password (V1).

use domain::api::session::SignOutEverywhere;
use domain::api::single_use_code::RequestedPurpose;
use leptos::prelude::*;

use super::ActivityScreen;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::Busy;
use crate::parts::question::Question;
use crate::parts::signing_out::{SigningOut, use_signing_out};
use crate::parts::summary::show_problem;
use crate::tab_storage;

pub(super) fn dialogs(activity: ActivityScreen) -> AnyView {
    let (busy, signing_out) = (Busy::new(), use_signing_out());
    let everywhere = Question {
        id: "everywhere-title",
        title: t::security::everywhere_title(),
        text: t::security::everywhere_text(),
        answer: t::security::everywhere(),
        cancel: t::security::cancel(),
    };
    let not_me = Question {
        id: "not-me-title",
        title: t::activity::not_me_title(),
        text: t::activity::not_me_text(),
        answer: t::security::everywhere(),
        cancel: t::security::cancel(),
    };
    let leave_for = move |then| busy.run(sign_out(activity, signing_out, then));
    view! {
        {everywhere.view(activity.signing_out, move || leave_for(Destination::SignedOut))}
        {not_me.view(activity.not_me, move || leave_for(new_password()))}
    }
    .into_any()
}

/// Where a new password is set by a person who is signed out.
fn new_password() -> Destination {
    Destination::Code(RequestedPurpose::ResetPassword, NextStep::Activity)
}

async fn sign_out(activity: ActivityScreen, signing_out: SigningOut, then: Destination) {
    activity.alerts.try_set(None);
    match ask(SignOutEverywhere {}).await {
        Ok(left) => {
            signing_out.leave_for(then, left); // empties the tab
            if then == Destination::SignedOut {
                tab_storage::set_text(tab_storage::SIGNED_OUT_EVERYWHERE, "yes");
            }
        }
        Err(problem) => show_problem(activity.alerts, problem),
    }
}
