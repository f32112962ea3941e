//! The questions before changes that can't be undone: two-step verification off, new recovery codes in place of others.

use leptos::prelude::*;

use super::SecurityScreen;
use super::recovery_codes::{CodesPurpose, ask_for_codes};
use super::two_step::turn;
use crate::locale::t;
use crate::parts::busy::Busy;
use crate::parts::question::Question;

pub(super) fn dialogs(security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
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
    let replace = move || ask_for_codes(security.navigator, CodesPurpose::Recovery);
    view! {
        {turn_off.view(security.turning_off, move || busy.run(turn(false, security)))}
        {replace_codes.view(security.replacing_codes, replace)}
    }
    .into_any()
}
