//! `/single-use-code`: the recipient of a code, then the code itself (U1–U5). `/create-account` (S5) and `/reset-password` (S6) use the same
//! steps, and ask for a new password beside the code.

mod by_message;
mod done;
mod enter;
mod form;
mod new_password;
mod recipient;
mod sent;
mod texts;
mod web_otp;

use domain::api::single_use_code::RequestedPurpose;
use domain::api::single_use_code::{CodeOptions, ReadCodeOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::dom;
use crate::lazy;
use crate::parts::cookies;
use crate::parts::heading;
use crate::parts::summary::{Alerts, show_problem};
use crate::reactive::{effect, live};
use crate::route::use_route;
use crate::sign_in_flow::{SignInFlow, skip_sign_in_history, use_sign_in_flow};
use crate::tab_storage;
use sent::CodeAndRecipient;

lazy::door! { single_use_code_door: chunk single_use_code, words SingleUseCode + Form + SentCode => flow(RequestedPurpose::SignIn) }
lazy::door! { create_account_door: chunk single_use_code, words SingleUseCode + Form + SentCode + NewPassword => flow(RequestedPurpose::CreateAccount) }
lazy::door! { reset_password_door: chunk single_use_code, words SingleUseCode + Form + SentCode + NewPassword => flow(RequestedPurpose::ResetPassword) }

/// The steps of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CodeStep {
    Recipient,
    Enter,
    /// The password was reset.
    Done,
}

/// The state that the steps share.
#[derive(Clone, Copy)]
struct CodeScreen {
    /// The purpose of the code.
    purpose: RequestedPurpose,
    flow: SignInFlow,
    /// The channels that this server can use; `None` until they have been read.
    options: RwSignal<Option<CodeOptions>>,
    /// The recipient, once a code was sent, or the person already has one.
    sent: RwSignal<Option<CodeAndRecipient>>,
    alerts: Alerts,
}

/// The screen of a code for this purpose.
pub(crate) fn flow(purpose: RequestedPurpose) -> AnyView {
    if let Some(what_to_allow) = cookies::refused() {
        return what_to_allow;
    }
    let route = use_route();
    let screen = CodeScreen {
        purpose,
        flow: use_sign_in_flow(),
        options: RwSignal::new(None),
        sent: RwSignal::new(
            tab_storage::value(tab_storage::SENT_CODE).filter(|sent: &CodeAndRecipient| sent.purpose == purpose),
        ),
        alerts: RwSignal::new(None),
    };
    let step = route.step(move |named| match named {
        Some("enter") if screen.sent.with(Option::is_some) => CodeStep::Enter,
        Some("done") if is_reset(purpose) => CodeStep::Done,
        _ => CodeStep::Recipient,
    });
    // The end of a reset is no step of a sign-in: Back may lead there, and from there it still skips the sign-in.
    let is_done = step.get_untracked() == CodeStep::Done;
    spawn_local(read_options(screen, !is_done && skip_sign_in_history(route)));
    if step.get_untracked() == CodeStep::Recipient {
        heading::take_focus_when_late();
    }
    let are_options_known = Memo::new(move |_| screen.options.with(Option::is_some));
    // Not when the options become known: the form says why they couldn't be read.
    effect(move || {
        step.track();
        screen.alerts.set(None);
    });
    live(move || match step.get() {
        // In a separate element: steps of the same structure would share their fields' nodes and values.
        CodeStep::Enter => view! { <div>{enter::enter(screen)}</div> }.into_any(),
        CodeStep::Recipient if are_options_known.get() => recipient::recipient(screen),
        CodeStep::Recipient => ().into_any(),
        CodeStep::Done => done::done(screen.flow),
    })
}

/// Whether a password was reset in this tab. A typed address alone doesn't claim it.
fn is_reset(purpose: RequestedPurpose) -> bool {
    purpose == RequestedPurpose::ResetPassword && tab_storage::text(tab_storage::PASSWORD_RESET).is_some()
}

async fn read_options(screen: CodeScreen, goes_back: bool) {
    if goes_back {
        dom::sleep(500).await; // the history had no entry to go back to
    }
    let options = match ask(ReadCodeOptions {}).await {
        Ok(options) => options,
        Err(problem) => {
            show_problem(screen.alerts, problem);
            CodeOptions { texts: false, countries: Vec::new(), all_countries: true, likely: None, inbox: false }
        }
    };
    screen.options.try_set(Some(options));
}
