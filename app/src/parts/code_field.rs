//! A code field: it groups and normalizes typed text, extracts the only code from a paste, and reports errors after a pause.
//!
//! On `/link` it adopts the shell's input: the same node, never moved, so that caret, input method and keyboard stay.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use domain::code::entry::{self, Entry, Remark};
use domain::code::{CodeError, UserCode, paste, symbol, user};
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
pub(crate) struct Kind {
    /// The code as it is displayed.
    pub(crate) read: fn(&str) -> Result<String, CodeError>,
    /// The corrected text and caret.
    pub(crate) entry: fn(&str, usize) -> Entry,
    /// Characters of the longest code: a longer text can't be one.
    pub(crate) longest: usize,
    /// The words for an error.
    pub(crate) say: fn(&CodeError) -> String,
}

const USER_CODE: Kind = Kind {
    read: |text| UserCode::parse(text).map(|code| code.to_string()),
    entry: entry::user_code,
    longest: user::DIGITS,
    say: words::code,
};

/// The input and the text below it.
#[derive(Clone)]
pub(crate) struct CodeField {
    kind: &'static Kind,
    input: HtmlInputElement,
    hint: Element,
    pause: Rc<Cell<Option<TimeoutHandle>>>,
}

impl CodeField {
    /// A field for an input and its hint; the caller passes it their events.
    pub(crate) fn new(kind: &'static Kind, input: HtmlInputElement, hint: Element) -> Self {
        Self { kind, input, hint, pause: Rc::default() }
    }

    /// Adopts the shell's input. Text that was typed before stays as it is, unless it is a pasted message with a code.
    pub(crate) fn adopt() -> Self {
        let field = Self::new(&USER_CODE, dom::by_id(ID), dom::by_id("code-hint"));
        field.say("", true); // the shell's "Starting…"
        let text = field.text();
        if UserCode::parse(&text).is_err() {
            field.take_from(&text);
        }
        let hear = field.clone();
        dom::listen(&field.input, "input", move |event: InputEvent| hear.typed(&event));
        let hear = field.clone();
        dom::listen(&field.input, "compositionend", move |_: Event| hear.regroup());
        let hear = field.clone();
        dom::listen(&field.input, "paste", move |event: ClipboardEvent| hear.pasted(&event));
        field
    }

    /// Its value.
    pub(crate) fn text(&self) -> String {
        self.input.value()
    }

    /// Replaces its value.
    pub(crate) fn set_text(&self, text: &str) {
        self.input.set_value(text);
        self.say("", true);
    }

    /// Puts an earlier code into an empty field, unless the person is about to type there. At the first focus the code is
    /// selected, so that typing replaces it.
    pub(crate) fn bring_back(&self, code: &str) {
        let is_awaited = document().active_element().is_some_and(|active| active.id() == ID);
        if is_awaited || !self.text().is_empty() {
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

    /// Shows an error after a submit. The summary has announced it, so the text below the field isn't announced.
    pub(crate) fn tell(&self, error: &str) {
        self.stop_waiting();
        self.say(error, false);
    }

    /// Handles `input`.
    pub(crate) fn typed(&self, event: &InputEvent) {
        if event.is_composing() {
            return; // an input method is composing: a change of the text would disturb it
        }
        match event.input_type().as_str() {
            "insertFromPaste" | "insertFromDrop" => self.tidy(),
            _ => self.regroup(),
        }
        self.remark_after_a_pause();
    }

    /// Groups the typed text. Text longer than any code stays as it is.
    pub(crate) fn regroup(&self) {
        let text = self.input.value();
        if text.chars().filter_map(symbol::fold).count() > self.kind.longest {
            return;
        }
        let caret = self.input.selection_start().ok().flatten().unwrap_or_default();
        let shown = (self.kind.entry)(&text, chars_before(&text, caret));
        if shown.text != text {
            let caret = units_before(&shown.text, shown.caret);
            self.input.set_value(&shown.text);
            let _ = self.input.set_selection_range(caret, caret);
        }
    }

    /// A paste or drop is kept as it came (C4), but the field may contain a complete code now.
    fn tidy(&self) {
        if let Ok(code) = (self.kind.read)(&self.input.value()) {
            self.input.set_value(&code);
        }
    }

    /// Handles `paste`: extracts the only code from a message (C4).
    pub(crate) fn pasted(&self, event: &ClipboardEvent) {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        if text.is_some_and(|text| self.take_from(&text)) {
            event.prevent_default();
            self.remark_after_a_pause();
        }
    }

    /// Extracts the only code in a text, if there is exactly one.
    fn take_from(&self, text: &str) -> bool {
        let code = paste::find(text, self.kind.read);
        code.map(|code| self.input.set_value(&code)).is_some()
    }

    fn remark_after_a_pause(&self) {
        self.stop_waiting();
        let field = self.clone();
        let remark = move || match entry::remark(&(field.kind.read)(&field.input.value())) {
            Remark::Fine | Remark::Complete => field.say("", true),
            Remark::Wrong(error) => field.say(&(field.kind.say)(&error), true),
        };
        self.pause.set(set_timeout_with_handle(remark, PAUSE).ok());
    }

    fn stop_waiting(&self) {
        if let Some(waiting) = self.pause.take() {
            waiting.clear();
        }
    }

    fn say(&self, error: &str, aloud: bool) {
        let wrong = !error.is_empty();
        let _ = self.hint.set_attribute("aria-live", if aloud { "polite" } else { "off" });
        let _ = self.hint.class_list().toggle_with_force("error", wrong);
        self.hint.set_text_content(Some(error));
        let _ = self.input.set_attribute("aria-invalid", if wrong { "true" } else { "false" });
    }
}

/// Empties the field: its code was used.
pub(crate) fn empty() {
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
