//! The names of all settings: to find misspelt ones, and to map the environment.

use super::ConfigError;
use toml::{Table, Value};

/// A setting's place.
pub(super) struct Key {
    /// Dotted, as in the file.
    pub(super) name: &'static str,
    /// Whether its value is text, so that the environment's `7` stays text.
    text: bool,
}

const fn text(name: &'static str) -> Key {
    Key { name, text: true }
}

const fn other(name: &'static str) -> Key {
    Key { name, text: false }
}

/// Every setting.
pub(super) const KEYS: &[Key] = &[
    text("data"),
    text("listen"),
    text("metrics_listen"),
    text("public_url"),
    text("outbox"),
    text("smtp.url"),
    text("smtp.from"),
    text("twilio.url"),
    text("twilio.account"),
    text("twilio.token"),
    text("twilio.from"),
    text("sms_webhook.url"),
    text("sms_webhook.secret"),
    other("trusted_proxies"),
    text("geoip_database"),
    other("phone_countries"),
    text("breached_passwords"),
    other("life.user_code_minutes"),
    other("life.access_token_minutes"),
    other("life.single_use_code_minutes"),
    other("life.settled_days"),
    other("limits.device_authorizations_per_minute"),
    other("limits.unknown_codes_per_account"),
    other("limits.unknown_codes_per_address"),
    other("limits.resend_after_seconds"),
    other("limits.codes_per_hour"),
    other("limits.codes_per_day"),
    other("limits.codes_per_address"),
    other("limits.wrong_codes_per_account"),
    other("limits.unanswered_texts"),
    text("brand.name"),
    text("brand.logo"),
    text("brand.color"),
    text("brand.help_url"),
    text("brand.privacy_url"),
    text("brand.terms_url"),
    other("clients.id"),
    other("clients.name"),
    other("clients.kind"),
    other("clients.code"),
    other("clients.scopes"),
    other("clients.logo"),
    other("clients.secret"),
    other("clients.audience"),
    other("clients.sensitive"),
];

/// Refuses keys that do not exist.
pub(super) fn check(table: &Table) -> Result<(), ConfigError> {
    let mut names = Vec::new();
    collect("", table, &mut names);
    for name in names {
        if !KEYS.iter().any(|key| key.name == name) {
            let nearest = KEYS.iter().max_by(|a, b| likeness(a, &name).total_cmp(&likeness(b, &name)));
            return Err(ConfigError::UnknownKey { key: name, nearest: nearest.map_or("", |key| key.name) });
        }
    }
    Ok(())
}

fn likeness(key: &Key, name: &str) -> f64 {
    strsim::jaro_winkler(key.name, name)
}

fn collect(before: &str, table: &Table, names: &mut Vec<String>) {
    for (key, value) in table {
        let name = format!("{before}{key}");
        match value {
            Value::Table(inner) => collect(&format!("{name}."), inner, names),
            Value::Array(items) if items.is_empty() || items.iter().any(Value::is_table) => {
                items.iter().filter_map(Value::as_table).for_each(|item| collect(&format!("{name}."), item, names));
            }
            _ => names.push(name),
        }
    }
}

/// Puts `COUNTERSIGN_LIMITS_…` where the file would have `limits.…`. Other variables with the prefix are left alone: orchestrators
/// set some for every service.
pub(super) fn overlay(
    table: &mut Table,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    for (variable, value) in environment {
        // Clients are a list, which single variables cannot say.
        let names = KEYS.iter().filter(|key| !key.name.starts_with("clients."));
        let Some(key) = names.into_iter().find(|key| variable == variable_of(key)) else { continue };
        let value = if key.text {
            Value::String(value)
        } else {
            format!("v = {value}")
                .parse::<Table>()
                .ok()
                .and_then(|mut table| table.remove("v"))
                .ok_or_else(|| ConfigError::Value(format!("{variable} is not written like a TOML value")))?
        };
        match key.name.split_once('.') {
            Some((section, name)) => {
                let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
                section.as_table_mut().map(|section| section.insert(name.into(), value));
            }
            None => {
                table.insert(key.name.into(), value);
            }
        }
    }
    Ok(())
}

fn variable_of(key: &Key) -> String {
    format!("COUNTERSIGN_{}", key.name.replace('.', "_").to_uppercase())
}

/// A file that sets one key, to whatever.
#[cfg(test)]
pub(super) fn example(name: &str) -> String {
    match name.split_once('.') {
        Some(("clients", name)) => format!("[[clients]]\n{name} = 1"),
        Some((section, name)) => format!("[{section}]\n{name} = 1"),
        None => format!("{name} = 1"),
    }
}
