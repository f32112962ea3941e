//! Which plural forms a language has, as Unicode CLDR says for cardinal whole numbers.

/// All categories, in the order in which a table keeps a plural's forms.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", OTHER];

/// The form that every plural has, and by which a table is known to be one.
pub(crate) const OTHER: &str = "other";

/// The categories that a plural must have in `language`; `None` for a language nobody has looked up yet.
///
/// Forms that only millions or fractions take (`many` in French, `few` in Czech decimals) are left out: the page shows
/// neither, and falls back to `other`.
pub(crate) fn categories(language: &str) -> Option<&'static [&'static str]> {
    Some(match language {
        "id" | "ja" | "ko" | "th" | "vi" | "zh-Hans" | "zh-Hant" => &["other"],
        "cs" | "ro" | "sk" => &["one", "few", "other"],
        "pl" | "ru" | "uk" => &["one", "few", "many", "other"],
        "he" => &["one", "two", "other"],
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        "de" | "el" | "en" | "es" | "fi" | "fr" | "hi" | "it" | "nl" | "pt-BR" | "pt-PT" | "tr" => &["one", "other"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_stand_in_table_order_and_end_in_other() {
        for language in ["en", "ja", "cs", "pl", "he", "ar"] {
            let forms = categories(language).expect("a known language");
            let places: Vec<_> = forms.iter().map(|form| CATEGORIES.iter().position(|all| all == form)).collect();
            assert!(places.is_sorted() && !places.contains(&None), "{language}: {forms:?}");
            assert_eq!(forms.last(), Some(&OTHER), "{language}");
        }
    }
}
