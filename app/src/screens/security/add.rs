//! `/security/add`: a contact becomes a way when its code comes back (I2).

use domain::Problem;
use domain::api::security::{AddContact, RequestContactCode};
use domain::api::single_use_code::{CodeSent, CodeWays, ReadCodeWays};
use domain::contact::{email, phone};
use domain::problem::FieldRule;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::go::{Go, Return, To, use_go};
use crate::intl;
use crate::keep;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::country_field::{COUNTRY, CountryField};
use crate::parts::heading::heading;
use crate::parts::phone_field::{PHONE, phone_field};
use crate::parts::sent_code_field::{ID as CODE, SentCodeField, is_about_code};
use crate::parts::summary::{Alert, Alerts, said_at, summary};
use crate::words;

const EMAIL: &str = "contact";

/// What the steps share.
#[derive(Clone, Copy)]
struct Adding {
    /// What can be sent here; `None` until it has been read.
    ways: RwSignal<Option<CodeWays>>,
    is_phone: RwSignal<bool>,
    email: NodeRef<html::Input>,
    phone: RwSignal<String>,
    /// The contact, its country, and the code that is on its way.
    sent: RwSignal<Option<(String, Option<String>, CodeSent)>>,
    alerts: Alerts,
    go: Go,
}

/// The screen.
pub(crate) fn add() -> AnyView {
    let adding = Adding {
        ways: RwSignal::new(None),
        is_phone: RwSignal::new(false),
        email: NodeRef::new(),
        phone: RwSignal::new(String::new()),
        sent: RwSignal::new(None),
        alerts: RwSignal::new(None),
        go: use_go(),
    };
    spawn_local(async move {
        match api::ask(ReadCodeWays {}).await {
            Ok(ways) => drop(adding.ways.try_set(Some(ways))),
            Err(problem) => adding.tell(problem),
        }
    });
    let is_sent = Memo::new(move |_| adding.sent.with(Option::is_some));
    let form = move || match (is_sent.get(), adding.ways.get()) {
        (true, _) => view! { <div>{adding.enter()}</div> }.into_any(),
        (false, Some(ways)) => view! { <section>{adding.ask(&ways)}</section> }.into_any(),
        (false, None) => ().into_any(),
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
    /// Which contact, and "Next".
    fn ask(self, ways: &CodeWays) -> AnyView {
        let (busy, country, texts) = (Busy::new(), CountryField::new(Some(ways)), ways.texts);
        let next = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            match self.contact(country) {
                Ok((contact, country)) => busy.run(self.send(contact, country)),
                Err(alert) => self.alerts.set(Some(alert)),
            }
        };
        let field = move || {
            if self.is_phone.get() {
                let (label, hint) = (t::security::phone_number(), t::security::phone_hint());
                phone_field(label, hint, self.phone, country, self.alerts, Box::new(|| {}))
            } else {
                self.email_field()
            }
        };
        view! {
            <form novalidate on:submit=next>
                <p class="lead">{t::security::add_lead()}</p>
                <fieldset class="field">
                    <legend>{t::security::which()}</legend>
                    {self.radio(false, t::security::email())}
                    {texts.then(|| self.radio(true, t::security::phone()))}
                </fieldset>
                {field}
                <div class="actions">{submit(t::security::next(), busy)}</div>
            </form>
        }
        .into_any()
    }

    fn radio(self, is_phone: bool, words: &'static str) -> AnyView {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="kind"
                    prop:checked=move || self.is_phone.get() == is_phone
                    on:change=move |_| self.is_phone.set(is_phone)
                />
                <span>{words}</span>
            </label>
        }
        .into_any()
    }

    fn email_field(self) -> AnyView {
        let error = move || said_at(self.alerts, EMAIL);
        view! {
            <div class="field">
                <label for=EMAIL>{t::security::email_address()}</label>
                <input
                    id=EMAIL
                    type="email"
                    autocomplete="email"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="ltr"
                    aria-describedby="contact-hint"
                    aria-invalid=move || error().map(|_| "true")
                    node_ref=self.email
                />
                <p id="contact-hint" class="hint" class:error=move || error().is_some()>
                    {move || error().unwrap_or_else(|| t::security::email_hint().into())}
                </p>
            </div>
        }
        .into_any()
    }

    /// The same rules as the server's, but for what takes its tables.
    fn contact(self, country: CountryField) -> Result<(String, Option<String>), Alert> {
        if self.is_phone.get_untracked() {
            let number = self.phone.get_untracked();
            if !phone::looks_like_one(&number) {
                return Err(Alert::at(PHONE, words::rule(&FieldRule::Phone)));
            }
            let country = country.of(&number)?;
            return Ok((number, country));
        }
        let typed = self.email.get_untracked().map(|input| input.value()).unwrap_or_default();
        let address = intl::small_letters(typed.trim());
        if !email::is_well_formed(&address) {
            return Err(Alert::at(EMAIL, words::rule(&FieldRule::Email)));
        }
        Ok((address, None))
    }

    async fn send(self, contact: String, country: Option<String>) {
        let request = RequestContactCode { contact: contact.clone(), country: country.clone() };
        match api::ask(request).await {
            Ok(sent) => drop(self.sent.try_set(Some((contact, country, sent)))),
            Err(problem) => self.tell(problem),
        }
    }

    /// The code, and "Next".
    fn enter(self) -> AnyView {
        let (field, busy) = (SentCodeField::new(), Busy::new());
        let next = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            match field.code() {
                Ok(code) => busy.run(self.prove(code.to_string())),
                Err(error) => self.alerts.set(Some(Alert::at(CODE, error))),
            }
        };
        let to = self.sent.get_untracked().map(|(.., sent)| sent.to).unwrap_or_default();
        let other = move || {
            self.alerts.set(None);
            self.sent.set(None);
        };
        view! {
            <form novalidate on:submit=next>
                <p class="lead">{t::security::sent(&to)}</p>
                {field.view(t::security::code(), self.alerts)}
                <div class="actions">
                    {submit(t::security::next(), busy)} {button("", t::security::other_contact(), Busy::new(), other)}
                </div>
            </form>
        }
        .into_any()
    }

    async fn prove(self, code: String) {
        let Some((contact, country, _)) = self.sent.get_untracked() else { return };
        match api::ask(AddContact { contact, country, code }).await {
            Ok(_) => {
                keep::set_text(keep::DONE, t::security::is_added());
                self.go.instead(To::Security);
            }
            Err(problem) if is_about_code(&problem) => {
                self.alerts.try_set(Some(Alert::of_field(CODE, problem)));
            }
            Err(problem) => self.tell(problem),
        }
    }

    /// At the field that it is about.
    fn tell(self, problem: Problem) {
        let field = match &problem {
            Problem::Fields { fields } => fields.first().map(|field| match field.field.as_str() {
                "country" => COUNTRY,
                _ if self.is_phone.try_get_untracked() == Some(true) => PHONE,
                _ => EMAIL,
            }),
            _ => None,
        };
        let alert = match field {
            Some(field) => Alert::of_field(field, problem),
            None => Alert::of(problem),
        };
        self.alerts.try_set(Some(alert));
    }
}
