//! Names, addresses and codes in a text: a browser's translator leaves them as they are (L15).

use leptos::prelude::*;

/// The isolates around each placeholder of a text that holds a name (docs/decisions/messages.md).
const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// A text whose isolated parts aren't translated; of isolates in isolates, only the inner ones are names.
pub(crate) fn in_text(text: &str) -> AnyView {
    let (before, names) = parts(text);
    let mut views = vec![before.into_any()];
    for (name, after) in names {
        views.push(view! { <span translate="no">{name}</span> }.into_any());
        views.push(after.into_any());
    }
    views.into_any()
}

/// A name that is a text of its own, in isolates.
pub(crate) fn isolated(name: &str) -> String {
    ["\u{2068}", name, "\u{2069}"].concat()
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

    use super::parts;

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
}
