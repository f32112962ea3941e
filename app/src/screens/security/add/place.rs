//! What the person has entered, kept in the tab: a reload, as with another language, doesn't lose the place. The secret of an app isn't kept.

use domain::api::security::MethodItemKind;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{AddMethodScreen, UnverifiedMethod, name};
use crate::parts::sent_code::SentCode;
use crate::reactive::effect;
use crate::tab_storage;

/// The entered values, and the contact whose code is awaited.
#[derive(Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) kind: MethodItemKind,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) name: String,
    pub(super) contact: Option<String>,
    pub(super) country: Option<String>,
    pub(super) sent: Option<SentCode>,
}

impl Place {
    /// The place before a reload, or the start with a kind.
    pub(super) fn before_or_at(kind: MethodItemKind) -> Self {
        tab_storage::value(tab_storage::ADDING).unwrap_or(Self {
            kind,
            email: String::new(),
            phone: String::new(),
            name: String::new(),
            contact: None,
            country: None,
            sent: None,
        })
    }

    /// The contact whose code is awaited.
    pub(super) fn unverified(&self) -> Option<UnverifiedMethod> {
        let contact = self.contact.clone()?;
        Some(UnverifiedMethod::Contact { contact, country: self.country.clone() })
    }

    fn of(state: AddMethodScreen) -> Self {
        let (contact, country) = match state.unverified.get() {
            Some(UnverifiedMethod::Contact { contact, country }) => (Some(contact), country),
            _ => (None, None),
        };
        Self {
            kind: state.kind.get(),
            email: state.email.get(),
            phone: state.phone.get(),
            name: Some(state.name.get()).filter(|name| !name::is_default(name)).unwrap_or_default(),
            contact,
            country,
            sent: state.sent.get(),
        }
    }
}

/// Keeps the place until the person leaves the screen.
pub(super) fn keep(state: AddMethodScreen) {
    effect(move || tab_storage::set_value(tab_storage::ADDING, &Place::of(state)));
    on_cleanup(|| tab_storage::forget(tab_storage::ADDING));
}
