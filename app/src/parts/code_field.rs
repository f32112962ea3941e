//! A code field: it groups and normalizes typed text, extracts the only code from a paste, and reports errors after a pause.
//!
//! On `/link` it adopts the shell's input: the same node, never moved, so that caret, input method and keyboard stay.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use domain::code::entry::{self, Entry, Remark};
use domain::code::{CodeError, UserCode, character, paste, user};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{document, set_timeout_with_handle};
use web_sys::{ClipboardEvent, Element, Event, HtmlInputElement, InputEvent};

use crate::dom;
use crate::words;

/// The id of the shell's field.
pub(crate) const ID: &str = "code";

/// The pause after the last key before an error is reported.
const PAUSE: Duration = Duration::from_millis(600);

/// The rules of one kind of code.
pub(crate) struct CodeKind {
    /// The code as it is displayed.
    pub(crate) read: fn(&str) -> Result<String, CodeError>,
    /// The corrected text and caret.
    pub(crate) entry: fn(&str, usize) -> Entry,
    /// Characters of the longest code: a longer text can't be one.
    pub(crate) max_characters: usize,
    /// The words for an error.
    pub(crate) error_text: fn(&CodeError) -> String,
}

const USER_CODE: CodeKind = CodeKind {
    read: |text| UserCode::parse(text).map(|code| code.to_string()),
    entry: entry::user_code,
    max_characters: user::DIGITS,
    error_text: words::code,
};

/// The input and the text below it.
#[derive(Clone)]
pub(crate) struct CodeField {
    kind: &'static CodeKind,
    input: HtmlInputElement,
    hint: Element,
    state: Rc<FieldState>,
}

/// What the field keeps from one event to the next.
#[derive(Default)]
struct FieldState {
    /// The check that waits for a pause.
    pause: Cell<Option<TimeoutHandle>>,
    /// The number of characters of a code in the field.
    characters: Cell<usize>,
    /// Whether the text below the field is the error of a submit.
    is_of_submit: Cell<bool>,
}

/// How the text below the field is announced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Live {
    /// After a pause in the typing.
    Polite,
    /// At once: the error of a submit.
    Alert,
    /// Not at all: the summary is.
    Silent,
}

impl CodeField {
    /// A field for an input and its hint; the caller passes it their events.
    pub(crate) fn new(kind: &'static CodeKind, input: HtmlInputElement, hint: Element) -> Self {
        Self { kind, input, hint, state: Rc::default() }
    }

    /// Adopts the shell's input. Text that was typed before stays as it is, unless it is a pasted message with a code.
    pub(crate) fn adopt() -> Self {
        let field = Self::new(&USER_CODE, dom::by_id(ID), dom::by_id("code-hint"));
        field.show_below("", Live::Polite); // the shell's "Starting…"
        let text = field.text();
        if UserCode::parse(&text).is_err() {
            field.extract_code(&text);
        }
        field.count_characters();
        let handler = field.clone();
        dom::listen(&field.input, "input", move |event: InputEvent| handler.on_input(&event));
        let handler = field.clone();
        dom::listen(&field.input, "compositionend", move |event: InputEvent| handler.on_composition_end(&event));
        let handler = field.clone();
        dom::listen(&field.input, "paste", move |event: ClipboardEvent| handler.on_paste(&event));
        field
    }

    /// Its value.
    pub(crate) fn text(&self) -> String {
        self.input.value()
    }

    /// Replaces its value.
    pub(crate) fn set_text(&self, text: &str) {
        self.input.set_value(text);
        self.count_characters();
        self.show_below("", Live::Polite);
    }

    /// Puts an earlier code into an empty field, unless the person is about to type there. At the first focus the code is
    /// selected, so that typing replaces it.
    pub(crate) fn restore(&self, code: &str) {
        let is_focused = document().active_element().is_some_and(|active| active.id() == ID);
        if is_focused || !self.text().is_empty() {
            return;
        }
        self.set_text(code);
        let (input, mut is_first) = (self.input.clone(), true);
        dom::listen(&self.input, "focus", move |_: Event| {
            if std::mem::take(&mut is_first) {
                input.select();
            }
        });
    }

    /// Shows an error after a submit, as an alert: no summary repeats it.
    pub(crate) fn show_error(&self, error: &str) {
        self.cancel_check();
        self.show_below(error, Live::Alert);
    }

    /// The same for one of several wrong fields, which the summary announces.
    pub(crate) fn show_announced_error(&self, error: &str) {
        self.cancel_check();
        self.show_below(error, Live::Silent);
    }

    /// Removes the error of a submit. What is said about the typing stays.
    pub(crate) fn hide_error(&self) {
        if self.state.is_of_submit.get() {
            self.show_below("", Live::Polite);
        }
    }

