//! A link about a change to the account: the question, and what "This wasn't me" has done (I8).

use domain::api::single_use_code::RequestedPurpose;
use domain::api::undo::{DisputeChange, RecentChange};
use domain::rules::notice::NoticeKind;
use leptos::prelude::*;

use super::UndoState;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button};
use crate::parts::fact::fact;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::summary::{Alerts, show_problem};

/// What has happened, and the button.
pub(super) fn question(change: RecentChange, token: String, state: RwSignal<UndoState>, alerts: Alerts) -> AnyView {
    let busy = Busy::new();
    let press = move || {
        let request = DisputeChange { link: token.clone() };
        alerts.set(None);
        busy.run(async move {
            match ask(request).await {
                Ok(change) => drop(state.try_set(UndoState::Blocked(change))),
                Err(problem) => show_problem(alerts, problem),
            }
        });
    };
    view! {
        <div class="picture plain">{icon(Icon::SECURITY)}</div>
        {heading(t::undo::heading().into())}
        <p class="lead">{in_words(change.kind)}</p>
        <dl class="facts">{fact(t::changed::when(), intl::ago(change.changed_s_ago))}</dl>
        <div class="notice">
            <div><p>{t::changed::effect()}</p></div>
        </div>
        <div class="actions">
            {button("primary", t::undo::not_me(), busy, press)}
            <a class="button" href=Destination::Home.path()>{t::undo::me()}</a>
        </div>
    }
    .into_any()
}

/// A change in words.
fn in_words(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::MethodAdded => t::changed::method_added(),
        NoticeKind::MethodRemoved => t::changed::method_removed(),
        NoticeKind::SignInNameChanged => t::changed::sign_in_name_changed(),
        NoticeKind::PasswordChanged => t::changed::password_changed(),
        NoticeKind::TwoStepOn => t::changed::two_step_on(),
        NoticeKind::TwoStepOff => t::changed::two_step_off(),
        NoticeKind::RecoveryCodesMade => t::changed::recovery_codes_made(),
        NoticeKind::RecoveryCodeUsed => t::changed::recovery_code_used(),
        NoticeKind::NewBrowser => t::changed::new_browser(),
        NoticeKind::SignedOutEverywhere => t::changed::signed_out_everywhere(),
        NoticeKind::HoldCanceled => t::changed::hold_canceled(),
        NoticeKind::ChangesUnblocked => t::changed::changes_unblocked(),
        NoticeKind::ClosingBegun => t::changed::closing_begun(),
        // Their messages have links with other buttons, or none.
        NoticeKind::DeviceLinked
        | NoticeKind::HoldStarted
        | NoticeKind::HoldWarning
        | NoticeKind::HoldResumed
        | NoticeKind::HoldApplied
        | NoticeKind::ChangesBlocked
        | NoticeKind::ClosingCanceled
        | NoticeKind::AccountClosed => t::changed::something(),
    }
}

/// What the button has done, and the way out.
pub(super) fn blocked(change: RecentChange) -> AnyView {
    let reset_password = Destination::Code(RequestedPurpose::ResetPassword, NextStep::Home);
    let (next, reset) = if change.other_method {
        let reset = view! { <a class="button primary" href=reset_password.path()>{t::undo::reset_password()}</a> };
        (t::changed::next_with_method(), Some(reset))
    } else {
        (t::changed::next_without_method(), None)
    };
    view! {
        <div class="picture good">{icon(Icon::TICK)}</div>
        {heading(t::changed::blocked_heading().into())}
        <p class="lead">{t::changed::blocked_text()}</p>
        <div class="notice warning">
            {icon(Icon::WARNING)}
            <div><p>{next}</p></div>
        </div>
        <div class="actions">
            {reset}
            {to_security()}
        </div>
    }
    .into_any()
}

/// A link that was used before. Changes can have been allowed again since.
pub(super) fn used() -> AnyView {
    view! {
        <div class="picture plain">{icon(Icon::CLOCK)}</div>
        {heading(t::changed::used_heading().into())}
        <p class="lead">{t::changed::used_text()}</p>
        <div class="actions">{to_security()}</div>
    }
    .into_any()
}

fn to_security() -> AnyView {
    view! { <a class="button" href=Destination::Security.path()>{t::menu::security()}</a> }.into_any()
}
