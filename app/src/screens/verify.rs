//! "Verify it's you": the second step of a sign-in (S3, S9), or a fresh verification of the signed-in person (I3).

mod choose;
mod enter;
mod password;
mod sent;

use domain::Problem;
use domain::api::security::MethodItemKind;
use domain::api::session::Session;
use domain::api::verify::{self, ReadVerifyOptions, RequestSecurityCode, VerificationReason, VerifyOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::interrupt::step_up;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading_after;
use crate::parts::heading::heading;
use crate::parts::lazy_view::part_of;
use crate::parts::passkeys;
use crate::parts::returning::watch_returns_of_sign_in;
use crate::parts::sent_code::SentCode;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::who::who;
use crate::reactive::{live, live_if};
use crate::session::use_session;
use crate::sign_in_flow::{SignInFlow, use_sign_in_flow};
use crate::tab_storage;
use crate::words;

lazy::door! { verify_door: chunk verify, words Verify + Form => sign_in() }
lazy::door! { step_up_door: chunk verify, words Verify + Form => step_up() }

/// The methods to choose from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MethodChoice {
    /// A code that is sent to this method.
    Sent(u64),
    /// The code that an authenticator app shows.
    App(u64),
    /// Any passkey of the account; the person chooses.
    Passkey,
    RecoveryCode,
}

impl MethodChoice {
    fn of_method(method: &verify::OfferedMethod) -> Self {
        match method.kind {
            MethodItemKind::Email | MethodItemKind::Phone => Self::Sent(method.id),
            MethodItemKind::Authenticator => Self::App(method.id),
            MethodItemKind::Passkey => Self::Passkey,
        }
    }
}

/// The rows that keep the place of the choice while it is read.
const ROWS: usize = 3;

/// The code that is to be entered.
#[derive(Clone, PartialEq, Eq)]
enum CodeToEnter {
    /// It was sent to this method.
    Sent(u64),
    App(u64),
    RecoveryCode,
}

/// The state that the parts share.
#[derive(Clone, Copy)]
struct VerifyScreen {
    flow: SignInFlow,
    is_step_up: bool,
    /// The account that steps up; `None` in a sign-in.
    account: StoredValue<Option<String>>,
    /// `None` until they have been read.
    options: RwSignal<Option<VerifyOptions>>,
    chosen: RwSignal<MethodChoice>,
    /// Whether to trust this browser for a while (S4).
    trust: RwSignal<bool>,
    code_to_enter: RwSignal<Option<CodeToEnter>>,
    /// The code that was sent last.
    sent: RwSignal<Option<SentCode>>,
    alerts: Alerts,
}

/// The second step of a sign-in.
pub(crate) fn sign_in() -> AnyView {
    watch_returns_of_sign_in();
    verify(None, NextStep::Home)
}

/// The step-up in place of a screen, whose request waits for it.
pub(crate) fn step_up() -> AnyView {
    verify(use_session().account().map(|account| account.id), NextStep::of_current_screen())
}

/// `back` is the destination after a sign-in, for a person who turns out to be signed out.
fn verify(account: Option<String>, back: NextStep) -> AnyView {
    let screen = VerifyScreen {
        flow: use_sign_in_flow(),
        is_step_up: account.is_some(),
        account: StoredValue::new(account),
        options: RwSignal::new(None),
        chosen: RwSignal::new(MethodChoice::RecoveryCode),
        trust: RwSignal::new(false),
        code_to_enter: RwSignal::new(None),
        sent: RwSignal::new(None),
        alerts: RwSignal::new(None),
    };
    let owner = Owner::current().unwrap_or_default();
    provide_context(screen);
    spawn_local(screen.read_options());
    focus_heading_after(move || screen.code_to_enter.with(Option::is_some));
    // In separate elements: forms of the same structure would share their fields' nodes.
    let form = move || match (screen.options.get(), screen.code_to_enter.get()) {
        (None, _) if screen.alerts.with(Option::is_some) => ().into_any(),
        (None, _) => bones(ROWS).into_any(),
        (_, Some(_)) => view! { <div>{part_of(&owner, &enter::enter_step::DOOR)}</div> }.into_any(),
        (Some(options), _) if options.password => {
            view! { <section>{part_of(&owner, &password::password_step::DOOR)}</section> }.into_any()
        }
        (Some(options), _) if options.methods.is_empty() && !options.recovery_codes => {
            view! { <p class="lead">{t::verify::no_method()}</p> }.into_any()
        }
        (Some(options), _) => choose::choose(screen, options),
    };
    view! {
        {heading(t::verify::heading().into())}
        {live_if(move || screen.name())}
        {summary(screen.alerts, back)}
        {live(form)}
        {links(screen)}
    }
    .into_any()
}

/// The shared state, for a part that is fetched when it is needed.
fn use_verify_screen() -> VerifyScreen {
    expect_context()
}

impl VerifyScreen {
    /// The account to name in a request.
    fn account(self) -> Option<String> {
        self.account.try_get_value().flatten()
    }

    /// The account whose sign-in waits, to name in a request; `None` for a step-up. In two tabs, two can wait (S13).
    fn waiting(self) -> Option<String> {
        match self.options.try_get_untracked().flatten() {
            Some(options) => options.waiting,
            None if self.is_step_up => None,
            None => tab_storage::text(tab_storage::WAITING), // of this tab before a reload
        }
    }

