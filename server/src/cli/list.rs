//! Lists, as commands print them.

use super::output::{OutputError, print_line, print_note};

/// Prints one line for each item. An empty list is a line, too, but not on standard output, where programs expect only items.
pub(super) fn print_list(lines: impl IntoIterator<Item = String>) -> Result<(), OutputError> {
    let mut is_empty = true;
    for line in lines {
        is_empty = false;
        print_line(&line)?;
    }
    if is_empty {
        print_note("none");
    }
    Ok(())
}

/// A number with its noun: "1 text", "2 texts".
pub(super) fn count(n: impl std::fmt::Display, noun: &str) -> String {
    let n = n.to_string();
    let ending = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{ending}")
}
