//! The slots of `index.html`: `{{words.link.heading}}`, `{{lang}}`, `{{server.brand_name}}`.

use std::collections::BTreeMap;
use std::fmt::Write;

use words::{Catalog, Language};

use crate::Result;
use crate::text::{escape_html, escape_json};

/// Our mark, which a server without a logo of its own puts into the header.
const MARK: &str = include_str!("../../mark.svg");

/// The values that differ between two languages' shells.
pub(crate) struct Slots<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) language: &'a Language,
    /// The address of each area's texts.
    pub(crate) words: &'a BTreeMap<String, String>,
    /// The address of the sheet that the chunks load.
    pub(crate) style: &'a str,
    /// The hash of the glue; empty in development.
    pub(crate) js_integrity: &'a str,
}

impl Slots<'_> {
    /// Fills every slot except the server's, because only the server knows the brand.
    pub(crate) fn fill(&self, html: &str) -> Result<String> {
        fill(html, &|slot| self.value(slot))
    }

    fn value(&self, slot: &str) -> Result<Option<String>> {
        if slot.starts_with("server.") {
            return Ok(None);
        }
        Ok(Some(match slot {
            "lang" => self.language.tag().to_owned(),
            "dir" => self.word("language", "dir")?,
            "languages" => self.languages()?,
            "build" => escape_json(&serde_json::json!({ "style": self.style, "words": self.words }).to_string()),
            "words_url" => self.words.get("base").cloned().ok_or("there is no area `base`")?,
            "js_integrity" => self.js_integrity.to_owned(),
            _ => match slot.split('.').collect::<Vec<_>>()[..] {
                ["words", section, key] => self.word(section, key)?,
                _ => return Err(format!("index.html: there is no slot {{{{{slot}}}}}").into()),
            },
        }))
    }

    /// A text as HTML. The only placeholder that it can have is `{brand}`, which the server fills.
    fn word(&self, section: &str, key: &str) -> Result<String> {
        let text = self.language.text(section, key);
        let text = text.ok_or_else(|| format!("index.html: no locale has the text `{section}.{key}`"))?;
        let html = escape_html(text);
        if html.replace("{brand}", "").contains('{') {
            return Err(format!("index.html: `{section}.{key}` has a placeholder that nobody fills: {text}").into());
        }
        Ok(html.replace("{brand}", "{{server.brand_name}}"))
    }

    /// The options of the language menu, each in its own language.
    fn languages(&self) -> Result<String> {
        let mut named = Vec::new();
        for language in self.catalog.languages() {
            let name = language.text("language", "name").ok_or("the locales lack `language.name`")?;
            named.push((name, language.tag()));
        }
        named.sort_unstable();
        let mut options = String::new();
        for (name, tag) in named {
            let selected = if tag == self.language.tag() { " selected" } else { "" };
            write!(options, "<option value=\"{tag}\" lang=\"{tag}\"{selected}>{}</option>", escape_html(name))?;
        }
        Ok(options)
    }
}

/// Fills the server's slots with the defaults of a new server: for development, and to weigh the page.
pub(crate) fn fill_as_server(html: &str) -> Result<String> {
    const DEFAULTS: &[(&str, &str)] = &[("server.brand_name", "Countersign"), ("server.brand_logo", MARK)];
    fill(html, &|slot| {
        let default = DEFAULTS.iter().find(|(name, _)| *name == slot);
        Ok(Some(default.map_or_else(String::new, |(_, value)| (*value).to_owned())))
    })
}

/// Replaces each `{{slot}}` by its value. A slot without a value stays, and so do other double braces.
fn fill(html: &str, value: &dyn Fn(&str) -> Result<Option<String>>) -> Result<String> {
    let mut filled = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("{{") {
        filled += before;
        let end = after.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.'));
        let (slot, behind) = after.split_at(end.unwrap_or(after.len()));
        if let Some(behind) = behind.strip_prefix("}}").filter(|_| !slot.is_empty()) {
            filled += &value(slot)?.unwrap_or_else(|| format!("{{{{{slot}}}}}"));
            rest = behind;
        } else {
            filled += "{{";
            rest = after;
        }
    }
    Ok(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "[language]\nname = \"English\"\ndir = \"ltr\"\n\
        [shell]\ntitle = \"Code & <{brand}>\"\nsays = \"{who} says\"\n";

    fn filled(html: &str) -> Result<String> {
        let german = ENGLISH.replace("English", "Deutsch");
        let files = [("en", ENGLISH), ("de", &german)];
        let files = files.map(|(tag, text)| (tag.into(), "base.toml".into(), text.into()));
        let catalog = Catalog::from_files(files)?;
        let words = BTreeMap::from([("base".into(), "/assets/words-base-en-1.json".into())]);
        let language = catalog.language("en").ok_or("en")?;
        let style = "/assets/screens-1.css";
        Slots { catalog: &catalog, language, words: &words, style, js_integrity: "sha256-x" }.fill(html)
    }

    #[test]
    fn slots_are_filled_and_escaped() {
        for (html, expected) in [
            ("<html lang=\"{{lang}}\" dir=\"{{dir}}\">", "<html lang=\"en\" dir=\"ltr\">"),
            ("<h1>{{words.shell.title}}</h1>", "<h1>Code &amp; &lt;{{server.brand_name}}&gt;</h1>"),
            ("{{build}}", r#"{"style":"/assets/screens-1.css","words":{"base":"/assets/words-base-en-1.json"}}"#),
            ("{{words_url}} {{js_integrity}}", "/assets/words-base-en-1.json sha256-x"),
            (
                "{{languages}}",
                "<option value=\"de\" lang=\"de\">Deutsch</option><option value=\"en\" lang=\"en\" selected>English</option>",
            ),
            ("{{server.support}}", "{{server.support}}"),
            ("f({{a: 1}}); {{__TRUNK_ADDRESS__}} {{}} {{", "f({{a: 1}}); {{__TRUNK_ADDRESS__}} {{}} {{"),
        ] {
            assert_eq!(filled(html).expect(html), expected);
        }
    }

    #[test]
    fn what_cannot_be_filled_is_said() {
        for (html, part) in [
            ("{{words.shell.missing}}", "`shell.missing`"),
            ("{{words.shell.says}}", "nobody fills"),
            ("{{brand}}", "no slot {{brand}}"),
        ] {
            let error = filled(html).expect_err(html).to_string();
            assert!(error.contains(part), "{html}: {error}");
        }
    }

    #[test]
    fn in_development_the_brand_is_the_default() {
        let html = fill_as_server("{{server.brand_name}}|{{server.other}}|").expect("every server slot has a default");
        assert_eq!(html, "Countersign||");
    }
}
