//! Tests of the settings: their sources, the order of precedence, and rejected values.

mod brand;
mod proxies;

use super::{Config, ConfigError};
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut file = tempfile::NamedTempFile::new().expect("temporary file");
    file.write_all(text.as_bytes()).expect("written");
    Config::load(Some(file.path()), environment.iter().map(|(key, value)| ((*key).into(), (*value).into())))
}

/// The error about one environment variable.
fn refused(variable: &str, value: impl AsRef<OsStr>) -> String {
    let set = (variable.into(), value.as_ref().to_owned());
    Config::load(None, [set]).expect_err("rejected").to_string()
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
    let told = |text| load(text, &[]).expect_err("rejected").to_string();
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
        ("[sms_webhook]\nurl = 'http://a.example/?token=31415926'\nsecret = 's'", "sms_webhook.url"),
        ("[sms_webhook]\nurl = 'https://u:a31415926#b@a.example'\nsecret = 's'", "percent-encode"),
        ("[sms_webhook]\nurl = 'https://a.example'\nsecret = [31415926]", "sms_webhook.secret"),
        ("[smtp]\nurl = 31415926\nfrom = 'a@b.example'", "smtp.url"),
        ("[[clients]]\nid = 'tv'\nname = 'TV'\nkind = 'tv'\nsecret = 31415926", "clients[0].secret"),
        (
            "[[clients]]\nid = 'tv'\nname = 'TV'\nkind = '31415926'",
            "the client \"tv\": kind must be console, pc, office, tv or app",
        ),
        ("[limits]\ncodes_per_day = 'many'", "limits.codes_per_day"),
        (
            "[brand]\nhelp_url = 'acme.example/help'",
            "brand.help_url must be an address such as https://acme.example/help",
        ),
        ("[twilio]\ntoken = '31415926", "line 2"),
    ] {
        let told = load(text, &[]).expect_err("rejected").to_string();
        assert!(told.contains(key) && !told.contains("31415926"), "{key}: {told}");
    }
}

#[test]
fn a_providers_address_is_hidden_because_its_path_or_query_can_be_a_secret() {
    let url = "https://a.example/31415926?token=31415926";
    let config = load(&format!("[sms_webhook]\nurl = '{url}'\nsecret = 'at least 24 characters long'"), &[]);
    let webhook = config.expect("loads").sms_webhook.expect("a webhook");
    assert_eq!(webhook.url.as_str(), url);
    assert!(!format!("{webhook:?}").contains("31415926"), "{webhook:?}");
}

#[test]
fn every_setting_can_be_set_in_the_file_and_in_the_environment() {
    for setting in Config::settings() {
        let (name, value) = (&setting.name, "\"?\"");
        // The value can be invalid, but the name must be known.
        let known = |loaded: Result<Config, ConfigError>| match loaded {
            Err(cause @ (ConfigError::UnknownKey { .. } | ConfigError::Renamed { .. })) => panic!("{name}: {cause}"),
            Err(cause) => assert!(!cause.to_string().contains("unknown field"), "{name}: {cause}"),
            Ok(_) => {}
        };
        known(match name.split_once('.') {
            Some(("clients", name)) => load(&format!("[[clients]]\n{name} = {value}"), &[]),
            _ => load(&format!("{name} = {value}"), &[]),
        });
        if let Some(variable) = setting.variable() {
            known(load("", &[(&variable, value)]));
        }
    }
}

#[test]
fn the_environment_sets_numbers_lists_and_whole_sections() {
    let clients = "[{ id = 'tv', name = 'TV', kind = 'tv' }]";
    let config = load(
        "",
        &[
            ("COUNTERSIGN_LIFE_TRUSTED_DAYS", "7"),
            ("COUNTERSIGN_PHONE_COUNTRIES", "['DE']"),
            ("COUNTERSIGN_SMTP_URL", "smtp://localhost"),
            ("COUNTERSIGN_SMTP_FROM", "no-reply@acme.example"),
            ("COUNTERSIGN_CLIENTS", clients),
        ],
    )
    .expect("loads");
    assert_eq!(config.life.trusted_days, 7);
    assert_eq!(config.phone_countries, ["DE"]);
    assert_eq!(config.smtp.expect("a mail server").from, "no-reply@acme.example");
    assert_eq!(config.clients[0].id, "tv");
}

