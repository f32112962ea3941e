//! The text of a code field while a person types: grouped and folded, with nothing lost and the caret in place.

use super::character::fold;
use super::{CodeError, RecoveryCode, characters, grouped, user};

/// The text and the caret of a code field after an input event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The characters in groups. Wrong characters are kept, so that they can be reported.
    pub text: String,
    /// The caret, in characters from the start of `text`.
    pub caret: usize,
}

/// Groups the text of a user code field. `caret` counts characters from the start.
///
/// A dash appears only once a character follows it, so that deleting backwards never meets a dash that comes back.
pub fn user_code(text: &str, caret: usize) -> Entry {
    in_groups(text, caret, user::group(user::format_of(text)))
}

/// Groups the text of a recovery code field in the same way.
pub fn recovery_code(text: &str, caret: usize) -> Entry {
    in_groups(text, caret, RecoveryCode::GROUP)
}

/// Folds the text of a single-use code field. Six digits need no groups.
pub fn one_time_code(text: &str, caret: usize) -> Entry {
    in_groups(text, caret, usize::MAX)
}

fn in_groups(text: &str, caret: usize, group: usize) -> Entry {
    let before = text.chars().take(caret).filter_map(fold).count();
    let dashes = before.saturating_sub(1) / group;
    Entry { text: grouped(characters(text), group), caret: before + dashes }
}

/// The state of a code before it is submitted, known without a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Not complete yet, and no error so far.
    Fine,
    /// A complete code. Its check character, if it has one, is right.
    Complete,
    /// An error to report now: a wrong character, too many characters, or a typing mistake in a complete code.
    Wrong(CodeError),
}

/// Judges a code while it is typed.
pub fn remark<T>(read: &Result<T, CodeError>) -> Remark {
    match read {
        Ok(_) => Remark::Complete,
        Err(CodeError::Empty | CodeError::TooShort { .. }) => Remark::Fine,
        Err(error) => Remark::Wrong(*error),
    }
}
