//! The choice of a person's language.

use domain::language::{accepted, matching};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// All languages that are planned.
const OFFERED: &[&str] = &[
    "ar", "cs", "de", "el", "en", "es", "fi", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt-BR", "pt-PT",
    "ro", "ru", "sk", "th", "tr", "uk", "vi", "zh-Hans", "zh-Hant",
];

#[test]
fn a_region_or_an_older_tag_reads_the_language_that_is_offered() {
    for (tags, language) in [
        ("de de-AT DE-ch de-Latn-DE-1996", Some("de")),
        ("zh zh-CN zh-SG zh-Hans-HK cmn zh-hans", Some("zh-Hans")),
        ("zh-TW zh-HK zh-MO zh-Hant-TW zh-tw yue-HK", Some("zh-Hant")),
        ("pt pt-BR pt-br pt-US", Some("pt-BR")),
        ("pt-PT pt-AO pt-mz", Some("pt-PT")),
        ("no nb nn nb-NO en-GB", Some("en")),
        ("iw he-IL", Some("he")),
        ("in in-ID", Some("id")),
        ("tlh * - -- de_AT d deu", None),
    ] {
        for tag in tags.split(' ') {
            assert_eq!(matching(tag, OFFERED), language, "{tag}");
        }
    }
    assert_eq!(matching("", OFFERED), None);
}

#[test]
fn a_language_that_is_not_offered_is_no_fallback() {
    let few = ["ar", "de", "en"];
    assert_eq!(matching("zh-TW", &few), None);
    assert_eq!(matching("pt", &few), None);
    assert_eq!(accepted("zh-TW, pt;q=0.9, de;q=0.1", &few), Some("de"));
}

#[test]
fn the_highest_weight_wins_and_the_first_among_equals() {
    for (header, language) in [
        ("de-AT,de;q=0.9,en;q=0.8", Some("de")),
        ("tlh, en;q=0.3, ar;q=0.7", Some("ar")),
        ("en;q=0.5,fr;Q=0.501", Some("fr")),
        ("fr;q=1.000, it", Some("fr")),
        ("it , fr ; q=1", Some("it")),
        ("nb-NO,nb;q=0.9,sv;q=0.8,de;q=0.5", Some("en")),
        ("de;q=0, en;q=0.001", Some("en")),
        ("de;q=0.000", None),
        ("*", None),
        ("*;q=0.5, ja;q=0.1", Some("ja")),
        ("", None),
    ] {
        assert_eq!(accepted(header, OFFERED), language, "{header}");
    }
}

#[test]
fn an_invalid_header_chooses_no_language() {
    for header in [
        "de;q=",
        "de;q=2",
        "de;q=1.1",
        "de;q=NaN",
        "de;q=inf",
        "de;q=-1",
        "de;q=0.1234",
        "de;q=0.5;x",
        "de;level=1",
        ";;,=",
        "*;;q=,",
    ] {
        assert_eq!(accepted(header, OFFERED), None, "{header}");
    }
    let far = "tlh,".repeat(32) + "de";
    assert_eq!(accepted(&far, OFFERED), None, "a list is read as far as browsers write one");
    assert_eq!(matching(&format!("de{}", "-x".repeat(1000)), OFFERED), None, "no tag is so long");
}
