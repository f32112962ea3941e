//! Whether people could take a text for a web address, however its dots, colons and slashes are written (D5).

use crate::code::character::half_width;

/// Schemes that programs make links of even without `//`.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "sms", "tel"];

/// Whether a text contains `http:…`, `…://`, `www.…`, a name like `example.com`, or an IPv4 address. `v2.1` isn't an address.
pub(super) fn looks_like_address(text: &str) -> bool {
    let seen: Vec<char> = text.to_lowercase().chars().filter_map(as_it_looks).collect();
    let text: String = (0..seen.len()).map(|at| zero_as_dot(&seen, at)).collect();
    let mut names = text.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-'));
    text.contains("://")
        || text.contains("www.")
        || has_scheme(&text)
        || names.any(|name| is_host(name.trim_matches(['.', '-'])))
}

/// A lookalike of `.`, `:` or `/` as that character. `None` for a mark or a blank that only hides an address.
fn as_it_looks(c: char) -> Option<char> {
    let is_number_with_a_dot = matches!(c, '\u{2488}'..='\u{249b}');
    match c {
        _ if is_number_with_a_dot => Some('.'),
        '\u{b7}' | '\u{387}' | '\u{6d4}' | '\u{701}' | '\u{702}' | '\u{1427}' | '\u{16eb}' | '\u{2024}'
        | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{2e31}' | '\u{2e33}' | '\u{3002}' | '\u{a4f8}' | '\u{a60e}'
        | '\u{a78f}' | '\u{fe12}' | '\u{fe52}' | '\u{ff61}' | '\u{10101}' | '\u{10a50}' | '\u{1d16d}' => Some('.'),
        '\u{2d0}' | '\u{2f8}' | '\u{589}' | '\u{5c3}' | '\u{703}' | '\u{704}' | '\u{903}' | '\u{a83}' | '\u{16ec}'
        | '\u{1803}' | '\u{1809}' | '\u{205a}' | '\u{2236}' | '\u{a4fd}' | '\u{a789}' | '\u{fe13}' | '\u{fe30}'
        | '\u{fe55}' => Some(':'),
        '\u{1735}' | '\u{2044}' | '\u{2215}' | '\u{2571}' | '\u{27cb}' | '\u{29f8}' | '\u{3033}' => Some('/'),
        _ => ascii_digit(c).or_else(|| Some(half_width(c)).filter(|c| c.is_ascii() || c.is_alphanumeric())),
    }
}

/// The ASCII digit of a mathematical, raised, lowered, circled or segmented one, which browsers read as that digit in an IPv4 address. Of a
/// circled number up to 50, which they read as two, it is the last one: that is enough to find the address.
fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{b2}' | '\u{b3}' => 0xb0,
        '\u{b9}' => 0xb8,
        '\u{2070}' | '\u{2074}'..='\u{2079}' => 0x2070,
        '\u{2080}'..='\u{2089}' => 0x2080,
        '\u{2460}'..='\u{2473}' => 0x245f,
        '\u{24ea}' => 0x24ea,
        '\u{3251}'..='\u{325f}' => 0x3250,
        '\u{32b1}'..='\u{32bf}' => 0x32ab,
        '\u{1d7ce}'..='\u{1d7ff}' => 0x1d7ce,
        '\u{1fbf0}'..='\u{1fbf9}' => 0x1fbf0,
        _ => return None,
    };
    char::from_digit((u32::from(c) - zero) % 10, 10)
}

/// The character at a place. An Arabic or Persian zero looks like a dot, and is one unless it belongs to a number.
fn zero_as_dot(text: &[char], at: usize) -> char {
    let is_arabic_digit = |c: char| matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}');
    let is_in_word = |c: Option<&char>| c.is_some_and(|&c| c.is_alphanumeric() && !is_arabic_digit(c));
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let is_zero = matches!(text[at], '\u{660}' | '\u{6f0}');
    if is_zero && is_in_word(before) && is_in_word(text.get(at + 1)) { '.' } else { text[at] }
}

/// Whether a text contains `tel:…` or another scheme with something after it. `Hotel:5` has none.
fn has_scheme(text: &str) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if SCHEMES.contains(&word) && after.starts_with(|c: char| c != ' ') {
            return true;
        }
        rest = after;
    }
    false
}

fn is_host(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let is_top = |label: &&str| label.chars().count() >= 2 && label.chars().take(2).all(char::is_alphabetic);
    labels.iter().skip(1).any(is_top) || (labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok()))
}
