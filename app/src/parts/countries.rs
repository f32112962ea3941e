//! The countries whose phones get texts, as a list for people.

use domain::api::single_use_code::{CodeWays, Country};
use domain::code::symbol::fold;
use domain::contact::phone;
use leptos::prelude::window;

use crate::intl;
use crate::locale::t;

/// A country to choose.
#[derive(Clone)]
pub(crate) struct Choice {
    /// ISO 3166-1 alpha-2.
    pub(crate) code: String,
    /// Its name and calling code.
    pub(crate) label: String,
    calling_code: String,
    main: bool,
}

/// All of them, in the order of the page's language.
pub(crate) fn choices(countries: &[Country]) -> Vec<Choice> {
    let choice = |name: String, country: &Country| {
        let calling_code = country.calling_code.to_string();
        let label = t::country::choice(&calling_code, &name);
        Choice { code: country.code.clone(), label, calling_code, main: country.main }
    };
    let names: Vec<String> = countries.iter().map(|country| intl::country(&country.code)).collect();
    let places = intl::order(&names).into_iter();
    places.filter_map(|place| Some(choice(names.get(place)?.clone(), countries.get(place)?))).collect()
}

/// The country that a person is likely in: what the server knows, then what the browser is set to.
pub(crate) fn likely(ways: &CodeWays) -> Option<String> {
    let listed = |code: &str| ways.countries.iter().any(|country| country.code == code).then(|| code.to_owned());
    let of_browser = || {
        let language = window().navigator().language()?;
        language.split('-').find_map(listed)
    };
    let only = || (ways.countries.len() == 1).then(|| ways.countries[0].code.clone());
    ways.likely.as_deref().and_then(listed).or_else(of_browser).or_else(only)
}

/// The country that a number names: the chosen one, if it shares the calling code. No calling code begins another.
pub(crate) fn named<'a>(number: &str, choices: &'a [Choice], chosen: &str) -> Option<&'a Choice> {
    if !phone::is_international(number) {
        return None;
    }
    let digits: String = number.chars().filter_map(fold).filter(char::is_ascii_digit).collect();
    let sharing = || choices.iter().filter(|choice| digits.starts_with(&choice.calling_code));
    let is_chosen = |choice: &&Choice| choice.code == chosen;
    sharing().find(is_chosen).or_else(|| sharing().find(|choice| choice.main)).or_else(|| sharing().next())
}