#[test]
fn a_misspelt_variable_is_refused_and_those_of_others_are_not() {
    let told = |variable| load("", &[(variable, "1")]).map(drop).map_err(|cause| cause.to_string());
    assert_eq!(
        told("COUNTERSIGN_LIMITS_CODES_PER_DAYS"),
        Err("there is no setting \"COUNTERSIGN_LIMITS_CODES_PER_DAYS\"; did you mean \"COUNTERSIGN_LIMITS_CODES_PER_DAY\"?".into())
    );
    assert!(told("COUNTERSIGN_LIFE").is_err(), "a section isn't a setting");
    for variable in [
        "COUNTERSIGN_SERVICE_HOST",
        "COUNTERSIGN_PORT",
        "COUNTERSIGN_PORT_8080_TCP",
        "COUNTERSIGN_KEY_FILE",
        "COUNTERSIGN_BIN",
        "COUNTERSIGN_DEV_BIN",
        "PATH",
    ] {
        assert_eq!(told(variable), Ok(()), "{variable}");
    }
}

#[test]
fn an_old_name_is_refused_with_the_new_one() {
    let told = load("[life]\nsettled_days = 30", &[]).expect_err("rejected").to_string();
    assert_eq!(told, "the setting \"life.settled_days\" is now called \"life.established_days\"");
    let told = load("", &[("COUNTERSIGN_LIFE_SETTLED_DAYS", "30")]).expect_err("rejected").to_string();
    assert_eq!(
        told,
        "the setting \"COUNTERSIGN_LIFE_SETTLED_DAYS\" is now called \"COUNTERSIGN_LIFE_ESTABLISHED_DAYS\""
    );
}

#[test]
fn a_number_stays_in_its_bounds() {
    for setting in Config::settings() {
        let Some(bounds) = setting.bounds else { continue };
        // A browser is trusted for at most as long as it is known.
        let other = match setting.name.as_str() {
            "life.trusted_days" => "life.session_idle_days = 365",
            "life.session_idle_days" => "life.trusted_days = 1",
            _ => "",
        };
        let set = |value: u32| load(&format!("{other}\n{} = {value}", setting.name), &[]);
        assert!(set(*bounds.start()).is_ok() && set(*bounds.end()).is_ok(), "{}", setting.name);
        for value in bounds.start().checked_sub(1).into_iter().chain([bounds.end() + 1]) {
            let told = set(value).expect_err("out of bounds").to_string();
            assert_eq!(told, format!("{} must be {} to {}", setting.name, bounds.start(), bounds.end()));
        }
    }
}

#[test]
fn an_error_about_a_variable_names_it_and_never_quotes_its_value() {
    for (variable, value) in [
        ("COUNTERSIGN_CLIENTS", "\"hunter2\""),
        ("COUNTERSIGN_CLIENTS", "[{ id = 'tv', name = 'TV', kind = 'hunter2' }]"),
        ("COUNTERSIGN_CLIENTS", "[{ id = 'tv', name = 'TV', kind = ', expected hunter2' }]"),
        ("COUNTERSIGN_CLIENTS", "[{ hunter2 = 1 }]"),
        ("COUNTERSIGN_TRUSTED_PROXIES", "['hunter2']"),
        ("COUNTERSIGN_LIMITS_CODES_PER_DAY", "'hunter2'"),
        ("COUNTERSIGN_LIMITS_CODES_PER_DAY", "hunter2"),
        ("COUNTERSIGN_BRAND_HELP_URL", "hunter2"),
        ("COUNTERSIGN_LISTEN", "hunter2"),
        ("COUNTERSIGN_PUBLIC_URL", "hunter2"),
    ] {
        let told = refused(variable, value);
        assert!(told.starts_with(variable) && !told.contains("hunter2"), "{variable}: {told}");
    }
    assert_eq!(refused("COUNTERSIGN_CLIENTS", "\"hunter2\""), "COUNTERSIGN_CLIENTS: expected a sequence");
}

