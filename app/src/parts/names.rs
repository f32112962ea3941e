//! Names, addresses and codes in a text: a browser's translator leaves them as they are (L15).

use leptos::prelude::*;

/// The isolates around each placeholder of a text that holds a name (docs/decisions/messages.md).
const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// Bytes of an address from which its domain alone may be longer than a line.
const LONG: usize = 32;

/// A text whose isolated parts aren't translated; of isolates in isolates, only the inner ones are names.
pub(crate) fn in_text(text: &str) -> AnyView {
    let (before, names) = parts(text);
    let mut views = vec![before.into_any()];
    for (name, after) in names {
        views.push(view! { <span translate="no">{hint(&name)}</span> }.into_any());
        views.push(after.into_any());
    }
    views.into_any()
}

/// A name that is a text of its own, in isolates.
pub(crate) fn isolated(name: &str) -> String {
    ["\u{2068}", name, "\u{2069}"].concat()
}

/// An address, a number, or a name, by which its owner recognizes a sign-in method. A line of an address ends only before its `@`, or, if it is
/// long, its dots; a number stays in one piece.
pub(crate) fn hint(hint: &str) -> AnyView {
    if hint.starts_with(['…', '+']) {
        return view! { <span class="whole-word" dir="ltr">{hint.to_owned()}</span> }.into_any();
    }
    let mut views = Vec::new();
    for piece in pieces(hint) {
        if piece.starts_with('@') || (piece.starts_with('.') && hint.len() > LONG) {
            views.push(view! { <wbr /> }.into_any());
        }
        if piece.starts_with('-') {
            views.push(view! { <span class="unbroken">{piece}</span> }.into_any());
        } else {
            views.push(piece.into_any());
        }
    }
    views.into_any()
}

/// The pieces of an address: the `@` begins one, and so do the dots of a long address. A hyphen is a piece with the character after it, because
/// browsers end lines between the two. Any other text is one piece.
fn pieces(hint: &str) -> Vec<String> {
    let (is_address, is_long) = (hint.contains('@'), hint.len() > LONG);
    let mut pieces = vec![String::new()];
    for c in hint.chars() {
        let begins = match pieces.last().map(String::as_str) {
            Some("-") => false,
            Some(piece) if piece.starts_with('-') => true,
            _ => matches!(c, '@' | '-') || (c == '.' && is_long),
        };
        if is_address && begins {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The text before the first name, and each name, with its isolates, and the text after it. Together they are the whole text.
fn parts(text: &str) -> (String, Vec<(String, String)>) {
    let mut parts = text.split(OPEN);
    let mut before = parts.next().unwrap_or_default().to_owned();
    let mut names: Vec<(String, String)> = Vec::new();
    for part in parts {
        if let Some((name, after)) = part.split_once(CLOSE) {
            names.push((isolated(name), after.to_owned()));
        } else {
            let around = names.last_mut().map_or(&mut before, |(_, after)| after);
            around.push(OPEN);
            around.push_str(part);
        }
    }
    (before, names)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{parts, pieces};

    #[wasm_bindgen_test]
    fn names_are_parts_of_their_own() {
        let tests: [(&str, &str, &[_]); _] = [
            ("", "", &[]),
            ("no name", "no name", &[]),
            ("Remove \u{2068}TV\u{2069}?", "Remove ", &[("\u{2068}TV\u{2069}", "?")]),
            ("\u{2068}a\u{2069}, \u{2068}b\u{2069}", "", &[("\u{2068}a\u{2069}", ", "), ("\u{2068}b\u{2069}", "")]),
            ("open \u{2068}end", "open \u{2068}end", &[]),
            (
                "\u{2068}\u{2068}a\u{2069} on \u{2068}b\u{2069}\u{2069}, \u{2068}c\u{2069}",
                "\u{2068}",
                &[("\u{2068}a\u{2069}", " on "), ("\u{2068}b\u{2069}", "\u{2069}, "), ("\u{2068}c\u{2069}", "")],
            ),
        ];
        for (text, before, names) in tests {
            let names = names.iter().map(|(name, after)| ((*name).into(), (*after).into())).collect();
            assert_eq!(parts(text), (before.into(), names), "{text}");
        }
    }

    // I1
    #[wasm_bindgen_test]
    fn an_address_breaks_before_its_at_sign_and_a_long_one_before_its_dots_and_nothing_else_does() {
        let tests: [(&str, &[&str]); _] = [
            ("an…@mail.example.com", &["an…", "@mail.example.com"]),
            ("ann.b@example.com (2)", &["ann.b", "@example.com (2)"]),
            ("ann@post.department.example.com (2)", &["ann", "@post", ".department", ".example", ".com (2)"]),
            ("ann-46@a-b.example", &["ann", "-4", "6", "@a", "-b", ".example"]),
            ("\u{2068}a--b@example.com\u{2069}", &["\u{2068}a", "--", "b", "@example.com\u{2069}"]),
            ("@example.com", &["@example.com"]),
            ("My T-shirt v1.2", &["My T-shirt v1.2"]),
            ("… 47", &["… 47"]),
        ];
        for (hint, expected) in tests {
            assert_eq!(pieces(hint), expected, "{hint}");
        }
    }
}
