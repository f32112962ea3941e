//! Finding the one code in a pasted text (C4): "Your code is KTR4V-9MXQF".

use super::symbol::fold;

/// A code is written in at most this many pieces ("KTR4V 9MXQF", "1 2 3 4 5 6"); it bounds the work on a long paste.
const MOST_PIECES: usize = 25;
/// Longer texts are not searched: no message that brings a code is as long.
const LONGEST_TEXT: usize = 20_000;

/// The one substring of `text` that `parse` takes, or `None` when there is none or several different ones.
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

/// An unbroken row of symbols.
struct Piece {
    from: usize,
    to: usize,
    /// Pieces with one number are divided by nothing but spaces and dashes.
    run: usize,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut run = 0;
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match fold(c) {
            Some(symbol) if symbol.is_ascii_alphanumeric() => match pieces.last_mut() {
                Some(piece) if open => piece.to = end,
                _ => pieces.push(Piece { from: at, to: end, run }),
            },
            Some(_) => run += 1,
            None => {}
        }
        open = fold(c).is_some_and(|symbol| symbol.is_ascii_alphanumeric());
    }
    pieces
}
