//! What the page says in the language it was served in.
//!
//! `t` has a function for each key of `locales/en`, made by `build.rs`: `HEADING`. The texts come in one
//! file an area, fetched once and kept for the page's life, so an accessor hands out `&'static str`.

use std::sync::OnceLock;

use js_sys::{Array, Intl, JSON, JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

pub(crate) use t::Area;

/// An accessor for each text, by section and key.
#[allow(missing_docs, dead_code, unreachable_pub, clippy::all, clippy::pedantic)] // made by `words`, which tests it
pub(crate) mod t {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

/// The texts of an area could not be had: offline, or a newer version of the page was published.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotLoaded;

impl From<JsValue> for NotLoaded {
    fn from(_: JsValue) -> Self {
        Self
    }
}

#[wasm_bindgen]
extern "C" {
    /// The shell's: what it asked for before this program was here, or a new request. See `Trunk.toml`.
    fn early(url: &str) -> Promise;
}

static TEXTS: [OnceLock<Box<[&'static str]>>; Area::COUNT] = [const { OnceLock::new() }; Area::COUNT];

/// Fetches the texts of these areas in the page's language, but for those that are here. All are asked for at once.
pub(crate) async fn load(areas: &'static [Area]) -> Result<(), NotLoaded> {
    let missing: Vec<Area> = areas.iter().copied().filter(|area| TEXTS[*area as usize].get().is_none()).collect();
    let asked = missing.iter().map(|area| url(*area).map(|url| early(&url)));
    let asked: Array = asked.collect::<Option<_>>().ok_or(NotLoaded)?;
    let answers: Array = JsFuture::from(Promise::all(&asked)).await?.unchecked_into();
    for (area, answer) in missing.into_iter().zip(answers.iter()) {
        let answer: web_sys::Response = answer.unchecked_into();
        if !answer.ok() {
            return Err(NotLoaded);
        }
        let json = JsFuture::from(answer.text()?).await?.as_string();
        install(area, &json.ok_or(NotLoaded)?)?;
    }
    Ok(())
}

/// Takes an area's texts from its JSON. A second time changes nothing.
pub(crate) fn install(area: Area, json: &str) -> Result<(), NotLoaded> {
    let texts: Array = JSON::parse(json)?.dyn_into()?;
    if texts.length() != area.texts() {
        return Err(NotLoaded); // another version's file
    }
    let kept = texts.iter().map(|text| &*text.as_string().unwrap_or_default().leak());
    let _ = TEXTS[area as usize].set(kept.collect());
    Ok(())
}

/// The language tag of the page, such as `pt-BR`.
pub(crate) fn language() -> String {
    let html = leptos::prelude::document().document_element();
    html.and_then(|html| html.get_attribute("lang")).unwrap_or_default()
}

/// The address of an area's texts, from the `build` block that the bundler fills.
fn url(area: Area) -> Option<String> {
    let block = leptos::prelude::document().get_element_by_id("build")?.text_content()?;
    let build = JSON::parse(&block).ok()?;
    let words = Reflect::get(&build, &"words".into()).ok()?;
    Reflect::get(&words, &area.name().into()).ok()?.as_string()
}

/// The text at a place; empty when its area was not loaded, since a blank label beats a dead page.
fn text(area: Area, index: usize) -> &'static str {
    let text = TEXTS[area as usize].get().and_then(|texts| texts.get(index));
    debug_assert!(text.is_some(), "the words of {} are not loaded", area.name());
    text.copied().unwrap_or_default()
}

/// The text at a place with its placeholders, `{0}` to `{9}`, filled in.
fn fill(area: Area, index: usize, values: &[&str]) -> String {
    filled(text(area, index), values)
}

/// The form of a plural that `n` takes, filled in. Its six forms stand side by side.
fn plural(area: Area, index: usize, n: u32, values: &[&str]) -> String {
    let form = text(area, index + category(n));
    // A form that the language has, but the page need not know: millions in French.
    let form = if form.is_empty() { text(area, index + OTHER) } else { form };
    filled(form, values)
}

const OTHER: usize = 5;

/// The place of the plural category of `n` in the page's language.
fn category(n: u32) -> usize {
    thread_local! {
        static RULES: Intl::PluralRules =
            Intl::PluralRules::new(&Array::of1(&JsString::from(language())), &Object::new());
    }
    place(&String::from(RULES.with(|rules| rules.select(f64::from(n)))))
}

/// The place of a category among a plural's six forms.
fn place(category: &str) -> usize {
    match category {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "few" => 3,
        "many" => 4,
        _ => OTHER,
    }
}

fn filled(text: &str, values: &[&str]) -> String {
    let mut pieces = text.split('{');
    let mut out = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (number, rest) = piece.split_once('}').unwrap_or_default();
        let place = usize::from(number.as_bytes().first().map_or(0, |digit| digit.wrapping_sub(b'0')));
        out.push_str(values.get(place).copied().unwrap_or_default());
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{OTHER, filled, place};

    #[wasm_bindgen_test]
    fn placeholders_are_filled_by_their_numbers() {
        assert_eq!(filled("no placeholder", &[]), "no placeholder");
        assert_eq!(filled("{1} and {0} and {1}", &["a", "b"]), "b and a and b");
        assert_eq!(filled("“{0}”", &["{1}"]), "“{1}”", "what is filled in is not filled again");
        assert_eq!(filled("{3}.", &["a"]), ".");
    }

    #[wasm_bindgen_test]
    fn a_plural_has_a_place_for_each_category() {
        let places = ["zero", "one", "two", "few", "many", "other"].map(place);
        assert_eq!(places, [0, 1, 2, 3, 4, OTHER]);
    }
}
