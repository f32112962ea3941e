//! The search for the one code in a pasted text (C4): "Your code is KTR4V-9MXQF".

use super::character::fold;

/// The most pieces in which a code is written ("KTR4V 9MXQF", "1 2 3 4 5 6"), which bounds the work on a long text.
const MOST_PIECES: usize = 25;
/// The longest text that is searched. No message with a code is as long.
const LONGEST_TEXT: usize = 20_000;

/// The one substring of `text` that `parse` accepts, or `None` if there are none or several different ones.
pub fn find<T: PartialEq, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let pieces = pieces(text);
    let mut found = None;
    for (start, first) in pieces.iter().enumerate() {
        for last in pieces[start..].iter().take(MOST_PIECES).take_while(|last| last.run == first.run) {
            if let Ok(code) = parse(&text[first.from..last.to]) {
                match &found {
                    Some(other) if *other != code => return None,
                    _ => found = Some(code),
                }
            }
        }
    }
    found
}

/// An unbroken run of characters.
struct Piece {
    from: usize,
    to: usize,
    /// The number of its code. Pieces with the same number are separated only by spaces and dashes.
    run: usize,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut run = 0;
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let character = fold(c);
        let of_code = character.is_some_and(|character| character.is_ascii_alphanumeric());
        match pieces.last_mut() {
            Some(piece) if open && of_code => piece.to = end,
            _ if of_code => pieces.push(Piece { from: at, to: end, run }),
            _ if character.is_some() => run += 1,
            _ => {}
        }
        open = of_code;
    }
    pieces
}