#[test]
fn a_variable_with_further_lines_is_refused() {
    let told = refused("COUNTERSIGN_LIMITS_CODES_PER_DAY", "5\ndata = 1");
    assert_eq!(told, "COUNTERSIGN_LIMITS_CODES_PER_DAY must be written as a TOML value, such as 10");
    let told = refused("COUNTERSIGN_TRUSTED_PROXIES", "10.0.0.0/8");
    assert_eq!(told, r#"COUNTERSIGN_TRUSTED_PROXIES must be written as a TOML value, such as ["one", "two"]"#);
}

#[test]
fn a_variable_that_is_not_text_is_refused() {
    for variable in ["COUNTERSIGN_BRAND_NAME", "COUNTERSIGN_LIMITS_CODES_PER_DAY"] {
        assert_eq!(refused(variable, OsStr::from_bytes(b"a\xff")), format!("{variable} isn't valid UTF-8"));
    }
    let others = [("OTHER".into(), OsStr::from_bytes(b"\xff").to_owned())];
    assert!(Config::load(None, others).is_ok(), "another program's variable");
}

#[test]
fn an_empty_path_is_refused() {
    for path in ["data", "outbox"] {
        let told = load(&format!("{path} = ''"), &[]).expect_err("rejected").to_string();
        assert_eq!(told, format!("{path} can't be empty"));
    }
}

#[test]
fn an_empty_variable_counts_as_absent() {
    let empty: Vec<String> = Config::settings().iter().filter_map(super::Setting::variable).collect();
    let empty: Vec<(&str, &str)> = empty.iter().map(|variable| (variable.as_str(), "")).collect();
    let loaded = load("", &empty).expect("loads");
    assert_eq!(loaded.empty_variables.len(), empty.len(), "each is reported");
    let loaded = Config { empty_variables: Vec::new(), ..loaded };
    assert_eq!(format!("{loaded:?}"), format!("{:?}", load("", &[]).expect("loads")));
    assert!(load("", &[("COUNTERSIGN_NO_SETTING", "")]).expect("loads").empty_variables.is_empty());
    let smtp = "[smtp]\nurl = 'smtp://localhost'\nfrom = 'a@b.example'";
    let file = format!("data = '/srv'\nphone_countries = ['DE']\n[limits]\ncodes_per_day = 7\n{smtp}");
    let config = load(&file, &empty).expect("loads");
    assert_eq!((config.data.as_path(), config.limits.codes_per_day), (std::path::Path::new("/srv"), 7));
    assert_eq!(config.phone_countries, ["DE"]);
    assert_eq!(config.smtp.expect("a mail server").from, "a@b.example");
    assert!(!load("", &[("COUNTERSIGN_PUBLIC_URL", "")]).expect("loads").is_public_url_set, "it follows `listen`");
}

#[test]
fn a_browser_is_trusted_for_at_most_as_long_as_it_is_known() {
    let told = |life: &str| load(&format!("[life]\n{life}"), &[]).map(drop).map_err(|cause| cause.to_string());
    assert_eq!(
        told("trusted_days = 31"),
        Err("life.trusted_days (31) can't be more than life.session_idle_days (30), because a browser that isn't used for so long is no \
             longer known; set both"
            .into())
    );
    assert!(told("session_idle_days = 29").is_err());
    assert_eq!(told("trusted_days = 90\nsession_idle_days = 90"), Ok(()));
}

#[test]
fn a_relative_path_starts_at_the_file_that_names_it_or_at_the_current_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.toml");
    let text = "data = 'store'\nbreached_passwords = '/b.bin'\n[brand]\nlogo = 'a.svg'\n\
                [[clients]]\nid = 'tv'\nname = 'TV'\nkind = 'tv'\nlogo = '../tv.png'";
    std::fs::write(&file, text).expect("written");
    let config = Config::load(Some(&file), [("COUNTERSIGN_OUTBOX".into(), "mails".into())]).expect("loads");
    let from_file = |path: &str| Some(folder.path().join(path));
    assert_eq!(Some(config.data), from_file("store"));
    assert_eq!(config.brand.logo, from_file("a.svg"));
    assert_eq!(config.clients[0].logo, from_file("../tv.png"));
    assert_eq!(config.breached_passwords, Some("/b.bin".into()));
    assert_eq!(config.outbox, Some(std::env::current_dir().expect("a folder").join("mails")));
}

#[test]
fn two_clients_with_one_id_and_a_public_client_with_a_secret_are_refused() {
    let told = |more: &str| {
        let tv = "[[clients]]\nid = 'tv'\nname = 'TV'\nkind = 'tv'\n";
        load(&format!("{tv}{more}"), &[]).map(drop).map_err(|cause| cause.to_string())
    };
    assert_eq!(told(""), Ok(()));
    assert_eq!(
        told("[[clients]]\nid = 'tv'\nname = 'Other'\nkind = 'tv'"),
        Err("two clients have the id \"tv\": remove one, or rename it".into())
    );
    assert!(told("secret = 's'\npublic = true").is_err_and(|told| told.contains("can't have a secret")));
}

#[test]
fn development_mode_is_no_setting_and_needs_no_https_address() {
    for told in
        [load("dev = true", &[]), load("", &[("COUNTERSIGN_DEV", "true")])].map(|loaded| loaded.expect_err("refused"))
    {
        assert!(matches!(told, ConfigError::DevIsFlag(_)), "{told}");
    }
    assert!(load("", &[]).expect("loads").in_development().expect("localhost").is_dev);
    let public = load("public_url = 'https://id.example'", &[]).expect("loads");
    assert!(public.in_development().expect_err("refused").to_string().contains("https://id.example"));
}
