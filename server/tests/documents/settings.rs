//! `docs/settings.md`, and the examples of settings in all documents.

use crate::check_or_write;
use server::config::{Config, Setting};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const ABOUT: &str = "\
# Settings

Made from the list in `server/src/config`; a test keeps it current. Set each one in the TOML file (`--config`) or in the environment, which
overrides the file. Flags of `countersign serve` override both. In an environment variable, write text as it is and everything else as a TOML
value: `COUNTERSIGN_TRUSTED_PROXIES='[\"10.0.0.0/8\"]'`. An empty variable counts as absent, except `COUNTERSIGN_KEY_FILE`. An unknown name is
rejected. A limit of 0 is off, unless its bounds exclude 0. A relative path in the file starts at the file's folder; in a variable, a flag or a
default, at the current folder.

Development mode isn't a setting, so that it isn't copied to production by accident: only `countersign serve --dev` turns it on.

`COUNTERSIGN_KEY_FILE` is only in the environment, because commands need it, too: the path of the server key, if it isn't `key` in the data
folder. If it is empty, the server and the commands stop and say so, so that no other key is used by accident.
";

#[test]
fn the_list_of_settings_is_current() {
    let mut text = ABOUT.to_owned();
    let settings = Config::settings();
    let alone = settings.iter().filter(|setting| !setting.name.contains('.'));
    write_section(&mut text, "General", alone);
    let mut sections: Vec<&str> = settings.iter().filter_map(|setting| Some(setting.name.split_once('.')?.0)).collect();
    sections.dedup();
    for section in sections {
        let title = if section == "clients" { "`[[clients]]`".to_owned() } else { format!("`[{section}]`") };
        let inner = settings.iter().filter(|setting| setting.name.split('.').next() == Some(section));
        write_section(&mut text, &title, inner.filter(|setting| setting.name != section));
    }
    check_or_write("docs/settings.md", &text);
}

fn write_section<'a>(text: &mut String, title: &str, settings: impl Iterator<Item = &'a Setting>) {
    let _ = write!(text, "\n## {title}\n\n| setting | meaning | default | environment variable |\n|---|---|---|---|\n");
    for setting in settings {
        let name = setting.name.rsplit('.').next().unwrap_or_default();
        let bounds = setting.bounds.as_ref();
        let bounds = bounds.map_or_else(String::new, |bounds| format!("; {} to {}", bounds.start(), bounds.end()));
        let default = match &setting.default {
            Some(default) => format!("`{default}`{bounds}"),
            None if setting.is_required => "must be set".to_owned(),
            None => String::new(),
        };
        let variable = setting.variable().map_or_else(String::new, |variable| format!("`{variable}`"));
        let about = setting.about.trim_end_matches('.').replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {about} | {default} | {variable} |");
    }
}

/// Examples must work when a person copies them and fills in `…`. Documents contain no secrets, because people would use those.
#[test]
fn the_examples_of_settings_load() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let documents =
        std::fs::read_dir(root.join("docs")).expect("documents").filter_map(|entry| Some(entry.ok()?.path()));
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let mut found = 0;
    for path in documents.filter(is_text).chain([root.join("README.md")]) {
        let text = std::fs::read_to_string(&path).expect("text");
        for block in text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            found += 1;
            load(&block.replace('…', FILLED_IN))
                .unwrap_or_else(|cause| panic!("{}: {cause} in:\n{block}", path.display()));
        }
    }
    assert!(found >= 4, "{found} examples");
}

/// The README's example works before the reader has any files, also with the lines that are commented out.
#[test]
fn the_example_in_the_readme_loads_as_it_stands() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).expect("text");
    let block = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let config = load(block).expect("loads");
    assert!(config.geoip_database.is_none() && config.breached_passwords.is_none() && config.brand.logo.is_none());
    let is_setting = |line: &&str| line.contains(" = ") || line.starts_with("[[");
    let uncommented = |line| str::strip_prefix(line, "# ").filter(is_setting).unwrap_or(line);
    let all: Vec<&str> = block.lines().map(uncommented).collect();
    let config = load(&all.join("\n").replace('…', FILLED_IN)).expect("loads");
    assert!(config.geoip_database.is_some() && config.breached_passwords.is_some() && config.brand.logo.is_some());
    assert_eq!(config.clients.len(), 2);
}

/// The secret that replaces `…`: 24 bytes in base64.
const FILLED_IN: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

fn load(block: &str) -> Result<Config, Box<dyn std::error::Error>> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(block.as_bytes())?;
    let config = Config::load(Some(file.path()), std::iter::empty())?;
    for client in &config.clients {
        server::grants::clients::client(client)?;
    }
    Ok(config)
}
