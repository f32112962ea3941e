//! Secrets in the file with the settings that others on the machine can read (O12).

use super::setting::ValueKind;
use super::{Config, Setting};
use crate::file_rights::OTHERS_READ;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use toml::{Table, Value};

/// Whether a file with settings contains secrets, and others than its owner and its group can read it.
pub(crate) fn exposes_secrets(file: &Path) -> bool {
    let is_readable = std::fs::metadata(file).is_ok_and(|about| about.mode() & OTHERS_READ != 0);
    is_readable && std::fs::read_to_string(file).is_ok_and(|text| text.parse().is_ok_and(|table| has_secrets(&table)))
}

fn has_secrets(table: &Table) -> bool {
    Config::settings().iter().any(|setting| match setting.name.split_once('.') {
        None => is_secret(setting, table.get(&setting.name)),
        Some((section, name)) => match table.get(section) {
            Some(Value::Array(items)) => items.iter().any(|item| is_secret(setting, item.get(name))),
            section => is_secret(setting, section.and_then(|section| section.get(name))),
        },
    })
}

/// Whether the value of a setting is a secret: an address is one if it contains a password.
fn is_secret(setting: &Setting, value: Option<&Value>) -> bool {
    // This one is never shown, because it usually contains a password, but a mail server can need none.
    let is_address = setting.kind == ValueKind::Url || setting.name == "smtp.url";
    let has_password = |text: &str| url::Url::parse(text).is_ok_and(|url| url.password().is_some());
    let is_secret = |text: &str| if is_address { has_password(text) } else { setting.kind == ValueKind::Secret };
    value.and_then(Value::as_str).is_some_and(is_secret)
}

#[cfg(test)]
mod tests {
    use super::exposes_secrets;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn secrets_that_others_can_read_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("settings.toml");
        let exposes = |text: &str, mode: u32| {
            std::fs::write(&file, text).expect("written");
            std::fs::set_permissions(&file, Permissions::from_mode(mode)).expect("set");
            exposes_secrets(&file)
        };
        let secrets = [
            "[smtp]\nurl = 'smtps://ann:word@mail.example'",
            "[twilio]\ntoken = 't'",
            "[twilio]\nurl = 'https://ann:word@texts.example'",
            "[sms_webhook]\nsecret = 's'",
            "[sms_webhook]\nurl = 'https://ann:word@texts.example'",
            "[[clients]]\nid = 'a'\n[[clients]]\nid = 'b'\nsecret = 's'",
        ];
        for text in secrets {
            assert!(exposes(text, 0o644) && !exposes(text, 0o640) && !exposes(text, 0o600), "{text}");
        }
        for text in ["", "[smtp]\nurl = 'smtp://localhost'", "[[clients]]\nid = 'a'", "not TOML"] {
            assert!(!exposes(text, 0o644), "{text}");
        }
    }
}
