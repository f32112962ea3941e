//! `/security`: the account's sign-in methods and its other security info (I1–I7). `/security/add` adds a method; other steps change the
//! password and make recovery codes.

pub(crate) mod add;
mod browsers;
mod item;
mod password;
mod questions;
mod recovery_codes;
mod remove;
mod two_step;
mod unsaved_codes;

use domain::Problem;
use domain::api::security::{DropName, MethodItem, ReadSecurityInfo, SecurityInfo};
use domain::api::session::{ListSessions, SessionItem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;
use crate::parts::heading::heading;
use crate::parts::lazy_view::part;
use crate::parts::names;
use crate::parts::passkeys;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::route::use_route;
use crate::tab_storage;
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
    /// The result of an action, for people who don't see the list change.
    status: RwSignal<String>,
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
            status: RwSignal::new(tab_storage::text(tab_storage::RESULT).unwrap_or_default()),
            alerts: RwSignal::new(None),
            navigator: use_navigator(),
        }
    }

    /// Whether the person has navigated away: then late responses change nothing.
    fn is_left(self) -> bool {
        self.info.try_get_untracked().is_none()
    }

    /// Stores the new state, and announces the result.
    fn update(self, answer: Result<SecurityInfo, Problem>, done: String) {
        match answer {
            _ if self.is_left() => {}
            Ok(info) => {
                self.status.set(done);
                self.show(info);
            }
            Err(problem) => show_problem(self.alerts, problem),
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
                self.show(info);
                // Best effort: without them, all other security info is there.
                if let Ok(list) = ask(ListSessions {}).await {
                    self.sessions.try_set(Some(list.sessions));
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
        SecurityStep::Overview => view! { <div>{overview()}</div> }.into_any(),
    };
    live(shown)
}

fn overview() -> AnyView {
    let security = SecurityScreen::new();
    tab_storage::forget(tab_storage::RESULT);
    recovery_codes::withdraw();
    spawn_local(security.read(use_signed_in(NextStep::Security)));
    view! {
        {heading(t::security::heading().into())}
        <p class="lead">{t::security::lead()}</p>
        {summary(security.alerts, NextStep::Security)}
        <p class="status" role="status">{live(move || names::in_text(&security.status.get()))}</p>
        {live(move || parts(security))}
        {remove::dialog(security)}
        {questions::dialogs(security)}
    }
    .into_any()
}

/// The parts of the screen.
fn parts(security: SecurityScreen) -> AnyView {
    let Some(info) = security.info.get() else {
        let waits = security.alerts.with(Option::is_none);
        return waits.then(|| view! { <p class="empty busy">{t::security::loading()}</p> }.into_any()).into_any();
    };
    let two_step = two_step::two_step(&info, security);
    let password = password(info.password, security.navigator);
    let recovery_codes = two_step::recovery_codes(&info, security);
    let browsers = browsers::browsers(&info, security);
    view! {
        {methods(info, security)}
        {two_step}
        {password}
        {recovery_codes}
        {browsers}
    }
    .into_any()
}

fn methods(info: SecurityInfo, security: SecurityScreen) -> AnyView {
    let add_button = if let Some(limit) = info.limit_reached {
        view! { <p class="hint">{t::security::full(intl::small(limit))}</p> }.into_any()
    } else {
        button("primary", t::security::add(), Busy::new(), move || security.navigator.go_to(Destination::AddMethod))
    };
    let has_others = info.methods.iter().any(|method| method.signs_in == Some(true));
    let other_name = info.other_name.map(|name| other_name(name, has_others, security));
    let items = info.methods.iter().map(|method| item::item(method, security)).collect::<Vec<_>>();
    view! {
        <section class="subsection">
            <h2>{t::security::methods()}</h2>
            <ul class="list">{items}</ul>
            {other_name}
            <div class="actions">{add_button}</div>
        </section>
    }
    .into_any()
}

fn password(has_one: bool, navigator: Navigator) -> AnyView {
    let (words, to) = if has_one {
        (t::security::change_password(), Destination::ChangePassword)
    } else {
        (t::security::set_password(), Destination::SetPassword)
    };
    view! {
        <section class="subsection">
            <h2>{t::security::password()}</h2>
            <div class="actions">{button("", words, Busy::new(), move || navigator.go_to(to))}</div>
        </section>
    }
    .into_any()
}

/// A sign-in name that is no longer a sign-in method. It can be turned off once there is another one.
fn other_name(name: String, has_others: bool, security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let text = t::security::only_name(&name);
    let drop_name = move || {
        let name = name.clone();
        security.alerts.set(None);
        busy.run(async move {
            security.update(ask(DropName {}).await, t::security::signs_in_no_more(&name));
        });
    };
    let drop_name = has_others.then(|| button("quiet", t::security::drop_name(), busy, drop_name));
    view! { <p class="hint">{names::in_text(&text)}</p> {drop_name} }.into_any()
}
