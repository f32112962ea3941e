//! The error of a field, between its label and its input; it takes no room while there is none.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::summary::Alerts;
use crate::reactive::live_if;

/// The error of one field; nothing while its value is valid.
#[derive(Clone, Copy)]
pub(crate) struct FieldError {
    id: &'static str,
    /// The text, and whether it is the only error: of several, the summary is announced.
    error: Memo<Option<(String, bool)>>,
}

impl FieldError {
    /// The error of the field with this id.
    pub(crate) fn of_field(alerts: Alerts, id: &'static str) -> Self {
        let error = Memo::new(move |_| {
            alerts.with(|alert| {
                let alert = alert.as_ref()?;
                Some((alert.error_at(id)?.to_owned(), alert.is_of_one_field()))
            })
        });
        Self { id, error }
    }

    /// The field's `aria-invalid`.
    pub(crate) fn invalid(self) -> Signal<Option<&'static str>> {
        Signal::derive(move || self.error.with(Option::is_some).then_some("true"))
    }

    /// The id of the line with the error.
    pub(crate) fn line_id(self) -> String {
        format!("{}-error", self.id)
    }

    /// The field's `aria-describedby`: its hint, then its error.
    pub(crate) fn described_by(self) -> String {
        format!("{} {}", self.hint_id(), self.line_id())
    }

    /// The id of the field's hint.
    pub(crate) fn hint_id(self) -> String {
        format!("{}-hint", self.id)
    }

    /// The line with the error, for the place before the input.
    pub(crate) fn line(self) -> AnyView {
        live_if(move || {
            self.error.get().map(|(text, is_only)| {
                view! {
                    <p id=self.line_id() class="error" role=is_only.then_some("alert")>
                        {icon(Icon::WARNING)}
                        <span>{text}</span>
                    </p>
                }
            })
        })
    }
}
