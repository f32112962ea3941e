//! Catalogs as translators write them, good and bad.

use words::{Catalog, Problems, Speaker};

const ENGLISH: &str = r#"
[link]
heading = "Enter your code"
wrong_symbol = "“{symbol}” is in no code (place {position})"
[link.minutes_left]
one = "{n} minute left on {device}"
other = "{n} minutes left on {device}"
[about]
title = "About"
"#;

const ARABIC: &str = r#"
[about]
title = "حول"
[link]
heading = "أدخل الرمز"
wrong_symbol = "الموضع {position}: «{symbol}»"
[link.minutes_left]
zero = "لا دقائق {device}"
one = "دقيقة {device}"
two = "دقيقتان {device}"
few = "{n} دقائق {device}"
many = "{n} دقيقة {device}"
other = "{n} دقيقة {device}"
"#;

fn catalog(files: &[(&str, &str, &str)]) -> Result<Catalog, Problems> {
    Catalog::from_files(files.iter().map(|(tag, file, text)| ((*tag).into(), (*file).into(), (*text).into())))
}

/// What is wrong when `de` is English with one thing changed.
fn german(from: &str, to: &str) -> String {
    assert!(ENGLISH.contains(from), "{from:?} is not in the English text");
    let text = ENGLISH.replace(from, to);
    catalog(&[("en", "base.toml", ENGLISH), ("de", "base.toml", &text)])
        .map_or_else(|problems| problems.to_string(), |_| String::new())
}

#[test]
fn a_language_with_all_keys_passes() {
    assert_eq!(german("Enter your code", "Code eingeben"), "");
}

#[test]
fn json_is_in_key_order_with_six_places_for_a_plural() {
    let catalog = catalog(&[("en", "base.toml", ENGLISH), ("ar", "base.toml", ARABIC)]).expect("both agree");
    let json = |tag| catalog.language(tag).and_then(|language| catalog.json(language, "base"));
    assert_eq!(
        json("en").as_deref(),
        Some(
            r#"["About","Enter your code","","{1} minute left on {0}","","","","{1} minutes left on {0}","“{1}” is in no code (place {0})"]"#
        )
    );
    assert_eq!(
        json("ar").as_deref(),
        Some(
            r#"["حول","أدخل الرمز","لا دقائق {0}","دقيقة {0}","دقيقتان {0}","{1} دقائق {0}","{1} دقيقة {0}","{1} دقيقة {0}","الموضع {0}: «{1}»"]"#
        )
    );
    assert_eq!(catalog.language("ar").and_then(|language| language.text("about", "title")), Some("حول"));
}

#[test]
fn accessors_are_as_recorded() {
    let other = "[sign_in]\npassword = \"Password for {who}\"\nmove = \"A {type}\"\n";
    let catalog = catalog(&[("en", "base.toml", ENGLISH), ("en", "sign_in.toml", other)]).expect("English is right");
    assert_eq!(catalog.accessors(Speaker::Page), include_str!("accessors.txt"));
}

#[test]
fn the_page_knows_nothing_of_mails_and_the_servers_accessors_take_a_language() {
    let mail =
        "[code_mail]\nsecret = \"Don't share it\"\n[code_mail.works]\none = \"a minute\"\nother = \"{n} minutes\"\n";
    let catalog = catalog(&[("en", "base.toml", ENGLISH), ("en", "mail.toml", mail)]).expect("English is right");
    assert!(!catalog.accessors(Speaker::Page).contains("code_mail"));
    let accessors = catalog.accessors(Speaker::Server);
    for part in [
        "pub enum Area { Mail }",
        "pub fn secret(words: super::super::Words) -> &'static str { super::super::text(words, super::Area::Mail, 0) }",
        "pub fn works(words: super::super::Words, n: u32) -> String { super::super::plural(words, super::Area::Mail, 1, n, &[&n.to_string()]) }",
    ] {
        assert!(accessors.contains(part), "{accessors}");
    }
    let english = catalog.language("en").and_then(|english| catalog.texts(english, "mail")).expect("its texts");
    assert_eq!(english, ["Don't share it", "", "a minute", "", "", "", "{0} minutes"]);
}

#[test]
fn a_missing_key_is_named_with_its_english_text() {
    let problem = german("heading = \"Enter your code\"\n", "");
    assert!(problem.contains("de/base.toml: `link.heading` is missing (English: \"Enter your code\")"), "{problem}");
}

