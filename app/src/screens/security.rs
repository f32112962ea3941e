//! `/security`: the account's sign-in methods and its other security info (I1–I7). `/security/add` adds a method; other steps change the
//! password and make recovery codes.

pub(crate) mod add;
mod browsers;
mod change_result;
mod item;
mod kind;
mod methods;
mod password;
mod questions;
mod recovery_codes;
mod remove;
mod two_step;
mod unsaved_codes;
mod way_back;

use domain::api::security::{MethodItem, ReadSecurityInfo, SecurityInfo};
use domain::api::session::{ListSessions, SessionItem};
use domain::{Problem, Screen};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::account_page::account_page;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;
use crate::parts::heading::heading;
use crate::parts::lazy_view::part;
use crate::parts::passkeys;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::route::use_route;
use change_result::ChangeResult;
use password::password_door;
use recovery_codes::recovery_codes_door;

lazy::door! { security_door: chunk account, words Security + Form => security() }

/// The state that the parts share.
#[derive(Clone, Copy)]
struct SecurityScreen {
    /// `None` until it has been read.
    info: RwSignal<Option<SecurityInfo>>,
    /// The browsers in which the account is signed in; `None` until they have been read.
    sessions: RwSignal<Option<Vec<SessionItem>>>,
    /// The method whose details are open.
    open: RwSignal<Option<u64>>,
    /// The method to remove.
    removing: Dialog<MethodItem>,
    /// Open while the person is asked whether to turn two-step verification off.
    turning_off: Dialog<()>,
    /// The same for new recovery codes in place of others.
    replacing_codes: Dialog<()>,
    /// The same for signing out everywhere.
    signing_out: Dialog<()>,
    /// The result of the last change.
    result: RwSignal<Option<ChangeResult>>,
    alerts: Alerts,
    navigator: Navigator,
}

impl SecurityScreen {
    fn new() -> Self {
        Self {
            info: RwSignal::new(None),
            sessions: RwSignal::new(None),
            open: RwSignal::new(None),
            removing: Dialog::new(),
            turning_off: Dialog::new(),
            replacing_codes: Dialog::new(),
            signing_out: Dialog::new(),
            result: RwSignal::new(ChangeResult::take()),
            alerts: RwSignal::new(None),
            navigator: use_navigator(),
        }
    }

    /// Whether the person has navigated away: then late responses change nothing.
    fn is_left(self) -> bool {
        self.info.try_get_untracked().is_none()
    }

    /// Stores the new state, and announces the result.
    fn update(self, answer: Result<SecurityInfo, Problem>, done: ChangeResult) {
        match answer {
            _ if self.is_left() => {}
            Ok(info) => {
                self.result.set(Some(done));
                self.show(info);
            }
            Err(problem) => {
                self.result.set(None);
                show_problem(self.alerts, problem);
            }
        }
    }

    /// Shows it. The browser learns which passkeys are left (L15), unless the same were shown already: a late answer would hide a passkey that
    /// another tab has added meanwhile.
    fn show(self, info: SecurityInfo) {
        let shown = self.info.with_untracked(|info| info.as_ref()?.accepted_passkeys.clone());
        if let Some(accepted) = info.accepted_passkeys.as_ref().filter(|accepted| Some(*accepted) != shown.as_ref()) {
            passkeys::report_accepted(accepted);
        }
        self.info.set(Some(info));
    }

    async fn read(self, signed_in: SignedInRequests) {
        match signed_in.ask(ReadSecurityInfo {}, move || self.is_left()).await {
            Some(Ok(info)) => {
                // Best effort: without them, all other security info is there. Read first, so that nothing moves when they arrive.
                if let Ok(list) = ask(ListSessions {}).await {
                    self.sessions.try_set(Some(list.sessions));
                }
                if !self.is_left() {
                    self.show(info);
                }
            }
            Some(Err(problem)) => show_problem(self.alerts, problem),
            None => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SecurityStep {
    Overview,
    Password,
    RecoveryCodes,
}

/// The screen.
pub(crate) fn security() -> AnyView {
    let step = use_route().step(|named| match named {
        Some("password" | "set-password") => SecurityStep::Password,
        Some("recovery-codes") => SecurityStep::RecoveryCodes,
        _ => SecurityStep::Overview,
    });
    let shown = move || match step.get() {
        SecurityStep::Password => part(&password_door::DOOR),
        SecurityStep::RecoveryCodes => part(&recovery_codes_door::DOOR),
        SecurityStep::Overview => overview(),
    };
    live(shown)
}

fn overview() -> AnyView {
    let security = SecurityScreen::new();
    recovery_codes::withdraw();
    let signed_in = use_signed_in(NextStep::Security);
    spawn_local(security.read(signed_in));
    let content = view! {
        <div class="head">
            {heading(t::security::heading().into())}
            <p class="lead">{t::security::lead()}</p>
        </div>
        {summary(security.alerts, NextStep::Security)}
        {change_result::notice(security.result)}
        {live(move || groups(security, signed_in))}
        {remove::dialog(security)}
        {questions::dialogs(security)}
    };
    account_page(Screen::Security, content).into_any()
}

/// The parts of the screen.
fn groups(security: SecurityScreen, signed_in: SignedInRequests) -> AnyView {
    let Some(info) = security.info.get() else {
        if security.alerts.with(Option::is_some) {
            return try_again(security.alerts, move || spawn_local(security.read(signed_in)));
        }
        return methods::methods_to_come();
    };
    view! {
        <div class="groups">
            {methods::methods(&info, security)}
            {two_step::two_step(&info, security)}
            {password(info.password, security.navigator)}
            {two_step::recovery_codes(&info, security)}
            {browsers::browsers(&info, security)}
        </div>
    }
    .into_any()
}

fn password(has_one: bool, navigator: Navigator) -> AnyView {
    const PASSWORD_ID: &str = "security-password";
    let (lead, words, to) = if has_one {
        (t::security::password_lead(), t::security::change_password(), Destination::ChangePassword)
    } else {
        (t::security::no_password_lead(), t::security::set_password(), Destination::SetPassword)
    };
    view! {
        <section class="group whole line" aria-labelledby=PASSWORD_ID>
            <header>
                <h2 id=PASSWORD_ID>{t::security::password()}</h2>
                <p>{lead}</p>
            </header>
            <div class="actions row">{button("", words, Busy::new(), move || navigator.go_to(to))}</div>
        </section>
    }
    .into_any()
}
