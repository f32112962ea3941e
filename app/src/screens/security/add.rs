//! `/security/add`: a contact becomes a way when its code comes back, an authenticator app when it shows one (I2).

mod app;
mod contact;
mod name;
mod passkey;
mod prove;

use domain::Problem;
use domain::api::security::{NewAuthenticator, WayKind};
use domain::api::single_use_code::{CodeWays, ReadCodeWays};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::busy::{Busy, submit};
use crate::parts::country_field::CountryField;
use crate::parts::dialog::focus_heading;
use crate::parts::heading::heading;
use crate::parts::passkeys;
use crate::parts::summary::{Alert, Alerts, summary};
use crate::route::use_route;
use crate::session::use_session;
use crate::tab_storage;

lazy::door! { add_door: chunk add_way, words Security => add() }

/// What waits for its first code.
#[derive(Clone)]
enum Begun {
    /// A contact as it was typed, its country, and where the code went.
    Contact {
        contact: String,
        country: Option<String>,
        to: String,
    },
    App(NewAuthenticator),
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Adding {
    /// What can be sent here; `None` until it has been read.
    ways: RwSignal<Option<CodeWays>>,
    kind: RwSignal<WayKind>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    /// What the person calls a passkey or an app.
    name: RwSignal<String>,
    begun: RwSignal<Option<Begun>>,
    alerts: Alerts,
    /// What was done, for those who don't see it happen.
    status: RwSignal<String>,
    go: Navigator,
    /// Where it leads to: whoever has just created an account to link a device goes on with that.
    after: Destination,
}

/// The screen.
pub(crate) fn add() -> AnyView {
    let wants_passkey = passkeys::are_there() && use_route().query("kind").as_deref() == Some("passkey");
    let adding = Adding {
        ways: RwSignal::new(None),
        kind: RwSignal::new(if wants_passkey { WayKind::Passkey } else { WayKind::Email }),
        email: RwSignal::new(String::new()),
        phone: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        begun: RwSignal::new(None),
        alerts: RwSignal::new(None),
        status: RwSignal::new(String::new()),
        go: use_navigator(),
        after: if wants_passkey && tab_storage::text(tab_storage::CODE).is_some() {
            Destination::Confirm
        } else {
            Destination::Security
        },
    };
    let session = use_session();
    spawn_local(async move {
        if session.ready().await.is_ok_and(|now| now.current.is_none()) {
            return adding.go.instead(Destination::SignIn(NextStep::Security));
        }
        match ask(ReadCodeWays {}).await {
            Ok(ways) => drop(adding.ways.try_set(Some(ways))),
            Err(problem) => adding.tell(problem),
        }
    });
    // The button that was pressed is gone, and with it the focus.
    Effect::new(move |before: Option<bool>| {
        let begun = adding.begun.with(Option::is_some);
        if before.is_some_and(|before| before != begun) {
            focus_heading();
        }
        begun
    });
    let back = if adding.after == Destination::Security { t::security::back() } else { t::security::without_passkey() };
    let form = move || match (adding.begun.get(), adding.ways.get()) {
        (Some(begun), _) => view! { <div>{prove::prove(adding, begun)}</div> }.into_any(),
        (None, Some(ways)) => view! { <section>{adding.choose(&ways)}</section> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        {heading(t::security::add().into())}
        {summary(adding.alerts, NextStep::Security)}
        {form}
        <ul class="links">
            <li>
                <a href=adding.after.path()>{back}</a>
            </li>
        </ul>
    }
    .into_any()
}

impl Adding {
    /// What to add, and "Next".
    fn choose(self, ways: &CodeWays) -> AnyView {
        let (busy, country, texts) = (Busy::new(), CountryField::new(Some(ways)), ways.texts);
        let next = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            match self.kind.get_untracked() {
                WayKind::Authenticator => busy.run(app::begin(self)),
                WayKind::Passkey => busy.run(passkey::make(self)),
                _ => match contact::typed(self, country) {
                    Ok((contact, country)) => busy.run(contact::send(self, contact, country)),
                    Err(alert) => self.alerts.set(Some(alert)),
                },
            }
        };
        let fields = move || match self.kind.get() {
            WayKind::Authenticator => {
                view! { <p class="hint">{t::security::app_hint()}</p> {name::field(self, WayKind::Authenticator)} }
                    .into_any()
            }
            WayKind::Passkey => name::field(self, WayKind::Passkey),
            kind => contact::field(self, kind, country),
        };
        view! {
            <form novalidate on:submit=next>
                <p class="lead">{t::security::add_lead()}</p>
                <fieldset class="field">
                    <legend>{t::security::which()}</legend>
                    {self.radio(WayKind::Email, t::security::email())}
                    {texts.then(|| self.radio(WayKind::Phone, t::security::phone()))}
                    {self.radio(WayKind::Authenticator, t::security::authenticator())}
                    {passkeys::are_there().then(|| self.radio(WayKind::Passkey, t::security::passkey()))}
                </fieldset>
                {fields}
                <div class="actions">{submit(t::security::next(), busy)}</div>
            </form>
        }
        .into_any()
    }

    fn radio(self, kind: WayKind, words: &'static str) -> AnyView {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="kind"
                    prop:checked=move || self.kind.get() == kind
                    on:change=move |_| {
                        self.alerts.set(None);
                        self.kind.set(kind);
                    }
                />
                <span>{words}</span>
            </label>
        }
        .into_any()
    }

    /// What was said of the request before is said no more.
    fn clear(self) {
        self.alerts.set(None);
        self.status.set(String::new());
    }

    /// The list says it.
    fn is_added(self) {
        if self.after == Destination::Security {
            tab_storage::set_text(tab_storage::DONE, t::security::is_added());
        }
        self.go.instead(self.after);
    }

    /// At the field that it is about.
    fn tell(self, problem: Problem) {
        let alert = match contact::field_of(self, &problem) {
            Some(field) => Alert::of_field(field, problem),
            None => Alert::of(problem),
        };
        self.alerts.try_set(Some(alert));
    }
}
