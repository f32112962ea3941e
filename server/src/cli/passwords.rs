//! `countersign passwords …`

use super::CommandResult;
use super::list::count;
use super::output::print_line;
use crate::credentials::passwords;
use clap::Subcommand;
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, stdin};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum PasswordsCommand {
    /// Make the file for `breached_passwords` from a list on standard input. Each line has a password, or its SHA-1 in hex
    #[command(after_help = "Example:\n  countersign passwords compact breached.bin < pwned-passwords.txt")]
    Compact(Compact),
}

#[derive(Debug, clap::Args)]
pub(super) struct Compact {
    /// The file to write
    file: PathBuf,
}

impl PasswordsCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Compact(Compact { file }) => {
                // A server can be reading the old file, so the new one replaces it only when it is complete.
                let new = file.with_added_extension("new");
                // Not what is left of a run that was interrupted, nor through a link that another user may have put there.
                if let Err(cause) = std::fs::remove_file(&new)
                    && cause.kind() != ErrorKind::NotFound
                {
                    return Err(cause.into());
                }
                let to = File::create_new(&new)?;
                let entries = passwords::compact(BufReader::new(stdin()), BufWriter::new(&to))?;
                to.sync_all()?;
                std::fs::rename(&new, &file)?;
                print_line(&format!("{}: {}", file.display(), count(entries, "password")))?;
                Ok(())
            }
        }
    }
}
