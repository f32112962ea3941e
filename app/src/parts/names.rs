//! Names, addresses and codes in a text: a browser's translator leaves them as they are (L15).

use leptos::prelude::*;

/// The isolates around each placeholder of a text that holds a name (docs/decisions/messages.md).
const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// A text whose isolated parts aren't translated.
pub(crate) fn in_text(text: &str) -> AnyView {
    let (before, names) = parts(text);
    let mut views = vec![before.into_any()];
    for (name, after) in names {
        views.push(view! { <span translate="no">{name}</span> }.into_any());
        views.push(after.into_any());
    }
    views.into_any()
}

/// What is before the first name, and each name, with its isolates, and what follows it.
fn parts(text: &str) -> (String, Vec<(String, String)>) {
    let mut parts = text.split(OPEN);
    let before = parts.next().unwrap_or_default().to_owned();
    let name = |part: &str| {
        let mut halves = part.split(CLOSE);
        let (name, after) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        (["\u{2068}", name, "\u{2069}"].concat(), after.to_owned())
    };
    (before, parts.map(name).collect())
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
            ("open \u{2068}end", "open ", &[("\u{2068}end\u{2069}", "")]),
        ];
        for (text, before, names) in tests {
            let names = names.iter().map(|(name, after)| ((*name).into(), (*after).into())).collect();
            assert_eq!(parts(text), (before.into(), names), "{text}");
        }
    }
}
