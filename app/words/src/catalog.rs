//! The texts of all languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::area::{self, Area};
use crate::message::Message;
use crate::problem::{Problem, Problems, Report};
use crate::speaker::Speaker;
use crate::{SOURCE, accessors, check, table};

/// All languages, checked: all have the same areas, keys and placeholders.
#[derive(Debug)]
pub struct Catalog {
    languages: BTreeMap<String, Language>,
}

/// One language's texts.
#[derive(Debug)]
pub struct Language {
    tag: String,
    areas: BTreeMap<String, Area>,
}

impl Catalog {
    /// Reads and checks the folder that has a folder for each language.
    pub fn read(locales: &Path) -> Result<Self, Problems> {
        let mut files = Vec::new();
        let listed = list(locales).and_then(|folders| {
            for (language, folder) in folders.into_iter().filter(|(_, path)| path.is_dir()) {
                for (file, path) in list(&folder)? {
                    files.push((language.clone(), file, fs::read_to_string(path)?));
                }
            }
            Ok(())
        });
        match listed {
            Ok(()) => Self::from_files(files),
            Err(error) => Err(Problems(vec![Problem {
                file: locales.display().to_string(),
                key: String::new(),
                what: format!("can't be read: {error}"),
            }])),
        }
    }

    /// Checks `(language, file name, text)` triples.
    pub fn from_files(files: impl IntoIterator<Item = (String, String, String)>) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let mut languages: BTreeMap<String, Language> = BTreeMap::new();
        let mut unreadable = BTreeSet::new();
        for (tag, file, text) in files {
            let mut report = Report::new(format!("{tag}/{file}"), &mut problems);
            let Some(name) = file.strip_suffix(".toml") else {
                report.add("", "is no .toml file");
                continue;
            };
            let Some(area) = area::parse(&text, &mut report) else {
                unreadable.insert(tag);
                continue;
            };
            let language = languages.entry(tag.clone()).or_insert_with(|| Language { tag, areas: BTreeMap::new() });
            language.areas.insert(name.to_owned(), area);
        }
        // Each text after a syntax error would be reported as missing.
        languages.retain(|tag, _| !unreadable.contains(tag));
        let catalog = Self { languages };
        if !unreadable.contains(SOURCE) {
            catalog.check(&mut problems);
        }
        if problems.is_empty() { Ok(catalog) } else { Err(Problems(problems)) }
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        let Some(source) = self.languages.get(SOURCE) else {
            Report::new(SOURCE.into(), problems).add("", "is missing: English is what the others are measured by");
            return;
        };
        check::sections_are_unique(&source.areas, &mut |area, section, what| {
            Report::new(format!("{SOURCE}/{area}.toml"), problems).add(section, what);
        });
        for language in self.languages.values() {
            let none = Area::new();
            for (name, english) in &source.areas {
                let mut report = Report::new(format!("{}/{name}.toml", language.tag), problems);
                match language.areas.get(name) {
                    Some(area) => check::same_as_source(&language.tag, english, area, &mut report),
                    None => report.add("", "is missing"),
                }
            }
            for name in language.areas.keys().filter(|name| !source.areas.contains_key(*name)) {
                let mut report = Report::new(format!("{}/{name}.toml", language.tag), problems);
                check::same_as_source(&language.tag, &none, &language.areas[name], &mut report);
            }
        }
    }

    /// All languages, by tag.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.values()
    }

    /// One language by its tag, such as `pt-BR`.
    pub fn language(&self, tag: &str) -> Option<&Language> {
        self.languages.get(tag)
    }

    /// Rust source with an accessor for each key, to be included in a module with `text`, `fill`, `plural` and `number`. The
    /// server's accessors take its `Words` of a language as their first argument.
    pub fn accessors(&self, speaker: Speaker) -> String {
        let areas = self.source().iter().filter(|(area, _)| Speaker::of(area) == speaker);
        accessors::generate(&areas.collect(), speaker)
    }

    /// The texts of one area in one language, in the order of the accessors' indexes; `None` if there is no such area.
    pub fn texts(&self, language: &Language, area: &str) -> Option<Vec<String>> {
        Some(table::texts(self.source().get(area)?, language.areas.get(area)?))
    }

    /// The same as compact JSON.
    pub fn json(&self, language: &Language, area: &str) -> Option<String> {
        Some(serde_json::Value::from(self.texts(language, area)?).to_string())
    }

    fn source(&self) -> &BTreeMap<String, Area> {
        &self.languages[SOURCE].areas
    }
}

impl Language {
    /// Its tag: `de`, `zh-Hans`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// A plain text with its placeholders; `None` for an unknown key or a plural.
    pub fn text(&self, section: &str, key: &str) -> Option<&str> {
        let message = self.areas.values().find_map(|area| area.get(section)?.get(key))?;
        match message {
            Message::Text(text) => Some(text),
            Message::Plural(_) => None,
        }
    }
}

/// The entries of a folder, sorted by name, without hidden files.
fn list(folder: &Path) -> std::io::Result<Vec<(String, std::path::PathBuf)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.push((name, entry.path()));
        }
    }
    entries.sort();
    Ok(entries)
}
