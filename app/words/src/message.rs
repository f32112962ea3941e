//! One message: a text or a plural, with `{placeholders}`.

use std::collections::BTreeMap;

use crate::plural::OTHER;

/// A text with its placeholders, or one text for each plural category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

impl Message {
    /// The text itself, or the plural's `other`, whose placeholders all its forms must have.
    pub(crate) fn main(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Plural(forms) => forms.get(OTHER).map_or("", String::as_str),
        }
    }

    /// Placeholders by name: an accessor's arguments keep their order when a translation reorders them.
    pub(crate) fn placeholders(&self) -> Vec<&str> {
        let mut names = placeholders(self.main());
        names.sort_unstable();
        names
    }
}

/// The names between braces, each once, in order of first appearance.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in text.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Describes the error in `text`: an unmatched brace, or a placeholder that can't be a Rust argument.
pub(crate) fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("is empty".into());
    }
    let mut pieces = text.split('{');
    let before = pieces.next().unwrap_or_default();
    if before.contains('}') {
        return Some("has a `}` without its `{`".into());
    }
    pieces.find_map(|piece| match piece.split('}').collect::<Vec<_>>()[..] {
        [name, _] => name_fault(name).map(|why| format!("has the placeholder {{{name}}}, which {why}")),
        [_] => Some("has a `{` without its `}`".into()),
        _ => Some("has a `}` without its `{`".into()),
    })
}

/// Describes why `name` can't be a Rust identifier, not even a raw one.
pub(crate) fn name_fault(name: &str) -> Option<&'static str> {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some("must be of the form lower_case_1");
    }
    matches!(name, "crate" | "self" | "super").then_some("is a word that Rust keeps for itself")
}

/// `name` as a Rust identifier: `where` becomes `r#where`, as rustc suggests too.
pub(crate) fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Keywords that need the raw form.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_come_once_and_in_order() {
        assert_eq!(placeholders("{b} and {a} and {b}"), ["b", "a"]);
        assert!(placeholders("none").is_empty());
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(fault("{a} and {b_2}, fine"), None);
        for (text, part) in [
            ("", "empty"),
            ("open {a", "`{` without"),
            ("close a}", "`}` without"),
            ("{a}}", "`}` without"),
            ("{A}", "{A}"),
            ("{}", "{}"),
            ("{self}", "Rust keeps"),
        ] {
            let fault = fault(text).unwrap_or_default();
            assert!(fault.contains(part), "{text:?}: {fault:?}");
        }
    }
}
