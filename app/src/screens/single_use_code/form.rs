//! The values of the fields for the recipient of a code, and the request made from them.

use domain::Problem;
use domain::api::single_use_code::{CodeRecipient, RequestedPurpose};
use domain::contact::{Typed, phone};
use domain::field::{FieldProblem, FieldRule};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::CodeScreen;
use crate::intl;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::Busy;
use crate::parts::country_field::{COUNTRY, CountryField};
use crate::parts::name_field::{NAME, stored_name};
use crate::parts::phone_field::{PHONE, typed_phone};
use crate::parts::sent_code::SentCode;
use crate::parts::sent_code_field::too_soon;
use crate::parts::summary::Alert;
use crate::tab_storage;
use crate::words;

/// The values of the fields.
#[derive(Clone, Copy)]
pub(super) struct RecipientForm {
    pub(super) screen: CodeScreen,
    pub(super) name: RwSignal<String>,
    /// Whether a phone of the account receives a text, instead of an email to the typed address.
    pub(super) by_text: RwSignal<bool>,
    pub(super) phone: RwSignal<String>,
    pub(super) country: CountryField,
    pub(super) texts: bool,
    pub(super) busy: Busy,
}

/// The stored values beside the sign-in name.
#[derive(Serialize, Deserialize)]
struct StoredPhone {
    by_text: bool,
    phone: String,
}

impl RecipientForm {
    pub(super) fn new(screen: CodeScreen) -> Self {
        let options = screen.options.get_untracked();
        let stored =
            tab_storage::value(tab_storage::PHONE).unwrap_or(StoredPhone { by_text: false, phone: String::new() });
        let form = Self {
            screen,
            name: stored_name(),
            by_text: RwSignal::new(stored.by_text),
            phone: RwSignal::new(stored.phone),
            country: CountryField::new(options.as_ref()),
            texts: options.is_some_and(|options| options.texts),
            busy: Busy::new(),
        };
        form.update_country();
        form
    }

    pub(super) fn update_country(self) {
        self.name.with_untracked(|name| self.country.set_from_number(name));
    }

    /// Stores the values, like the sign-in name.
    pub(super) fn store_phone(self) {
        let (by_text, phone) = (self.by_text.get_untracked(), self.phone.get_untracked());
        tab_storage::set_value(tab_storage::PHONE, &StoredPhone { by_text, phone });
    }

    /// Sign-in with a password: a number whose country is known doesn't have to be typed again.
    pub(super) fn password(self) -> Destination {
        let back = self.screen.flow.next.get();
        let is_number = self.name.with(|name| phone::looks_like_one(name)) && !self.country.chosen().is_empty();
        if is_number && self.screen.purpose == RequestedPurpose::SignIn {
            Destination::Password(back)
        } else {
            Destination::Name(back)
        }
    }

    pub(super) fn send(self) {
        self.screen.alerts.set(None);
        match self.recipient() {
            Ok(recipient) => self.busy.run(async move {
                match self.screen.send(recipient.clone(), false).await {
                    Ok(code) => {
                        self.screen.wait_for(recipient, code);
                        self.show_enter_step();
                    }
                    Err(problem) => {
                        self.screen.alerts.try_set(Some(alert_of(&problem)));
                    }
                }
            }),
            Err(alert) => self.screen.alerts.set(Some(alert)),
        }
    }

    /// The person already has a code: none is sent.
    pub(super) fn enter_earlier_code(self) {
        match self.recipient() {
            Ok(recipient) => {
                let to = recipient.phone.as_ref().unwrap_or(&recipient.name).clone();
                let text = phone::looks_like_one(&to);
                let code = SentCode::had_before(to, text);
                self.screen.wait_for(recipient, code);
                self.show_enter_step();
            }
            Err(alert) => self.screen.alerts.set(Some(alert)),
        }
    }

    fn show_enter_step(self) {
        if let Some(back) = self.screen.flow.next.try_get_untracked() {
            self.screen.flow.navigator.go_to(Destination::EnterCode(self.screen.purpose, back));
        }
    }

    fn recipient(self) -> Result<CodeRecipient, Alert> {
        match self.name.with_untracked(|name| Typed::read(name, intl::FOLD_EMAIL)) {
            Ok(Typed::Phone(_)) if !self.texts => Err(Alert::of_field(NAME, Problem::TextsUnavailable)),
            Ok(Typed::Phone(number)) => {
                let country = self.country.country_of(&number)?;
                Ok(CodeRecipient { name: number.into_string(), phone: None, country })
            }
            Ok(Typed::Email(email)) => self.recipient_of_address(email.as_str().to_owned()),
            Err(FieldRule::Required) => Err(Alert::for_field(NAME, t::single_use_code::name_missing().into())),
            Err(rule) => Err(Alert::for_field(NAME, words::rule(&rule))),
        }
    }

    /// The owner of the address `name`, by email or by a text to their phone.
    fn recipient_of_address(self, name: String) -> Result<CodeRecipient, Alert> {
        tab_storage::set_text(tab_storage::NAME, &name);
        let can_choose = self.texts && self.screen.purpose != RequestedPurpose::CreateAccount;
        if !(can_choose && self.by_text.get_untracked()) {
            return Ok(CodeRecipient { name, phone: None, country: None });
        }
        let number = typed_phone(self.phone)?;
        Ok(CodeRecipient { name, country: self.country.country_of(&number)?, phone: Some(number.into_string()) })
    }
}

/// A problem of a request, shown at the field that it concerns.
fn alert_of(problem: &Problem) -> Alert {
    let field = match problem {
        Problem::TooMany { retry_after_s } => return Alert::of_text(too_soon(*retry_after_s)),
        Problem::Fields { fields } => fields.first().and_then(field_of),
        _ => None,
    };
    field.map_or_else(|| Alert::of(problem.clone()), |field| Alert::of_field(field, problem.clone()))
}

fn field_of(problem: &FieldProblem) -> Option<&'static str> {
    [NAME, PHONE, COUNTRY].into_iter().find(|id| *id == problem.field)
}
