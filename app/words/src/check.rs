//! Every language has the same keys and placeholders as English, and exactly its own plural forms.

use std::collections::{BTreeMap, BTreeSet};

use crate::SOURCE;
use crate::area::Area;
use crate::message::{Message, placeholders};
use crate::plural;
use crate::problem::Report;

/// A section's name becomes a Rust module, so it is unique over all files.
pub(crate) fn sections_are_unique(areas: &BTreeMap<String, Area>, report_for: &mut dyn FnMut(&str, &str, String)) {
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    for (area, sections) in areas {
        for section in sections.keys() {
            if let Some(home) = homes.insert(section, area) {
                report_for(area, section, format!("is also a section of {home}.toml: section names must be unique"));
            }
        }
    }
}

/// Reports where `area`, a file of `language`, differs from the same file in English.
pub(crate) fn same_as_source(language: &str, source: &Area, area: &Area, report: &mut Report<'_>) {
    for (section, messages) in source {
        for (key, english) in messages {
            let path = format!("{section}.{key}");
            match area.get(section).and_then(|section| section.get(key)) {
                None => report.add(&path, format!("is missing (English: {:?})", english.main())),
                Some(message) => same_message(language, &path, english, message, report),
            }
        }
    }
    for (section, messages) in area {
        for key in messages.keys() {
            if !source.get(section).is_some_and(|section| section.contains_key(key)) {
                report
                    .add(&format!("{section}.{key}"), format!("is not in {SOURCE}: remove it, or add it there first"));
            }
        }
    }
}

fn same_message(language: &str, path: &str, english: &Message, message: &Message, report: &mut Report<'_>) {
    let wanted: BTreeSet<&str> = english.placeholders().into_iter().collect();
    match (english, message) {
        (Message::Text(_), Message::Text(text)) => same_placeholders(path, &wanted, text, false, report),
        (Message::Plural(_), Message::Plural(forms)) => {
            has_its_forms(language, path, forms, report);
            for (category, text) in forms {
                // "one minute left" needs no number, but the form for all other numbers does.
                let without_n = category != plural::OTHER;
                same_placeholders(&format!("{path}.{category}"), &wanted, text, without_n, report);
            }
        }
        (Message::Text(_), Message::Plural(_)) => report.add(path, "is a plural, but a plain text in English"),
        (Message::Plural(_), Message::Text(_)) => report.add(path, "is a plain text, but a plural in English"),
    }
    if matches!(english, Message::Plural(_)) && !wanted.contains("n") {
        report.add(path, "is a plural, so its `other` needs {n}");
    }
}

fn has_its_forms(language: &str, path: &str, forms: &BTreeMap<String, String>, report: &mut Report<'_>) {
    let Some(needed) = plural::categories(language) else {
        report.add(
            path,
            format!("is a plural, but the plural forms of `{language}` are not known: add them to words/src/plural.rs"),
        );
        return;
    };
    let has: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
    if has != needed.iter().copied().collect() {
        let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(", ");
        let (needed, has) = (list(&mut needed.iter().copied()), list(&mut has.iter().copied()));
        report.add(path, format!("needs exactly the forms {needed}, and has {has}"));
    }
}

fn same_placeholders(path: &str, wanted: &BTreeSet<&str>, text: &str, without_n: bool, report: &mut Report<'_>) {
    let has: BTreeSet<&str> = placeholders(text).into_iter().collect();
    for name in wanted.difference(&has).filter(|name| !(without_n && **name == "n")) {
        report.add(path, format!("lacks the placeholder {{{name}}}"));
    }
    for name in has.difference(wanted) {
        report.add(path, format!("has the placeholder {{{name}}}, which English lacks"));
    }
}
