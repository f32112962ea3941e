//! The names of all settings in the file and in the environment. Unknown names are rejected with a suggestion.

use super::setting::{Fallback, Listed, PREFIX, Setting, SettingInfo, as_variable};
use super::{Config, ConfigError};
use toml::{Table, Value};

/// Renamed settings: the old name and the new one.
const RENAMED: &[(&str, &str)] = &[("life.settled_days", "life.established_days")];

/// The variable with the path of a server key outside the data folder (O6).
pub const KEY_FILE: &str = "COUNTERSIGN_KEY_FILE";

/// Variables with our prefix that aren't settings: the server key's path, and the binaries that the end-to-end tests start.
const NO_SETTINGS: &[&str] = &[KEY_FILE, "COUNTERSIGN_BIN", "COUNTERSIGN_DEV_BIN"];
/// Prefixes of variables that orchestrators set for a service named `countersign`.
const SERVICE_LINKS: &[&str] = &["COUNTERSIGN_SERVICE_", "COUNTERSIGN_PORT"];

impl Config {
    /// All settings.
    pub fn settings() -> Vec<Setting> {
        let mut list = Vec::new();
        Self::list(SettingInfo { name: String::new(), about: "", default: Fallback::Nothing }, &mut list);
        list
    }
}

/// Rejects unknown names.
pub(super) fn check(table: &Table) -> Result<(), ConfigError> {
    let settings = Config::settings();
    let mut names = Vec::new();
    collect("", table, &mut names);
    for name in names {
        if let Some((old, new)) = RENAMED.iter().find(|(old, _)| *old == name) {
            return Err(ConfigError::Renamed { old: (*old).to_owned(), new: (*new).to_owned() });
        }
        if !settings.iter().any(|setting| setting.name == name) {
            let nearest = nearest(&name, settings.into_iter().map(|setting| setting.name));
            return Err(ConfigError::UnknownKey { key: name, nearest });
        }
    }
    Ok(())
}

fn nearest(name: &str, known: impl Iterator<Item = String>) -> String {
    let likeness = |known: &String| strsim::jaro_winkler(known, name);
    known.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default()
}

fn collect(before: &str, table: &Table, names: &mut Vec<String>) {
    for (key, value) in table {
        let name = format!("{before}{key}");
        match value {
            Value::Table(inner) => collect(&format!("{name}."), inner, names),
            Value::Array(items) if items.iter().any(Value::is_table) => {
                items.iter().filter_map(Value::as_table).for_each(|item| collect(&format!("{name}."), item, names));
            }
            _ => names.push(name),
        }
    }
}

/// Applies the environment's settings to the file's: `COUNTERSIGN_LIMITS_…` sets `limits.…`.
pub(super) fn overlay(
    table: &mut Table,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    let settings = Config::settings();
    for (variable, value) in environment {
        let is_ours = variable.starts_with(PREFIX)
            && !NO_SETTINGS.contains(&variable.as_str())
            && !SERVICE_LINKS.iter().any(|link| variable.starts_with(link));
        if !is_ours {
            continue;
        }
        match settings.iter().find(|setting| setting.variable().as_ref() == Some(&variable)) {
            Some(setting) => insert(table, &setting.name, read(setting, &variable, value)?),
            None => return Err(unknown(variable, &settings)),
        }
    }
    Ok(())
}

fn read(setting: &Setting, variable: &str, value: String) -> Result<Value, ConfigError> {
    if setting.is_text {
        return Ok(Value::String(value));
    }
    let read = format!("v = {value}").parse::<Table>().ok().and_then(|mut table| table.remove("v"));
    read.ok_or_else(|| ConfigError::Value(format!("{variable} must be written as a TOML value")))
}

fn insert(table: &mut Table, name: &str, value: Value) {
    let (table, name) = match name.split_once('.') {
        Some((section, name)) => (table.entry(section).or_insert_with(|| Table::new().into()).as_table_mut(), name),
        None => (Some(table), name),
    };
    if let Some(table) = table {
        table.insert(name.into(), value);
    }
}

fn unknown(variable: String, settings: &[Setting]) -> ConfigError {
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| as_variable(old) == variable) {
        return ConfigError::Renamed { old: variable, new: as_variable(new) };
    }
    let nearest = nearest(&variable, settings.iter().filter_map(Setting::variable));
    ConfigError::UnknownKey { key: variable, nearest }
}
