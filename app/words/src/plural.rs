//! The plural forms of a language, and the form for a number, by Unicode CLDR's rules for cardinal integers.

/// All categories, in the order in which a table stores a plural's forms.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", OTHER];

/// The form that every plural has, and that distinguishes a plural from a section.
pub(crate) const OTHER: &str = "other";

/// Its index among them.
pub const OTHER_FORM: usize = CATEGORIES.len() - 1;

/// The categories that a plural must have in `language`; `None` for a language that isn't listed here yet.
///
/// Forms for millions or fractions only (`many` in French, `few` in Czech decimals) are left out: the page shows
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

/// The index of the form for `n` in `language`, counted from a plural's first: zero, one, two, few,
/// many, other. The page asks its browser instead.
pub fn form(language: &str, n: u32) -> usize {
    let (ones, tens) = (n % 10, n % 100);
    let slavic = matches!(ones, 2..=4) && !matches!(tens, 12..=14);
    let category = match language {
        "id" | "ja" | "ko" | "th" | "vi" | "zh-Hans" | "zh-Hant" => OTHER,
        "ar" => match (n, tens) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..) => "many",
            _ => OTHER,
        },
        "he" if n == 2 => "two",
        "cs" | "sk" if matches!(n, 2..=4) => "few",
        "ro" if n != 1 && (n == 0 || matches!(tens, 1..=19)) => "few",
        "ru" | "uk" if ones == 1 && tens != 11 => "one",
        "pl" | "ru" | "uk" if slavic => "few",
        "ru" | "uk" => "many",
        "pl" if n != 1 => "many",
        "fr" | "hi" | "pt-BR" if n == 0 => "one",
        _ if n == 1 => "one",
        _ => OTHER,
    };
    CATEGORIES.iter().position(|all| *all == category).unwrap_or(OTHER_FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CLDR's rules, as a browser's `Intl.PluralRules` applies them: runs of the same form, starting at 0.
    #[test]
    fn a_number_takes_the_form_of_its_language() {
        for (languages, runs) in [
            ("ja zh-Hant", "other 130"),
            ("en de el es fi it nl pt-PT tr", "other 1, one 1, other 128"),
            ("fr hi pt-BR", "one 2, other 128"),
            ("he", "other 1, one 1, two 1, other 127"),
            ("cs sk", "other 1, one 1, few 3, other 125"),
            ("ro", "few 1, one 1, few 18, other 81, few 19, other 10"),
            ("ar", "zero 1, one 1, two 1, few 8, many 89, other 3, few 8, many 19"),
        ] {
            let runs = runs.split(", ").filter_map(|run| run.split_once(' '));
            let wanted: Vec<&str> =
                runs.flat_map(|(form, times)| std::iter::repeat_n(form, times.parse().expect("a count"))).collect();
            for language in languages.split(' ') {
                let forms: Vec<&str> = (0..130).map(|n| CATEGORIES[form(language, n)]).collect();
                assert_eq!(forms, wanted, "{language}");
            }
        }
        for (n, polish, russian) in [
            (1, "one", "one"),
            (3, "few", "few"),
            (12, "many", "many"),
            (21, "many", "one"),
            (22, "few", "few"),
            (111, "many", "many"),
        ] {
            assert_eq!((CATEGORIES[form("pl", n)], CATEGORIES[form("uk", n)]), (polish, russian), "{n}");
        }
    }

    #[test]
    fn a_number_takes_no_form_that_its_language_lacks() {
        for language in ["id", "cs", "pl", "uk", "he", "ar", "en", "fr"] {
            let has = categories(language).expect("a known language");
            assert!((0..1000).all(|n| has.contains(&CATEGORIES[form(language, n)])), "{language}");
        }
    }

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
