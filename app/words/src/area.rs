//! One locale file: sections of messages.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::message::{self, Message, name_fault};
use crate::plural::OTHER;
use crate::problem::Report;

/// The messages of one file by `section` and `key`. Sorted: an accessor's number is its index in this order.
pub(crate) type Area = BTreeMap<String, BTreeMap<String, Message>>;

/// Parses one file; `None` if it isn't TOML. Invalid entries are reported and left out.
pub(crate) fn parse(text: &str, report: &mut Report<'_>) -> Option<Area> {
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            report.add("", format!("is not TOML: {error}"));
            return None;
        }
    };
    Some(table.into_iter().filter_map(|(name, value)| Some((name.clone(), section(&name, value, report)?))).collect())
}

fn section(name: &str, value: Value, report: &mut Report<'_>) -> Option<BTreeMap<String, Message>> {
    let Value::Table(entries) = value else {
        report.add(name, "must stand in a section such as [link]");
        return None;
    };
    if let Some(why) = name_fault(name) {
        report.add(name, why);
        return None;
    }
    Some(
        entries
            .into_iter()
            .filter_map(|(key, value)| {
                let path = format!("{name}.{key}");
                if let Some(why) = name_fault(&key) {
                    report.add(&path, why);
                    return None;
                }
                Some((key, entry(&path, value, report)?))
            })
            .collect(),
    )
}

fn entry(path: &str, value: Value, report: &mut Report<'_>) -> Option<Message> {
    match value {
        Value::String(text) => sound(path, &text, report).then_some(Message::Text(text)),
        Value::Table(forms) if forms.contains_key(OTHER) => plural(path, forms, report).map(Message::Plural),
        Value::Table(_) => {
            report.add(path, "is a table without `other`: a plural needs one, and sections have no sections");
            None
        }
        _ => {
            report.add(path, "must be a text in quotes");
            None
        }
    }
}

fn plural(path: &str, forms: Table, report: &mut Report<'_>) -> Option<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for (category, value) in forms {
        let path = format!("{path}.{category}");
        match value {
            Value::String(text) if sound(&path, &text, report) => drop(texts.insert(category, text)),
            Value::String(_) => return None,
            _ => {
                report.add(&path, "must be a text in quotes");
                return None;
            }
        }
    }
    Some(texts)
}

/// Reports the errors that make a text unusable.
fn sound(path: &str, text: &str, report: &mut Report<'_>) -> bool {
    let fault = message::fault(text);
    if let Some(what) = &fault {
        report.add(path, what);
    }
    fault.is_none()
}