    /// Handles `input`. Several characters at once are a paste by whatever name (L14): a keyboard's suggestion, a drop, autofill.
    pub(crate) fn on_input(&self, event: &InputEvent) {
        if event.is_composing() {
            return; // an input method is composing: a change of the text would disturb it
        }
        let inserted = event.data();
        let is_keystroke = match &inserted {
            Some(inserted) => inserted.chars().nth(1).is_none(),
            // A deletion, or an insertion whose text the browser withholds.
            None => self.characters() <= self.state.characters.get() + 1,
        };
        if is_keystroke {
            self.regroup();
        } else {
            self.extract_inserted(inserted);
        }
        self.check_after_pause();
    }

    /// Handles `compositionend`, whose event has `data` like `input`. It is a keystroke (L14), which can bring a whole message.
    pub(crate) fn on_composition_end(&self, event: &InputEvent) {
        if !event.data().is_some_and(|composed| self.extract_code(&composed)) {
            self.regroup();
        }
        self.check_after_pause();
    }

    /// Extracts the only code from inserted text, or from the field, if the insertion completes one. Otherwise the text stays (C4).
    fn extract_inserted(&self, inserted: Option<String>) {
        if !inserted.is_some_and(|inserted| self.extract_code(&inserted)) {
            self.extract_code(&self.text());
        }
    }

    /// Groups the typed text. Text longer than any code stays as it is.
    fn regroup(&self) {
        let text = self.text();
        if self.characters() > self.kind.max_characters {
            return;
        }
        let caret = self.input.selection_start().ok().flatten().unwrap_or_default();
        let corrected = (self.kind.entry)(&text, chars_before(&text, caret));
        if corrected.text != text {
            let caret = units_before(&corrected.text, corrected.caret);
            self.input.set_value(&corrected.text);
            let _ = self.input.set_selection_range(caret, caret);
        }
    }

    /// Handles `paste`: extracts the only code from a message (C4).
    pub(crate) fn on_paste(&self, event: &ClipboardEvent) {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        if text.is_some_and(|text| self.extract_code(&text)) {
            event.prevent_default();
            self.check_after_pause();
        }
    }

    /// Extracts the only code in a text, if there is exactly one.
    fn extract_code(&self, text: &str) -> bool {
        let code = paste::find(text, self.kind.read);
        code.map(|code| self.input.set_value(&code)).is_some()
    }

    /// The number of characters in the field that could be a code's.
    fn characters(&self) -> usize {
        self.text().chars().filter_map(character::fold).count()
    }

    /// Remembers their number, by which the next event is judged.
    fn count_characters(&self) {
        self.state.characters.set(self.characters());
    }

    fn check_after_pause(&self) {
        self.count_characters();
        self.cancel_check();
        let field = self.clone();
        let remark = move || match entry::remark(&(field.kind.read)(&field.input.value())) {
            Remark::Fine | Remark::Complete => field.show_below("", Live::Polite),
            Remark::Wrong(error) => field.show_below(&(field.kind.error_text)(&error), Live::Polite),
        };
        self.state.pause.set(set_timeout_with_handle(remark, PAUSE).ok());
    }

    fn cancel_check(&self) {
        if let Some(waiting) = self.state.pause.take() {
            waiting.clear();
        }
    }

    fn show_below(&self, error: &str, live: Live) {
        let wrong = !error.is_empty();
        self.state.is_of_submit.set(live != Live::Polite);
        let (role, live) = match live {
            Live::Polite => ("", "polite"),
            Live::Alert => ("alert", "assertive"),
            Live::Silent => ("", "off"),
        };
        let _ = self.hint.set_attribute("role", role);
        let _ = self.hint.set_attribute("aria-live", live);
        let _ = self.hint.class_list().toggle_with_force("error", wrong);
        self.hint.set_text_content(Some(error));
        let _ = self.input.set_attribute("aria-invalid", if wrong { "true" } else { "false" });
    }
}

/// Empties the field: its code was used.
pub(crate) fn clear() {
    dom::by_id::<HtmlInputElement>(ID).set_value("");
}

/// JavaScript counts UTF-16 units, the domain counts characters.
fn chars_before(text: &str, units: u32) -> usize {
    let mut seen = 0;
    let is_before = |c: &char| {
        let starts = seen;
        seen += c.len_utf16();
        starts < units as usize
    };
    text.chars().take_while(is_before).count()
}

fn units_before(text: &str, chars: usize) -> u32 {
    let units = text.chars().take(chars).map(char::len_utf16).sum::<usize>();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{chars_before, units_before};

    #[wasm_bindgen_test]
    fn a_caret_stays_where_it_is_whatever_is_typed() {
        let text = "K𝟜Ü-9"; // the second is two units of UTF-16
        for (units, chars) in [(0, 0), (1, 1), (3, 2), (4, 3), (6, 5), (60, 5)] {
            assert_eq!(chars_before(text, units), chars, "{units}");
        }
        for (chars, units) in [(0, 0), (1, 1), (2, 3), (3, 4), (5, 6), (50, 6)] {
            assert_eq!(units_before(text, chars), units, "{chars}");
        }
    }
}
