//! `/security/add`: a contact becomes a way when its code comes back, an authenticator app when it shows one (I2).

mod app;
mod contact;
mod prove;

use domain::Problem;
use domain::api::security::{NewAuthenticator, WayKind};
use domain::api::single_use_code::{CodeWays, ReadCodeWays};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::go::{Go, Return, To, use_go};
use crate::keep;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::country_field::CountryField;
use crate::parts::heading::heading;
use crate::parts::summary::{Alert, Alerts, summary};

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
    email: NodeRef<html::Input>,
    phone: RwSignal<String>,
    begun: RwSignal<Option<Begun>>,
    alerts: Alerts,
    go: Go,
}

/// The screen.
pub(crate) fn add() -> AnyView {
    let adding = Adding {
        ways: RwSignal::new(None),
        kind: RwSignal::new(WayKind::Email),
        email: NodeRef::new(),
        phone: RwSignal::new(String::new()),
        begun: RwSignal::new(None),
        alerts: RwSignal::new(None),
        go: use_go(),
    };
    spawn_local(async move {
        match api::ask(ReadCodeWays {}).await {
            Ok(ways) => drop(adding.ways.try_set(Some(ways))),
            Err(problem) => adding.tell(problem),
        }
    });
    let form = move || match (adding.begun.get(), adding.ways.get()) {
        (Some(begun), _) => view! { <div>{prove::prove(adding, begun)}</div> }.into_any(),
        (None, Some(ways)) => view! { <section>{adding.choose(&ways)}</section> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        {heading(t::security::add().into())}
        {summary(adding.alerts, Return::Security)}
        {form}
        <ul class="links">
            <li>
                <a href=To::Security.path()>{t::security::back()}</a>
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
                _ => match contact::typed(self, country) {
                    Ok((contact, country)) => busy.run(contact::begin(self, contact, country)),
                    Err(alert) => self.alerts.set(Some(alert)),
                },
            }
        };
        let fields = move || match self.kind.get() {
            WayKind::Authenticator => view! { <p class="hint">{t::security::app_hint()}</p> }.into_any(),
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

    /// The list says it.
    fn is_added(self) {
        keep::set_text(keep::DONE, t::security::is_added());
        self.go.instead(To::Security);
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
