//! `countersign passwords …`

use super::Outcome;
use crate::credentials::passwords;
use clap::Subcommand;
use std::fs::File;
use std::io::{BufReader, BufWriter, stdin};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Passwords {
    /// Make the file of `breached_passwords` from a list on standard input: a password, or its SHA-1 in hex, in each line
    #[command(after_help = "Example:\n  countersign passwords compact breached.bin < pwned-passwords.txt")]
    Compact(Compact),
}

#[derive(Debug, clap::Args)]
pub(super) struct Compact {
    /// The file to make
    file: PathBuf,
}

impl Passwords {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Compact(Compact { file }) => {
                // A server may be reading the file that is there: the new one takes its place when it is whole.
                let new = file.with_added_extension("new");
                let to = File::create(&new)?;
                let entries = passwords::compact(BufReader::new(stdin()), BufWriter::new(&to))?;
                to.sync_all()?;
                std::fs::rename(&new, &file)?;
                println!("{}: {entries} passwords", file.display());
                Ok(())
            }
        }
    }
}