    /// The hint of that account's name.
    fn name(self) -> Option<AnyView> {
        self.options.with(|options| options.as_ref()?.name.clone()).map(who)
    }

    async fn read_options(self) {
        match ask(ReadVerifyOptions { account: self.account(), waiting: self.waiting() }).await {
            Ok(mut options) => {
                if let Some(waiting) = &options.waiting {
                    tab_storage::set_text(tab_storage::WAITING, waiting);
                }
                options.methods.retain(|method| method.kind != MethodItemKind::Passkey || passkeys::are_supported());
                if options.password {
                    let _ = password::password_step::DOOR.fetch().await; // fetched ahead, so that nothing jumps; the step itself reports a failure
                }
                self.chosen
                    .try_set(options.methods.first().map_or(MethodChoice::RecoveryCode, MethodChoice::of_method));
                self.options.try_set(Some(options));
            }
            Err(problem) => self.show_problem(problem),
        }
    }

    /// Verified: continues with the sign-in or the waiting request.
    fn complete(self, session: Session) {
        if self.is_step_up {
            tab_storage::forget(tab_storage::VERIFICATION_CODE);
            self.flow.session.set(session);
            step_up::close(true);
        } else if self.resets_password() && !session.sign_in_waits {
            self.flow.complete_reset(session);
        } else {
            self.flow.complete(session);
        }
    }

    /// Whether a new password takes effect with it.
    fn resets_password(self) -> bool {
        let options = self.options.try_get_untracked().flatten();
        options.is_some_and(|options| options.reason == VerificationReason::NewPassword)
    }

    /// "Don't ask on this browser for 30 days"; nothing where that isn't possible.
    fn trust_checkbox(self) -> Option<AnyView> {
        let days = self.options.with_untracked(|options| options.as_ref().map_or(0, |options| options.trust_days));
        let toggle = move |_| self.trust.update(|trust| *trust = !*trust);
        (days > 0).then(|| {
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=self.trust on:change=toggle />
                    <span>{t::verify::trust(intl::small(days))}</span>
                </label>
            }
            .into_any()
        })
    }

    /// The request for a code by this method.
    fn code_request(self, method: u64) -> RequestSecurityCode {
        RequestSecurityCode { account: self.account(), waiting: self.waiting(), method }
    }

    async fn send(self, method: u64) {
        let (to, text) = (self.hint(method), self.is_phone(method));
        match SentCode::request_first(self.code_request(method), self.last_code(method), to, text).await {
            Ok(code) => {
                self.wait_for(method, code);
                self.enter(CodeToEnter::Sent(method)).await;
            }
            Err(problem) => self.show_problem(problem),
        }
    }

    /// Shows the step for the code. Its code is fetched first, so that nothing jumps; the step itself reports a failure.
    async fn enter(self, code_to_enter: CodeToEnter) {
        let _ = enter::enter_step::DOOR.fetch().await;
        self.code_to_enter.try_set(Some(code_to_enter));
    }

    fn is_phone(self, method: u64) -> bool {
        let is_this_phone = |each: &verify::OfferedMethod| each.id == method && each.kind == MethodItemKind::Phone;
        self.options.try_get_untracked().flatten().is_some_and(|options| options.methods.iter().any(is_this_phone))
    }

    /// The name by which the owner recognizes a method.
    fn hint(self, method: u64) -> String {
        let of = |options: &VerifyOptions| {
            options.methods.iter().find(|each| each.id == method).map(|method| method.hint.clone())
        };
        self.options.try_get_untracked().flatten().as_ref().and_then(of).unwrap_or_default()
    }

    fn show_problem(self, problem: Problem) {
        // Before the options are known, nothing on this screen can be tried again.
        let is_lost = matches!(problem, Problem::SignInTooLate) && self.options.try_get_untracked().flatten().is_none();
        if self.is_step_up || !(is_lost || matches!(problem, Problem::NothingToVerify)) {
            return show_problem(self.alerts, problem);
        }
        // Start over at the screen that shows the problem.
        tab_storage::set_text(tab_storage::START_OVER_REASON, &words::problem(&problem));
        if let Some(back) = self.flow.next.try_get_untracked() {
            self.flow.navigator.replace_with(Destination::Name(back));
        }
    }
}

/// The links to other actions.
fn links(screen: VerifyScreen) -> AnyView {
    let back = screen.flow.next;
    let cancel = if screen.is_step_up {
        button("quiet", t::verify::cancel(), Busy::new(), || step_up::close(false))
    } else {
        view! { <a href=Signal::derive(move || Destination::Name(back.get()).path())>{t::verify::other_name()}</a> }
            .into_any()
    };
    let is_sent =
        move || screen.code_to_enter.with(|code_to_enter| matches!(code_to_enter, Some(CodeToEnter::Sent(_))));
    let is_inbox =
        move || is_sent() && screen.options.with(|options| options.as_ref().is_some_and(|options| options.inbox));
    let inbox = move || {
        is_inbox().then(|| view! { <li class="quiet"><a href=Destination::Inbox.path()>{t::verify::inbox()}</a></li> })
    };
    view! { <ul class="links"><li>{cancel}</li> {live_if(inbox)}</ul> }.into_any()
}
