//! `/security/add`: a contact becomes a sign-in method when its code is entered, an authenticator app when it shows a valid one (I2).

mod app;
mod contact;
mod kinds;
mod name;
mod passkey;
mod place;
mod verify_code;

use domain::Problem;
use domain::api::security::{MethodItemKind, NewAuthenticator, SecurityInfo};
use domain::api::single_use_code::{CodeOptions, ReadCodeOptions};
use domain::device::OwnersName;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::change_result::ChangeResult;
use super::way_back::way_back;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, submit};
use crate::parts::country_field::CountryField;
use crate::parts::dialog::focus_heading_after;
use crate::parts::heading::heading;
use crate::parts::lazy_view::part_of;
use crate::parts::passkeys;
use crate::parts::sent_code::SentCode;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alert, Alerts, summary};
use crate::reactive::live;
use crate::route::use_route;
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

lazy::door! { add_door: chunk add_method, words Security + Form => add() }

/// The kinds to choose from, at most: as many rows are drawn until they have been read.
const KINDS: usize = 4;

/// The new method, before its first code.
#[derive(Clone)]
enum UnverifiedMethod {
    /// A contact as it was typed, and its country.
    Contact {
        contact: String,
        country: Option<String>,
    },
    App {
        new: NewAuthenticator,
        name: OwnersName,
    },
}

/// The state that the steps share.
#[derive(Clone, Copy)]
struct AddMethodScreen {
    /// The kinds of method that this server offers; `None` until they have been read.
    options: RwSignal<Option<CodeOptions>>,
    kind: RwSignal<MethodItemKind>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    /// The owner's name for a passkey or an app.
    name: RwSignal<String>,
    unverified: RwSignal<Option<UnverifiedMethod>>,
    /// The last code that was sent to a contact.
    sent: RwSignal<Option<SentCode>>,
    /// Its recipient as it was typed, and the country.
    recipient: RwSignal<Option<(String, Option<String>)>>,
    alerts: Alerts,
    navigator: Navigator,
    session: CurrentSession,
    /// The destination afterwards: a person who has just created an account to link a device continues with that.
    after: Destination,
}

/// The screen.
pub(crate) fn add() -> AnyView {
    let state = AddMethodScreen::new();
    let owner = Owner::current().unwrap_or_default();
    provide_context(state);
    place::keep(state);
    spawn_local(state.read_options(use_signed_in(NextStep::Security)));
    focus_heading_after(move || state.unverified.with(Option::is_some));
    let leads_back = state.after == Destination::Security;
    let back = leads_back.then(way_back);
    let go_on = (!leads_back).then(|| without_passkey(state.after));
    let form = move || match (state.unverified.get(), state.options.get()) {
        (Some(_), _) => view! { <div>{part_of(&owner, &verify_code::verify_code_step::DOOR)}</div> }.into_any(),
        (None, Some(options)) => view! { <section>{state.choose(&options)}</section> }.into_any(),
        (None, None) if state.alerts.with(Option::is_some) => ().into_any(),
        (None, None) => bones(KINDS).into_any(),
    };
    view! {
        {back}
        {heading(t::security::add().into())}
        {summary(state.alerts, NextStep::Security)}
        {live(form)}
        {go_on}
    }
    .into_any()
}

/// The way on for a person who has just created an account to link a device.
fn without_passkey(after: Destination) -> AnyView {
    view! {
        <ul class="links">
            <li>
                <a href=after.path()>{t::security::without_passkey()}</a>
            </li>
        </ul>
    }
    .into_any()
}

/// The shared state, for a step that is fetched when it is needed.
fn use_add_method_screen() -> AddMethodScreen {
    expect_context()
}

impl AddMethodScreen {
    fn new() -> Self {
        let wants_passkey = passkeys::are_supported() && use_route().query("kind").as_deref() == Some("passkey");
        Self {
            options: RwSignal::new(None),
            kind: RwSignal::new(if wants_passkey { MethodItemKind::Passkey } else { MethodItemKind::Email }),
            unverified: RwSignal::new(None),
            email: RwSignal::new(String::new()),
            phone: RwSignal::new(String::new()),
            name: RwSignal::new(String::new()),
            sent: RwSignal::new(None),
            recipient: RwSignal::new(None),
            alerts: RwSignal::new(None),
            navigator: use_navigator(),
            session: use_session(),
            after: if wants_passkey && tab_storage::text(tab_storage::CODE).is_some() {
                Destination::Confirm
            } else {
                Destination::Security
            },
        }
    }

    /// Shows the step for the first code. Its code is fetched first, so that nothing jumps; the step itself reports a failure.
    async fn show_code_step(self, unverified: UnverifiedMethod) {
        let _ = verify_code::verify_code_step::DOOR.fetch().await;
        self.unverified.try_set(Some(unverified));
    }

    async fn read_options(self, signed_in: SignedInRequests) {
        match signed_in.ask(ReadCodeOptions {}, move || self.options.try_get_untracked().is_none()).await {
            Some(Ok(options)) => {
                if !self.has_passkeys() && self.kind.get_untracked() == MethodItemKind::Passkey {
                    self.kind.set(MethodItemKind::Email);
                }
                self.options.set(Some(options));
            }
            Some(Err(problem)) => self.show_problem(problem),
            None => {}
        }
    }

    /// The choice of a kind, and "Next".
    fn choose(self, options: &CodeOptions) -> AnyView {
        let (busy, country) = (Busy::new(), CountryField::new(Some(options)));
        let next = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            match self.kind.get_untracked() {
                MethodItemKind::Authenticator => busy.run(app::begin(self)),
                MethodItemKind::Passkey => busy.run(passkey::make(self)),
                _ => match contact::typed(self, country) {
                    Ok((contact, country)) => busy.run(contact::begin(self, contact, country)),
                    Err(alert) => self.alerts.set(Some(alert)),
                },
            }
        };
        let fields = move || match self.kind.get() {
            kind @ (MethodItemKind::Authenticator | MethodItemKind::Passkey) => name::field(self, kind),
            kind => contact::field(self, kind, country),
        };
        view! {
            <form novalidate on:submit=next>
                <p class="lead">{t::security::add_lead()}</p>
                {kinds::kinds(self, options.texts)}
                {live(fields)}
                <div class="actions">{submit(t::security::next(), busy)}</div>
            </form>
        }
        .into_any()
    }

    /// Whether a passkey can be created here. On a shared computer, the next person would have it, too (S11).
    fn has_passkeys(self) -> bool {
        passkeys::are_supported() && !untrack(move || self.session.is_on_shared_computer())
    }

    /// Done: the security info says what was added.
    fn finish(self, info: &SecurityInfo) {
        if let Some(result) = ChangeResult::added(info).filter(|_| self.after == Destination::Security) {
            result.keep();
        }
        self.navigator.replace_with(self.after);
    }

    /// Shows a problem at the field that it concerns.
    fn show_problem(self, problem: Problem) {
        let alert = match contact::field_of(self, &problem) {
            Some(field) => Alert::of_field(field, problem),
            None => Alert::of(problem),
        };
        self.alerts.try_set(Some(alert));
    }
}
