//! The questions before changes that can't be undone: two-step verification off, new recovery codes in place of others, signing out
//! everywhere.

use domain::api::session::SignOutEverywhere;
use leptos::prelude::*;

use super::SecurityScreen;
use super::recovery_codes::{CodesPurpose, ask_for_codes};
use super::two_step::turn;
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::Busy;
use crate::parts::question::Question;
use crate::parts::signing_out::{SigningOut, use_signing_out};
use crate::parts::summary::show_problem;
use crate::tab_storage;

pub(super) fn dialogs(security: SecurityScreen) -> AnyView {
    let (busy, signing_out) = (Busy::new(), use_signing_out());
    let turn_off = Question {
        id: "two-step-off-title",
        title: t::security::two_step_off_title(),
        text: t::security::two_step_off_text(),
        answer: t::security::turn_off(),
        cancel: t::security::cancel(),
    };
    let replace_codes = Question {
        id: "replace-codes-title",
        title: t::security::replace_codes_title(),
        text: t::security::replace_codes_text(),
        answer: t::security::replace_codes(),
        cancel: t::security::cancel(),
    };
    let everywhere = Question {
        id: "everywhere-title",
        title: t::security::everywhere_title(),
        text: t::security::everywhere_text(),
        answer: t::security::everywhere(),
        cancel: t::security::cancel(),
    };
    let replace = move || ask_for_codes(security.navigator, CodesPurpose::Recovery);
    view! {
        {turn_off.view(security.turning_off, move || busy.run(turn(false, security)))}
        {replace_codes.view(security.replacing_codes, replace)}
        {everywhere.view(security.signing_out, move || busy.run(sign_out_everywhere(security, signing_out)))}
    }
    .into_any()
}

async fn sign_out_everywhere(security: SecurityScreen, signing_out: SigningOut) {
    security.alerts.try_set(None);
    match ask(SignOutEverywhere {}).await {
        Ok(left) => {
            signing_out.confirm_signed_out(left); // empties the tab
            tab_storage::set_text(tab_storage::SIGNED_OUT_EVERYWHERE, "yes");
        }
        Err(problem) => show_problem(security.alerts, problem),
    }
}
