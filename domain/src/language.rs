//! The language of a person, chosen from those that have texts (X1).
//!
//! Languages are BCP 47 tags. The offered languages are an argument, which comes from the locales.

/// The language of people who read none of the offered ones.
pub const DEFAULT: &str = "en";

/// The most characters in a tag (RFC 5646 section 4.4.1).
const LONGEST: usize = 35;
/// The most languages that are read from a list.
const MOST: usize = 32;

/// Substitutes for languages that aren't offered under their own tag. A tag loses its region and script one by one, so `zh` stands for
/// `zh-CN`, and `pt` for every Portuguese that isn't in this list.
const FALLBACKS: &[(&str, &str)] = &[
    ("cmn", "zh-Hans"),
    ("in", "id"),
    ("iw", "he"),
    ("mo", "ro"),
    ("nb", "en"),
    ("nn", "en"),
    ("no", "en"),
    ("pt", "pt-BR"),
    ("pt-AO", "pt-PT"),
    ("pt-CH", "pt-PT"),
    ("pt-CV", "pt-PT"),
    ("pt-GW", "pt-PT"),
    ("pt-LU", "pt-PT"),
    ("pt-MO", "pt-PT"),
    ("pt-MZ", "pt-PT"),
    ("pt-ST", "pt-PT"),
    ("pt-TL", "pt-PT"),
    ("yue", "zh-Hant"),
    ("zh", "zh-Hans"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// The offered language for one tag: the tag itself, its substitute, or the same for the tag without its last part (lookup, RFC 4647
/// section 3.4).
pub fn matching<'a>(tag: &str, offered: &[&'a str]) -> Option<&'a str> {
    if tag.len() > LONGEST {
        return None;
    }
    let find = |tag: &str| offered.iter().copied().find(|language| language.eq_ignore_ascii_case(tag));
    let fallback = |tag: &str| FALLBACKS.iter().find(|(from, _)| from.eq_ignore_ascii_case(tag)).map(|(_, to)| *to);
    let mut tag = tag;
    loop {
        if let Some(found) = find(tag).or_else(|| find(fallback(tag)?)) {
            return Some(found);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// The offered language that an `Accept-Language` header prefers (RFC 9110 section 12.5.4): the one with the highest weight, or the first
/// of equals. `*` and entries without a valid weight choose none.
pub fn accepted<'a>(header: &str, offered: &[&'a str]) -> Option<&'a str> {
    let weighted = header.split(',').take(MOST).filter_map(|item| {
        let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
        let (language, weight) = (matching(tag.trim(), offered)?, weight(parameters.trim())?);
        (weight > 0).then_some((language, weight))
    });
    weighted.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(language, _)| language)
}

/// The weight `q=0.8` in thousandths.
fn weight(parameters: &str) -> Option<u16> {
    if parameters.is_empty() {
        return Some(1000);
    }
    let value = parameters.strip_prefix("q=").or_else(|| parameters.strip_prefix("Q="))?;
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    if !part.bytes().all(|digit| digit.is_ascii_digit()) || part.len() > 3 {
        return None;
    }
    let thousandths = format!("{part:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
