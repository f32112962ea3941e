//! The names of all settings in the file and in the environment. Unknown names are rejected with a suggestion.

use super::setting::{Fallback, Listed, PREFIX, Setting, SettingInfo, ValueKind, as_variable};
use super::{Config, ConfigError, client};
use std::ffi::OsString;
use toml::{Table, Value};

/// Renamed settings: the old name and the new one.
const RENAMED: &[(&str, &str)] = &[("life.settled_days", "life.established_days")];

/// The name that people expect of development mode.
const DEV: &str = "dev";

/// An address of a page, for errors.
const AN_ADDRESS: &str = "https://acme.example/help";

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
        if name == DEV {
            return Err(ConfigError::DevIsFlag(name));
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

/// A setting that the environment has set.
pub(super) struct SetByVariable {
    name: String,
    variable: String,
}

/// Applies the environment's settings to the file's: `COUNTERSIGN_LIMITS_…` sets `limits.…`. An empty variable counts as absent, because
/// orchestrators pass one for a value that nobody has set. Returns the settings that were set, and the names of the empty variables.
pub(super) fn overlay(
    table: &mut Table,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<(Vec<SetByVariable>, Vec<String>), ConfigError> {
    let (settings, mut set, mut empty) = (Config::settings(), Vec::new(), Vec::new());
    for (variable, value) in environment {
        let variable = variable.to_string_lossy().into_owned();
        let is_ours = variable.starts_with(PREFIX)
            && !NO_SETTINGS.contains(&variable.as_str())
            && !SERVICE_LINKS.iter().any(|link| variable.starts_with(link));
        if !is_ours {
            continue;
        }
        let setting = settings.iter().find(|setting| setting.variable().as_ref() == Some(&variable));
        if value.is_empty() {
            empty.extend(setting.map(|_| variable));
            continue;
        }
        let Some(setting) = setting else { return Err(unknown(variable, &settings)) };
        let value = value.into_string().map_err(|_| ConfigError::Value(format!("{variable} isn't valid UTF-8")))?;
        insert(table, &setting.name, read(setting, &variable, value)?);
        set.push(SetByVariable { name: setting.name.clone(), variable });
    }
    Ok((set, empty))
}

/// The error about a setting's value. A variable's value isn't quoted, because it can be a secret under the wrong name. `client_ids` are those
/// of the file.
pub(super) fn invalid(key: &str, cause: &str, set: &[SetByVariable], client_ids: &[String]) -> ConfigError {
    let is_in = |name: &str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    let is_url = Config::settings().iter().any(|setting| setting.name == key && setting.kind == ValueKind::Url);
    let told = |name: &str, cause: &str| {
        // The parser's own words are about URLs: "relative URL without a base".
        if is_url { format!("{name} must be an address such as {AN_ADDRESS}") } else { format!("{name}: {cause}") }
    };
    ConfigError::Value(match set.iter().find(|set| is_in(&set.name)) {
        Some(SetByVariable { variable, .. }) => told(variable, &without_value(cause)),
        None => client::wrong_kind(key, client_ids).unwrap_or_else(|| told(key, cause)),
    })
}

/// A parser's error without the value that it quotes.
fn without_value(cause: &str) -> String {
    if let Some((_, expected)) = cause.rsplit_once(", expected ") {
        return format!("expected {expected}"); // the value is before it
    }
    if cause.starts_with("missing field") {
        return cause.to_owned();
    }
    let before_value = cause.split(['"', '`']).next().unwrap_or_default();
    before_value.trim_end_matches([':', ' ']).to_owned()
}

fn read(setting: &Setting, variable: &str, value: String) -> Result<Value, ConfigError> {
    if setting.is_text() {
        return Ok(Value::String(value));
    }
    let table = format!("v = {value}").parse::<Table>().ok().filter(|table| table.len() == 1); // no further lines with keys
    let read = table.and_then(|mut table| table.remove("v"));
    let example = setting.default.as_deref().filter(|default| *default != "[]").unwrap_or(r#"["one", "two"]"#);
    read.ok_or_else(|| ConfigError::Value(format!("{variable} must be written as a TOML value, such as {example}")))
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
    if as_variable(DEV) == variable {
        return ConfigError::DevIsFlag(variable);
    }
    let nearest = nearest(&variable, settings.iter().filter_map(Setting::variable));
    ConfigError::UnknownKey { key: variable, nearest }
}
