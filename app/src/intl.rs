//! Times and numbers, written by the rules of the page's language.

use domain::contact::email::Fold;
use js_sys::{Array, Date, Intl, JsString, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::locale::{self, languages};

/// A time in the past, "3 minutes ago", in the largest unit that fits.
pub(crate) fn ago(seconds: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let (span, unit) = UNITS.into_iter().find(|(span, _)| seconds >= *span).unwrap_or((1, "second"));
    let options = Object::new();
    // "yesterday" rather than "1 day ago", "now" rather than "0 seconds ago".
    let _ = Reflect::set(&options, &"numeric".into(), &"auto".into());
    let format = Intl::RelativeTimeFormat::new(&languages(), &options);
    format.format(-f64::from(small(seconds / span)), unit).into()
}

/// A time in the future, "in 43 seconds"; in minutes or hours where there would be many seconds. Rounded up, and never "in 0 seconds".
pub(crate) fn within(seconds: u64) -> String {
    let seconds = seconds.max(1);
    let (span, unit) = match seconds {
        ..=90 => (1, "second"),
        91..=5400 => (60, "minute"),
        _ => (3_600, "hour"),
    };
    let format = Intl::RelativeTimeFormat::new(&languages(), &Object::new());
    format.format(f64::from(small(seconds.div_ceil(span))), unit).into()
}

/// A time of day.
#[allow(clippy::cast_precision_loss, reason = "JavaScript counts its milliseconds so")]
pub(crate) fn time(milliseconds: u64) -> String {
    written(milliseconds as f64, "timeStyle", "short")
}

/// The day in so many seconds from now, "29 December"; with its year, unless that is the present one.
pub(crate) fn day_in(seconds: u64) -> String {
    day(f64::from(small(seconds)))
}

/// The day so many seconds ago.
pub(crate) fn day_ago(seconds: u64) -> String {
    day(-f64::from(small(seconds)))
}

/// Today, with its year: for what is kept.
pub(crate) fn today() -> String {
    written(Date::now(), "dateStyle", "long")
}

fn day(seconds_from_now: f64) -> String {
    let now = Date::now();
    let then = now + seconds_from_now * 1000.0;
    // By its text, because another function of JavaScript would weigh more in the first load.
    let year = |milliseconds| written(milliseconds, "year", "numeric");
    if year(now) == year(then) {
        written_with(then, &[("day", "numeric"), ("month", "long")])
    } else {
        written(then, "dateStyle", "long")
    }
}

fn written(milliseconds: f64, part: &str, style: &str) -> String {
    written_with(milliseconds, &[(part, style)])
}

fn written_with(milliseconds: f64, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (part, style) in parts {
        let _ = Reflect::set(&options, &JsValue::from(*part), &JsValue::from(*style));
    }
    let date = Date::new(&milliseconds.into());
    let format = Intl::DateTimeFormat::new(&languages(), &options);
    let written = format.format().call1(&format, &date);
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The name of a country or region, by its code of ISO 3166-1.
pub(crate) fn country(code: &str) -> String {
    thread_local! {
        static NAMES: Intl::DisplayNames = {
            let options = Object::new();
            let _ = Reflect::set(&options, &"type".into(), &"region".into());
            Intl::DisplayNames::new(&languages(), &options)
        };
    }
    NAMES.with(|names| names.of(code)).map_or_else(|| code.to_owned(), Into::into)
}

/// A number in the language's digits.
pub(crate) fn number(number: usize) -> String {
    locale::number(small(number as u64))
}

/// Folds an email address into lower case. The browser has the tables, which would weigh 4 kB.
pub(crate) const FOLD_EMAIL: Fold = |text| Some(JsString::from(text).to_lower_case().into());

/// The first letter of a name, in upper case.
pub(crate) fn initial(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    JsString::from(first).to_upper_case().into()
}

/// The indexes of names, sorted by the rules of the language.
pub(crate) fn order(names: &[String]) -> Vec<usize> {
    let compare = Intl::Collator::new(&languages(), &Object::new()).compare();
    let row = |(name, index): (&String, u32)| Array::of2(&JsValue::from(name), &index.into());
    let rows: Array = names.iter().zip(0_u32..).map(row).collect();
    let name = |row: &JsValue| Reflect::get_u32(row, 0).unwrap_or_default();
    let rows = rows.sort_by(&mut |one: JsValue, other: JsValue| {
        let order = compare.call2(&JsValue::NULL, &name(&one), &name(&other));
        order
            .ok()
            .and_then(|order| order.as_f64())
            .map_or(0, |order| if order < 0.0 { -1 } else { i32::from(order > 0.0) })
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
    rows.iter().filter_map(|row| Some(Reflect::get_u32(&row, 1).ok()?.as_f64()? as usize)).collect()
}

/// A number as small as texts and formats take it.
pub(crate) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
