//! The words of messages in each language, from `app/locales/<language>/mail.toml`.
//!
//! `t` has a function for each key, made by `build.rs` with the same checks and plurals as the page's words. Each value that is filled in
//! is isolated, so that a name, code or address can't change the direction of its sentence. [`Words::plain`] and [`html`] write the
//! isolates for plain text and for HTML.

use crate::html::escape;
use t::Area;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// The language's BCP 47 tag.
    pub(crate) language: &'static str,
    /// The direction: `ltr` or `rtl`.
    pub(crate) direction: &'static str,
    texts: &'static [&'static str],
}

/// The accessors: a function for each text, by section and key.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)] // generated and tested by the crate `words`
pub(super) mod t {
    include!(concat!(env!("OUT_DIR"), "/accessors.rs"));
}

/// FIRST STRONG ISOLATE, which opens an isolate with the direction of its first strong character.
const ISOLATE: char = '\u{2068}';
/// POP DIRECTIONAL ISOLATE, which closes it.
const END: char = '\u{2069}';

impl Words {
    /// The words of a language, or English if it has none.
    pub(super) fn of(language: &str) -> Self {
        ALL.iter().copied().find(|words| words.language == language).unwrap_or(ENGLISH)
    }

    /// A sentence as plain text. Isolates are omitted if everything runs from left to right: they have no effect then, and aren't in the
    /// GSM alphabet, which text messages need to fit 160 characters in a segment.
    pub(super) fn plain(self, sentence: &str) -> String {
        if self.direction == "rtl" || sentence.chars().any(is_right_to_left) {
            return sentence.to_owned();
        }
        sentence.replace([ISOLATE, END], "")
    }
}

/// A sentence as HTML.
pub(super) fn html(sentence: &str) -> String {
    escape(sentence).replace(ISOLATE, "<bdi>").replace(END, "</bdi>")
}

fn text(words: Words, _: Area, index: usize) -> &'static str {
    words.texts[index]
}

fn fill(words: Words, area: Area, index: usize, values: &[&str]) -> String {
    filled(text(words, area, index), values)
}

fn plural(words: Words, area: Area, index: usize, n: u32, values: &[&str]) -> String {
    let form = text(words, area, index + words::plural_form(words.language, n));
    // Translators omit rare plural forms, such as the one for millions in French.
    filled(if form.is_empty() { text(words, area, index + words::OTHER_FORM) } else { form }, values)
}

/// A text with its placeholders, `{0}` to `{9}`, filled in.
fn filled(text: &str, values: &[&str]) -> String {
    let mut pieces = text.split('{');
    let mut out = String::from(pieces.next().unwrap_or_default());
    for (number, rest) in pieces.filter_map(|piece| piece.split_once('}')) {
        let value = number.parse().ok().and_then(|place: usize| values.get(place));
        out += &isolated(value.copied().unwrap_or_default());
        out += rest;
    }
    out
}

/// A value in an isolate, without the control characters that would end it early. Digits need none.
fn isolated(value: &str) -> String {
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.to_owned();
    }
    let value = value.replace(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), "");
    format!("{ISOLATE}{value}{END}")
}

/// Whether a character is in a block of right-to-left scripts, or is a right-to-left mark.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::{Words, html, t};

    #[test]
    fn a_value_of_another_direction_is_isolated_and_cannot_break_out() {
        let [english, arabic] = ["en", "ar"].map(Words::of);
        let subject = |words, brand| t::account_exists::subject(words, brand);
        assert_eq!(english.plain(&subject(english, "Acme")), "You already have an account with Acme");
        assert_eq!(english.plain(&subject(english, "سماء")), "You already have an account with \u{2068}سماء\u{2069}");
        assert_eq!(arabic.plain(&subject(arabic, "Acme")), "لديك حساب في \u{2068}Acme\u{2069} بالفعل");
        assert_eq!(
            html(&subject(english, "A<\u{2069}\u{202e}b")),
            "You already have an account with <bdi>A&lt;b</bdi>"
        );
    }

    #[test]
    fn a_number_takes_the_plural_form_of_its_language() {
        let enter = |language, n| t::code_mail::enter(Words::of(language), n);
        for (language, n, says) in [
            ("en", 1, "in 1 minute."),
            ("en", 15, "in 15 minutes."),
            ("de", 1, "in 1 Minute ab."),
            ("ar", 1, "خلال دقيقة واحدة."),
            ("ar", 2, "خلال دقيقتين."),
            ("ar", 10, "خلال 10 دقائق."),
            ("ar", 15, "خلال 15 دقيقة."),
        ] {
            assert!(enter(language, n).ends_with(says), "{language}: {}", enter(language, n));
        }
    }
}
