//! Names, addresses and codes in a text: a browser's translator leaves them as they are (L15).

use leptos::prelude::*;

/// The isolates around each placeholder of a text that holds a name (docs/decisions/messages.md).
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A text whose isolated parts aren't translated.
pub(crate) fn in_text(text: &str) -> AnyView {
    let part = |part: &str| {
        let text = part.to_owned();
        if part.starts_with(ISOLATES) {
            view! { <span translate="no">{text}</span> }.into_any()
        } else {
            text.into_any()
        }
    };
    parts(text).into_iter().map(part).collect::<Vec<_>>().into_any()
}

/// The text in parts: each that is isolated, with its isolates, and what is between them.
fn parts(text: &str) -> Vec<&str> {
    let [open, close] = ISOLATES;
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(open) {
        let end = rest[start..].find(close).map_or(rest.len(), |end| start + end + close.len_utf8());
        parts.extend([&rest[..start], &rest[start..end]]);
        rest = &rest[end..];
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::parts;

    #[wasm_bindgen_test]
    fn names_are_parts_of_their_own() {
        for (text, expected) in [
            ("", vec![]),
            ("no name", vec!["no name"]),
            ("Remove \u{2068}TV\u{2069}?", vec!["Remove ", "\u{2068}TV\u{2069}", "?"]),
            ("\u{2068}a\u{2069}, \u{2068}b\u{2069}", vec!["\u{2068}a\u{2069}", ", ", "\u{2068}b\u{2069}"]),
            ("open \u{2068}end", vec!["open ", "\u{2068}end"]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
