//! Times and numbers as the page's language writes them.

use js_sys::{Array, Intl, JsString, Object, Reflect};

use crate::locale;

/// "3 minutes ago", in the largest unit that fits.
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
    let format = Intl::RelativeTimeFormat::new(&language(), &options);
    format.format(-f64::from(small(seconds / span)), unit).into()
}

/// A number in the digits of the language.
pub(crate) fn number(number: usize) -> String {
    let format = Intl::NumberFormat::new(&language(), &Object::new());
    let written = format.format().call1(&format, &small(number as u64).into());
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
}

/// A text in small letters, as Rust and the server write it: the browser has the tables, which weigh 4 kB.
pub(crate) fn small_letters(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The first letter of a name, large.
pub(crate) fn initial(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    JsString::from(first).to_upper_case().into()
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn language() -> Array {
    Array::of1(&JsString::from(locale::language()))
}
