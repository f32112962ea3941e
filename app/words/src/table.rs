//! A language's area in the form that the page and the server load: one flat array of texts.
//!
//! It has no keys: an accessor knows its index. A plural takes six entries, one for each category, empty where the
//! language has no such form. A placeholder is its number, `{0}`, so that its name isn't needed.

use std::collections::BTreeMap;

use crate::area::Area;
use crate::message::{Message, placeholders};
use crate::plural::CATEGORIES;

/// A message of the source language, and the index of its texts in the array.
pub(crate) struct Place<'a> {
    pub(crate) section: &'a str,
    pub(crate) key: &'a str,
    pub(crate) message: &'a Message,
    pub(crate) index: usize,
}

/// The indexes of an area's messages, and the length of the array.
pub(crate) fn places(source: &Area) -> (Vec<Place<'_>>, usize) {
    let mut index = 0;
    let mut places = Vec::new();
    for (section, messages) in source {
        for (key, message) in messages {
            places.push(Place { section, key, message, index });
            index += match message {
                Message::Text(_) => 1,
                Message::Plural(_) => CATEGORIES.len(),
            };
        }
    }
    (places, index)
}

/// The array for `area`, whose keys are those of `source`.
pub(crate) fn texts(source: &Area, area: &Area) -> Vec<String> {
    let mut texts = Vec::new();
    for place in places(source).0 {
        let names = place.message.placeholders();
        match &area[place.section][place.key] {
            Message::Text(text) => texts.push(numbered(text, &names)),
            Message::Plural(forms) => texts.extend(plural(forms, &names)),
        }
    }
    texts
}

fn plural(forms: &BTreeMap<String, String>, names: &[&str]) -> impl Iterator<Item = String> {
    CATEGORIES.iter().map(move |category| forms.get(*category).map_or(String::new(), |text| numbered(text, names)))
}

/// `text` with the names of its placeholders replaced by their indexes in `names`.
fn numbered(text: &str, names: &[&str]) -> String {
    placeholders(text).into_iter().fold(text.to_owned(), |text, name| {
        let number = names.iter().position(|other| *other == name).unwrap_or_default();
        text.replace(&format!("{{{name}}}"), &format!("{{{number}}}"))
    })
}