#[test]
fn a_key_that_english_lacks_is_refused() {
    let problem = german("[about]", "[about]\nextra = \"Mehr\"");
    assert!(problem.contains("`about.extra` is not in en"), "{problem}");
}

#[test]
fn placeholders_must_be_the_same() {
    let problem = german("(place {position})", "(Stelle {place})");
    assert!(problem.contains("`link.wrong_symbol` lacks the placeholder {position}"), "{problem}");
    assert!(problem.contains("`link.wrong_symbol` has the placeholder {place}, which English lacks"), "{problem}");
}

#[test]
fn only_other_must_show_the_number() {
    assert_eq!(german("{n} minute left", "one minute left"), "");
    let problem = german("{n} minutes left", "minutes left");
    assert!(problem.contains("`link.minutes_left.other` lacks the placeholder {n}"), "{problem}");
}

#[test]
fn a_plural_has_exactly_the_forms_of_its_language() {
    let problem = german("one = \"{n} minute left on {device}\"\n", "");
    assert!(problem.contains("`link.minutes_left` needs exactly the forms one, other, and has other"), "{problem}");
    let problems =
        catalog(&[("en", "base.toml", ENGLISH), ("ar", "base.toml", ENGLISH)]).expect_err("Arabic has six forms");
    assert!(
        problems.to_string().contains("needs exactly the forms zero, one, two, few, many, other, and has one, other"),
        "{problems}"
    );
}

#[test]
fn a_language_without_known_plurals_says_where_to_add_them() {
    let problems =
        catalog(&[("en", "base.toml", ENGLISH), ("xx", "base.toml", ENGLISH)]).expect_err("xx is no language");
    assert!(problems.to_string().contains("add them to words/src/plural.rs"), "{problems}");
}

#[test]
fn a_missing_file_and_a_foreign_one_are_named() {
    let one = "[one]\na = \"A\"\n";
    let problems =
        catalog(&[("en", "base.toml", ENGLISH), ("de", "other.toml", one)]).expect_err("de has the wrong file");
    assert!(problems.to_string().contains("de/base.toml: is missing"), "{problems}");
    assert!(problems.to_string().contains("de/other.toml: `one.a` is not in en"), "{problems}");
}

#[test]
fn a_syntax_error_is_the_only_error_of_its_language() {
    let broken = "[link]\nheading = \"Code\n";
    for files in [
        [("en", "base.toml", ENGLISH), ("de", "base.toml", broken)],
        [("en", "base.toml", broken), ("de", "base.toml", ENGLISH)],
    ] {
        let problems = catalog(&files).expect_err("no TOML");
        assert!(problems.to_string().contains("is not TOML"), "{problems}");
        assert_eq!(problems.0.len(), 1, "{problems}");
    }
}

#[test]
fn a_section_has_one_home() {
    let problems =
        catalog(&[("en", "base.toml", ENGLISH), ("en", "more.toml", "[link]\na = \"A\"\n")]).expect_err("two homes");
    assert!(problems.to_string().contains("en/more.toml: `link` is also a section of base.toml"), "{problems}");
}

#[test]
fn what_cannot_be_a_message_is_refused() {
    for (text, part) in [
        ("top = \"text\"", "must stand in a section"),
        ("[a]\nb = 1", "must be a text in quotes"),
        ("[a.b]\none = \"x\"", "without `other`"),
        ("[a]\nself = \"x\"", "Rust keeps for itself"),
        ("[a]\nB = \"x\"", "lower_case"),
        ("[a]\nb = \"{n\"", "`{` without its `}`"),
        ("[a.b]\none = \"x\"\nother = \"y\"", "its `other` needs {n}"),
        ("[a", "is not TOML"),
    ] {
        let problems = catalog(&[("en", "base.toml", text)]).expect_err(text);
        assert!(problems.to_string().contains(part), "{text:?}: {problems}");
    }
}

/// The compiler reports unused keys of all other areas.
#[test]
fn every_text_of_the_shell_is_used() {
    let english: toml::Table = include_str!("../../locales/en/shell.toml").parse().expect("TOML");
    let page = include_str!("../../index.html");
    for (section, keys) in english.iter().filter(|(section, _)| *section != "language") {
        for key in keys.as_table().expect("a section").keys() {
            assert!(page.contains(&format!("{{{{words.{section}.{key}}}}}")), "index.html lacks {section}.{key}");
        }
    }
}
