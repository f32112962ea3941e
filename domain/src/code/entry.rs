//! What a code field shows while a person types: grouped, folded, nothing lost, the caret where it was.

use super::symbol::fold;
use super::{CodeError, RecoveryCode, grouped, user};

/// The text and caret a code field should have after an input event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Symbols in groups, wrong ones included: they are told, not dropped.
    pub text: String,
    /// Caret, in characters from the start of `text`.
    pub caret: usize,
}

/// Regroups what stands in a user code field; `caret` counts characters from the start.
///
/// A dash appears only once a symbol follows it, so that deleting backwards never meets a dash that comes back.
pub fn user_code(text: &str, caret: usize) -> Entry {
    in_groups(text, caret, user::group(user::format_of(text)))
}

/// Regroups what stands in the field of a recovery code, in the same way.
pub fn recovery_code(text: &str, caret: usize) -> Entry {
    in_groups(text, caret, RecoveryCode::GROUP)
}

fn in_groups(text: &str, caret: usize, group: usize) -> Entry {
    let symbols: Vec<char> = text.chars().filter_map(fold).collect();
    let before = text.chars().take(caret).filter_map(fold).count();
    let dashes = before.saturating_sub(1) / group;
    Entry { text: grouped(symbols.into_iter(), group), caret: before + dashes }
}

/// Folds what stands in the field of a single-use code; six digits need no groups.
pub fn one_time_code(text: &str, caret: usize) -> Entry {
    let before = text.chars().take(caret).filter_map(fold).count();
    Entry { text: text.chars().filter_map(fold).collect(), caret: before }
}

/// What can be said of a code before it is submitted, without a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Nothing to say: not yet complete, and nothing wrong so far.
    Fine,
    /// A whole code; its check symbol, if it has one, is right.
    Complete,
    /// Worth a word now: a wrong symbol, a symbol too many, or a mistyped whole code.
    Wrong(CodeError),
}

/// Judges what a code field reads as, while it is typed.
pub fn remark<T>(read: &Result<T, CodeError>) -> Remark {
    match read {
        Ok(_) => Remark::Complete,
        Err(CodeError::Empty | CodeError::TooShort { .. }) => Remark::Fine,
        Err(error) => Remark::Wrong(*error),
    }
}
