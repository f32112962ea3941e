//! The field of a requested code: six digits from a message or an app, entered by hand, by a paste or by the phone itself;
//! or a recovery code.

use domain::Problem;
use domain::code::{CodeError, OneTimeCode, entry, one_time};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, CompositionEvent, Event};

use super::code_field::{CodeField, CodeKind};
use super::summary::{Alert, Alerts, error_at};
use crate::intl::within;
use crate::locale::t;
use crate::reactive::effect;
use crate::words;

/// The id of the field.
pub(crate) const ID: &str = "single-use-code";

const SENT_CODE: CodeKind = CodeKind {
    read: |text| OneTimeCode::parse(text).map(|code| code.to_string()),
    entry: entry::one_time_code,
    max_characters: one_time::DIGITS,
    error_text,
};

/// The field; present once it is on the page.
#[derive(Clone, Copy)]
pub(crate) struct SentCodeField {
    kind: &'static CodeKind,
    field: StoredValue<Option<CodeField>, LocalStorage>,
}

impl SentCodeField {
    /// A field for six digits, not yet on the page.
    pub(crate) fn new() -> Self {
        Self::for_kind(&SENT_CODE)
    }

    /// A field for another kind of code.
    pub(crate) fn for_kind(kind: &'static CodeKind) -> Self {
        Self { kind, field: StoredValue::new_local(None) }
    }

    /// The entered code, or the error to show at the field. `parse` reads the field's kind of code.
    pub(crate) fn entered<C>(self, parse: fn(&str) -> Result<C, CodeError>) -> Result<C, Alert> {
        let text = self.try_with(CodeField::text).unwrap_or_default();
        parse(&text).map_err(|error| Alert::for_field(ID, (self.kind.error_text)(&error)))
    }

    /// Fills in a code, if the screen is still there.
    pub(crate) fn fill_in(self, code: &str) {
        self.try_with(|field| field.set_text(code));
    }

    /// The field with its label and the text below it, which the field itself changes.
    pub(crate) fn view(self, label: &'static str, alerts: Alerts) -> AnyView {
        let (input, hint) = (NodeRef::<html::Input>::new(), NodeRef::<html::P>::new());
        let has_digits = self.kind.max_characters == one_time::DIGITS;
        let (mode, fill) = if has_digits { ("numeric", "one-time-code") } else { ("text", "off") };
        let class = if has_digits { "code-input" } else { "code-input long" };
        effect(move || {
            if let (Some(input), Some(hint)) = (input.get(), hint.get()) {
                self.field.set_value(Some(CodeField::new(self.kind, input, hint.unchecked_into())));
            }
        });
        effect(move || {
            let error = error_at(alerts, ID);
            let is_only = alerts.with(|alert| alert.as_ref().is_some_and(Alert::is_of_one_field));
            self.with_field(|field| match &error {
                Some(error) if is_only => field.show_error(error),
                Some(error) => field.show_announced_error(error),
                None => field.hide_error(),
            });
        });
        view! {
            <div class="field">
                <label for=ID>{label}</label>
                <input
                    id=ID
                    class=class
                    name="single-use-code"
                    type="text"
                    inputmode=mode
                    autocomplete=fill
                    autocapitalize="characters"
                    spellcheck="false"
                    enterkeyhint="go"
                    dir="ltr"
                    translate="no"
                    aria-describedby="single-use-code-hint"
                    node_ref=input
                    on:input=move |event: Event| self.with_field(|field| field.on_input(event.unchecked_ref()))
                    on:compositionend=move |event: CompositionEvent| {
                        self.with_field(|field| field.on_composition_end(event.unchecked_ref()));
                    }
                    on:paste=move |event: ClipboardEvent| self.with_field(|field| field.on_paste(&event))
                />
                <p id="single-use-code-hint" class="hint" aria-live="polite" node_ref=hint></p>
            </div>
        }
        .into_any()
    }

    fn with_field(self, change: impl FnOnce(&CodeField)) {
        let _ = self.try_with(change); // the field may no longer be on the page
    }

    fn try_with<T>(self, read: impl FnOnce(&CodeField) -> T) -> Option<T> {
        self.field.try_with_value(|field| field.as_ref().map(read)).flatten()
    }
}

/// When another code can be requested: not the person's mistake, and the previous code still works.
pub(crate) fn too_soon(retry_after_s: u64) -> String {
    t::sent_code::too_soon(&within(retry_after_s))
}

/// Shows a problem at this field, if it is about the code. Otherwise returns it.
pub(crate) fn show_at_code(alerts: Alerts, problem: Problem) -> Option<Problem> {
    if !is_about_code(&problem) {
        return Some(problem);
    }
    alerts.try_set(Some(Alert::of_field(ID, problem)));
    None
}

fn is_about_code(problem: &Problem) -> bool {
    match problem {
        Problem::WrongSentCode { .. }
        | Problem::SentCodeReplaced
        | Problem::SentCodeUsed
        | Problem::SentCodeExpired
        | Problem::SentCodeSpent
        | Problem::WrongAuthenticatorCode
        | Problem::AuthenticatorCodeUsed
        | Problem::WrongRecoveryCode
        | Problem::TooMany { .. } => true,
        Problem::Fields { fields } => fields.iter().any(|problem| problem.field == "code"),
        _ => false,
    }
}

/// The errors of every code, except that this one comes in a message.
fn error_text(error: &CodeError) -> String {
    match error {
        CodeError::Empty => t::sent_code::empty().into(),
        error => words::code(error),
    }
}
