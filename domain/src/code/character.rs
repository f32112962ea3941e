//! Folding of characters from a keyboard, a clipboard or an input method into the characters of a code (C1).

/// The code character for a typed character, or `None` for a separator between groups.
///
/// Case, full-width forms and the digits of other scripts are folded. Nothing else is dropped, because a wrong character must be reported.
pub fn fold(c: char) -> Option<char> {
    match half_width(c) {
        c if is_space(c) || is_dash(c) => None,
        c => Some(decimal(c).unwrap_or_else(|| c.to_ascii_uppercase())),
    }
}

/// The ASCII character of a full-width form. Any other character stays.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Spaces and invisible characters.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// The invisible characters and direction marks that copying from a page, a chat or right-to-left text adds (L14).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{61c}'
            | '\u{feff}'
    )
}

/// Characters with the Unicode property Dash, and similar marks on phone keyboards.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2053}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2e17}'
                | '\u{2e1a}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{2e40}'
                | '\u{2e5d}'
                | '\u{301c}'
                | '\u{3030}'
                | '\u{30a0}'
                | '\u{30fc}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff70}'
                | '\u{10ead}'
    )
}

/// The zeros of the decimal digits in the languages of the page: Arabic, Persian, Devanagari, Thai.
const ZEROES: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{e50}'];

fn decimal(c: char) -> Option<char> {
    ZEROES.iter().find_map(|&zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}
