//! The error of a field, shown below it in place of its hint.

use leptos::prelude::*;

use super::summary::{Alerts, error_at};
use crate::reactive::live;

/// The error of one field; nothing while its value is valid.
#[derive(Clone, Copy)]
pub(crate) struct FieldError(Memo<Option<String>>);

impl FieldError {
    /// The error of the field with this id.
    pub(crate) fn of_field(alerts: Alerts, id: &'static str) -> Self {
        Self(Memo::new(move |_| error_at(alerts, id)))
    }

    /// The field's `aria-invalid`.
    pub(crate) fn invalid(self) -> Signal<Option<&'static str>> {
        Signal::derive(move || self.0.with(Option::is_some).then_some("true"))
    }

    /// The line below the field: its hint, or its error. `announce` announces changes, for screens without a summary.
    pub(crate) fn hint(self, id: String, announce: bool, hint: impl Fn() -> String + Send + 'static) -> AnyView {
        let is_wrong = Signal::derive(move || self.0.with(Option::is_some));
        view! {
            <p id=id class="hint" class:error=is_wrong role=announce.then_some("status")>
                {live(move || self.0.get().unwrap_or_else(&hint))}
            </p>
        }
        .into_any()
    }
}
