//! What is read, in which order, and what is refused.

use super::{Config, ConfigError, keys};
use std::io::Write;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut file = tempfile::NamedTempFile::new().expect("temporary file");
    file.write_all(text.as_bytes()).expect("written");
    Config::load(Some(file.path()), environment.iter().map(|(key, value)| ((*key).into(), (*value).into())))
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = load(
        "[limits]\nunknown_codes_per_account = 3\n[brand]\nname = 'Acme'",
        &[
            ("COUNTERSIGN_LIMITS_UNKNOWN_CODES_PER_ACCOUNT", "4"),
            ("COUNTERSIGN_BRAND_NAME", "7"),
            ("COUNTERSIGN_TRUSTED_PROXIES", "[\"10.0.0.0/8\"]"),
            ("COUNTERSIGN_PORT_8080_TCP", "tcp://set by an orchestrator"),
        ],
    )
    .expect("loads");
    assert_eq!(config.limits.unknown_codes_per_account, 4);
    assert_eq!(config.limits.unknown_codes_per_address, 30);
    assert_eq!(config.brand.name, "7");
    assert_eq!(config.trusted_proxies.len(), 1);
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_name() {
    let told = |text| load(text, &[]).expect_err("refused").to_string();
    assert_eq!(
        told("[limits]\nunknown_code_per_account = 3"),
        "there is no setting \"limits.unknown_code_per_account\"; did you mean \"limits.unknown_codes_per_account\"?"
    );
    assert!(told("listn = 'x'").contains("\"listen\""));
    assert!(told("[[clients]]\nid = 'tv'\nnmae = 'x'").contains("\"clients.name\""));
    assert!(told("[life]\nuser_code_minutes = 0").contains("1 to 30"));
    assert!(told("public_url = 'http://example.com'").contains("https"));
}

#[test]
fn an_error_names_its_key_and_no_secret() {
    for (text, key) in [
        ("[twilio]\naccount = 'AC1'\ntoken = 31415926\nfrom = '+1'", "twilio.token"),
        ("[twilio]\naccount = 'AC1'\ntoken = 't'\nfrom = '+1'\nurl = '31415926@'", "twilio.url"),
        ("[sms_webhook]\nurl = 'https://u:31415926@a b'\nsecret = 's'", "sms_webhook.url"),
        ("[sms_webhook]\nurl = 'https://a.example'\nsecret = [31415926]", "sms_webhook.secret"),
        ("[smtp]\nurl = 31415926\nfrom = 'a@b.example'", "smtp.url"),
        ("[[clients]]\nid = 'tv'\nname = 'TV'\nkind = 'tv'\nsecret = 31415926", "clients[0].secret"),
        ("[limits]\ncodes_per_day = 'many'", "limits.codes_per_day"),
        ("[twilio]\ntoken = '31415926", "line 2"),
    ] {
        let told = load(text, &[]).expect_err("refused").to_string();
        assert!(told.contains(key) && !told.contains("31415926"), "{key}: {told}");
    }
}

#[test]
fn every_listed_key_exists() {
    for key in keys::KEYS {
        let name = key.name;
        let error = load(&keys::example(name), &[]).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(!error.contains("unknown field"), "{name}: {error}");
    }
}
