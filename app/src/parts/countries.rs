//! The countries whose phones can receive texts, as a list for people.

use domain::api::single_use_code::{CodeOptions, Country};
use domain::code::character::fold;
use domain::contact::phone;
use leptos::prelude::window;

use crate::intl;
use crate::locale::t;

/// A country to choose.
#[derive(Clone)]
pub(crate) struct CountryChoice {
    /// ISO 3166-1 alpha-2.
    pub(crate) code: String,
    /// Its name and calling code.
    pub(crate) label: String,
    calling_code: String,
    main: bool,
}

/// All countries, in the order of the page's language.
pub(crate) fn choices(countries: &[Country]) -> Vec<CountryChoice> {
    let choice = |name: String, country: &Country| {
        let calling_code = country.calling_code.to_string();
        let label = t::country::choice(&calling_code, &name);
        CountryChoice { code: country.code.clone(), label, calling_code, main: country.main }
    };
    let names: Vec<String> = countries.iter().map(|country| intl::country(&country.code)).collect();
    let places = intl::order(&names).into_iter();
    places.filter_map(|place| Some(choice(names.get(place)?.clone(), countries.get(place)?))).collect()
}

/// The country that a person is likely in: the server's guess, then the browser's setting.
pub(crate) fn likely(options: &CodeOptions) -> Option<String> {
    let listed = |code: &str| options.countries.iter().any(|country| country.code == code).then(|| code.to_owned());
    let of_browser = || {
        let language = window().navigator().language()?;
        language.split('-').find_map(listed)
    };
    let only = || (options.countries.len() == 1).then(|| options.countries[0].code.clone());
    options.likely.as_deref().and_then(listed).or_else(of_browser).or_else(only)
}

/// The country that a number names: the selected one, if it shares the calling code. No calling code is the start of another.
pub(crate) fn country_of_number<'a>(
    number: &str,
    choices: &'a [CountryChoice],
    chosen: &str,
) -> Option<&'a CountryChoice> {
    if !phone::is_international(number) {
        return None;
    }
    let digits: String = number.chars().filter_map(fold).filter(char::is_ascii_digit).collect();
    let sharing = || choices.iter().filter(|choice| digits.starts_with(&choice.calling_code));
    let is_chosen = |choice: &&CountryChoice| choice.code == chosen;
    sharing().find(is_chosen).or_else(|| sharing().find(|choice| choice.main)).or_else(|| sharing().next())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{CountryChoice, country_of_number};

    fn choices() -> Vec<CountryChoice> {
        let choice = |(code, calling_code, main): (&str, &str, bool)| CountryChoice {
            code: code.into(),
            label: String::new(),
            calling_code: calling_code.into(),
            main,
        };
        [("CA", "1", false), ("DE", "49", true), ("US", "1", true)].map(choice).into()
    }

    fn code<'a>(number: &str, choices: &'a [CountryChoice], chosen: &str) -> Option<&'a str> {
        country_of_number(number, choices, chosen).map(|choice| choice.code.as_str())
    }

    #[wasm_bindgen_test]
    fn a_number_with_its_calling_code_names_its_country() {
        let choices = choices();
        assert_eq!(code("+49 151 234", &choices, "US"), Some("DE"));
        assert_eq!(code("+1 555", &choices, ""), Some("US"), "the main one of those that share a calling code");
        assert_eq!(code("+1 555", &choices, "CA"), Some("CA"), "unless one of them is chosen");
        assert_eq!(code("0151 234", &choices, "DE"), None);
        assert_eq!(code("+33 1", &choices, "DE"), None, "no texts go there");
    }
}
