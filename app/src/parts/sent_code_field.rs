//! The field of a requested code: six digits from a message or an app, entered by hand, by a paste or by the phone itself;
//! or a recovery code.

use domain::Problem;
use domain::code::{CodeError, OneTimeCode, entry, one_time};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event};

use super::code_field::{CodeField, Kind};
use super::summary::{Alerts, said_at};
use crate::intl::{number, within};
use crate::locale::t;
use crate::reactive::effect;
use crate::words;

/// The id of the field.
pub(crate) const ID: &str = "single-use-code";

const SENT_CODE: Kind = Kind {
    read: |text| OneTimeCode::parse(text).map(|code| code.to_string()),
    entry: entry::one_time_code,
    longest: one_time::DIGITS,
    say,
};

/// The field; present once it is on the page.
#[derive(Clone, Copy)]
pub(crate) struct SentCodeField {
    kind: &'static Kind,
    field: StoredValue<Option<CodeField>, LocalStorage>,
}

impl SentCodeField {
    /// A field for six digits, not yet on the page.
    pub(crate) fn new() -> Self {
        Self::of(&SENT_CODE)
    }

    /// A field for another kind of code.
    pub(crate) fn of(kind: &'static Kind) -> Self {
        Self { kind, field: StoredValue::new_local(None) }
    }

    /// Its value as a code, or what is wrong with it.
    pub(crate) fn code(self) -> Result<String, String> {
        let text = self.with(CodeField::text).unwrap_or_default();
        (self.kind.read)(&text).map_err(|error| (self.kind.say)(&error))
    }

    /// Fills in a code, if the screen is still there.
    pub(crate) fn put(self, code: &str) {
        self.with(|field| field.set_text(code));
    }

    /// The field with its label and the text below it, which the field itself changes.
    pub(crate) fn view(self, label: &'static str, alerts: Alerts) -> AnyView {
        let (input, hint) = (NodeRef::<html::Input>::new(), NodeRef::<html::P>::new());
        let has_digits = self.kind.longest == one_time::DIGITS;
        let (mode, fill) = if has_digits { ("numeric", "one-time-code") } else { ("text", "off") };
        effect(move || {
            if let (Some(input), Some(hint)) = (input.get(), hint.get()) {
                self.field.set_value(Some(CodeField::new(self.kind, input, hint.unchecked_into())));
            }
        });
        effect(move || {
            if let Some(error) = said_at(alerts, ID) {
                self.tell(|field| field.tell(&error));
            }
        });
        view! {
            <div class="field">
                <label for=ID>{label}</label>
                <input
                    id=ID
                    class="code-input"
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
                    on:input=move |event: Event| self.tell(|field| field.typed(event.unchecked_ref()))
                    on:compositionend=move |_| self.tell(CodeField::regroup)
                    on:paste=move |event: ClipboardEvent| self.tell(|field| field.pasted(&event))
                />
                <p id="single-use-code-hint" class="hint" aria-live="polite" node_ref=hint></p>
            </div>
        }
        .into_any()
    }

    fn tell(self, news: impl FnOnce(&CodeField)) {
        let _ = self.with(news); // the field may no longer be on the page
    }

    fn with<T>(self, use_it: impl FnOnce(&CodeField) -> T) -> Option<T> {
        self.field.try_with_value(|field| field.as_ref().map(use_it)).flatten()
    }
}

/// When another code can be requested: not the person's mistake, and the previous code still works.
pub(crate) fn too_soon(retry_after_s: u64) -> String {
    t::sent_code::too_soon(&within(retry_after_s))
}

/// Whether a problem is about the value of this field.
pub(crate) fn is_about_code(problem: &Problem) -> bool {
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

/// The errors of every code, except that this one has only digits and comes in a message.
fn say(error: &CodeError) -> String {
    match error {
        CodeError::Empty => t::sent_code::empty().into(),
        CodeError::WrongSymbol { symbol, position, .. } => {
            t::sent_code::wrong_symbol(&number(*position), &symbol.to_string())
        }
        error => words::code(error),
    }
}
