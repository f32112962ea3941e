//! What the person has entered, kept in the tab: a reload, as with another language, doesn't lose the place. The secret of an app isn't kept.

use domain::api::security::MethodItemKind;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{AddMethodScreen, UnverifiedMethod, name};
use crate::parts::sent_code::SentCode;
use crate::reactive::effect;
use crate::tab_storage;

/// The entered values, and the contact to which the last code was sent.
#[derive(Serialize, Deserialize)]
struct Place {
    /// The account that they were entered for.
    account: String,
    kind: MethodItemKind,
    email: String,
    phone: String,
    name: String,
    contact: Option<String>,
    country: Option<String>,
    sent: Option<SentCode>,
    /// Whether the person has left the code's step: "Add something else".
    #[serde(default)]
    left: bool,
}

impl Place {
    /// Shows the values that were entered for the account before a reload. Another tab may have chosen another account meanwhile.
    fn restore(state: AddMethodScreen, account: &str) {
        let Some(place) = tab_storage::value::<Self>(tab_storage::ADDING) else { return };
        if place.account != account {
            return;
        }
        state.kind.set(place.kind);
        state.email.set(place.email);
        state.phone.set(place.phone);
        state.name.set(place.name);
        state.sent.set(place.sent);
        let country = place.country;
        let recipient = place.contact.map(|contact| (contact, country));
        state.recipient.set(recipient.clone());
        let awaited = recipient.filter(|_| !place.left);
        state.unverified.set(awaited.map(|(contact, country)| UnverifiedMethod::Contact { contact, country }));
    }

    fn of(state: AddMethodScreen, account: String) -> Self {
        let (contact, country) = state.recipient.get().unzip();
        Self {
            account,
            kind: state.kind.get(),
            email: state.email.get(),
            phone: state.phone.get(),
            name: Some(state.name.get()).filter(|name| !name::is_default(name)).unwrap_or_default(),
            contact,
            country: country.flatten(),
            sent: state.sent.get(),
            left: !state.unverified.with(|method| matches!(method, Some(UnverifiedMethod::Contact { .. }))),
        }
    }
}

/// Restores the place as soon as the account is known, and keeps it until the person leaves the screen.
pub(super) fn keep(state: AddMethodScreen) {
    let entered_for = StoredValue::new(None);
    effect(move || {
        let Some(shown) = state.session.account() else { return };
        let account = entered_for.get_value().unwrap_or_else(|| {
            Place::restore(state, &shown.id);
            entered_for.set_value(Some(shown.id.clone()));
            shown.id
        });
        tab_storage::set_value(tab_storage::ADDING, &Place::of(state, account));
    });
    on_cleanup(|| tab_storage::forget(tab_storage::ADDING));
}
