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

/// Whether the value of a setting is a secret. An address is one if it contains a password. A provider's is also one if it has a path or a
/// query, because nobody can tell whether that is a token.
fn is_secret(setting: &Setting, value: Option<&Value>) -> bool {
    let Some(text) = value.and_then(Value::as_str) else { return false };
    let is_address_with = |secret: fn(&url::Url) -> bool| url::Url::parse(text).is_ok_and(|url| secret(&url));
    // This one is never shown, because it usually contains a password, but a mail server can need none.
    let kind = if setting.name == "smtp.url" { ValueKind::Url } else { setting.kind };
    match kind {
        ValueKind::Secret => true,
        ValueKind::Url => is_address_with(|url| url.password().is_some()),
        ValueKind::ProviderUrl => {
            is_address_with(|url| !url.username().is_empty() || url.path() != "/" || url.query().is_some())
        }
        ValueKind::Plain | ValueKind::Text | ValueKind::Path => false,
    }
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
            "[sms_webhook]\nurl = 'https://token@texts.example'",
            "[sms_webhook]\nurl = 'https://texts.example?token=t'",
            "[sms_webhook]\nurl = 'https://texts.example/hooks/t'",
            "[[clients]]\nid = 'a'\n[[clients]]\nid = 'b'\nsecret = 's'",
        ];
        for text in secrets {
            assert!(exposes(text, 0o644) && !exposes(text, 0o640) && !exposes(text, 0o600), "{text}");
        }
        let open = [
            "",
            "[smtp]\nurl = 'smtp://mail.example:587?tls=required'",
            "[sms_webhook]\nurl = 'https://texts.example'",
            "[brand]\nhelp_url = 'https://acme.example/help?topic=codes'",
            "[[clients]]\nid = 'a'",
            "not TOML",
        ];
        for text in open {
            assert!(!exposes(text, 0o644), "{text}");
        }
    }
}
