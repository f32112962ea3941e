//! What commands print: results on standard output, notes on standard error.

use std::io::{ErrorKind, Write};

/// The reason why a line isn't printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputError {
    /// Its reader has seen enough, as `head` does. The command ends, which is no failure.
    #[error("nothing reads standard output")]
    Closed,
    /// For example, the disk is full.
    #[error("can't write to standard output: {0}")]
    Failed(std::io::Error),
}

/// Prints a line on standard output.
pub(super) fn print_line(line: &str) -> Result<(), OutputError> {
    writeln!(std::io::stdout(), "{line}").map_err(|cause| match cause.kind() {
        ErrorKind::BrokenPipe => OutputError::Closed,
        _ => OutputError::Failed(cause),
    })
}

/// Prints a secret that the command has made. It is an error if nobody reads it, because it is nowhere else.
pub(super) fn print_secret(secret: &str) -> Result<(), String> {
    print_line(secret)
        .map_err(|cause| format!("the new secret is lost: {cause}; run the command again for another one"))
}

/// Prints a note on standard error. Nobody may read it.
pub(super) fn print_note(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
