//! Who else on the machine can read the file with the settings (O12).

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use toml::{Table, Value};

/// The right to read of users who are neither the file's owner nor in its group.
const OTHERS_READ: u32 = 0o004;

/// Whether a file with settings contains secrets, and others than its owner and its group can read it.
pub(crate) fn exposes_secrets(file: &Path) -> bool {
    let is_readable = std::fs::metadata(file).is_ok_and(|about| about.mode() & OTHERS_READ != 0);
    is_readable && std::fs::read_to_string(file).is_ok_and(|text| text.parse().is_ok_and(|table| has_secrets(&table)))
}

fn has_secrets(table: &Table) -> bool {
    let text = |section: &str, name: &str| table.get(section).and_then(|section| section.get(name)?.as_str());
    let has_password =
        text("smtp", "url").is_some_and(|url| url::Url::parse(url).is_ok_and(|url| url.password().is_some()));
    let clients = table.get("clients").and_then(Value::as_array).into_iter().flatten();
    has_password
        || text("twilio", "token").is_some()
        || text("sms_webhook", "secret").is_some()
        || clients.into_iter().any(|client| client.get("secret").is_some())
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
            "[sms_webhook]\nsecret = 's'",
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
