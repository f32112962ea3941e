//! `countersign store …`

mod accept_clock;

use super::list::count;
use super::output::{print_line, print_note};
use super::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use crate::config::Config;
use crate::rng::Rng;
use crate::store::{ResealReport, Resealed, Store};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Create a new, empty store for a server key that is there already
    #[command(after_help = "Example:\n  countersign store create --data ./data")]
    Create(DataFolder),
    /// Encrypt again what an older version has encrypted, so that it opens only in its own row. A server can run meanwhile
    #[command(after_help = "Example:\n  countersign store reseal --data ./data")]
    Reseal(DataFolder),
    /// Trust this machine's clock, although the newest time in the store differs much from it, so that the server deletes expired data again
    #[command(
        after_help = "Examples:\n  countersign store accept-clock --data ./data\n  countersign store accept-clock --data ./data --now 2026-11-29"
    )]
    AcceptClock(accept_clock::AcceptClock),
}

impl StoreCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Create(data) => {
                Store::create(&data.folder(), Clock::system(), Rng::system(), Config::default().policy())?;
                print_line(&format!("created a new store in {}", data.data.display()))?;
                Ok(())
            }
            Self::Reseal(data) => reseal(&data),
            Self::AcceptClock(accept) => accept.run(),
        }
    }
}

fn reseal(data: &DataFolder) -> CommandResult {
    // A server of 0.1 would continue to write the older form, which nothing could open afterwards. Its schema is older, so `open` refuses.
    let ResealReport { signing_keys, refresh_seeds, authenticator_seeds, messages } = block_on(data.open()?.reseal())??;
    print_resealed(signing_keys, "signing key")?;
    print_resealed(refresh_seeds, "refresh token seed")?;
    print_resealed(authenticator_seeds, "authenticator app seed")?;
    print_resealed(messages, "message")?;
    print_line("the form of older versions is no longer accepted")?;
    Ok(())
}

fn print_resealed(Resealed { rows, unreadable }: Resealed, noun: &str) -> CommandResult {
    print_line(&format!("resealed {}", count(rows, noun)))?;
    if unreadable > 0 {
        print_note(&format!("countersign: {} can't be unsealed", count(unreadable, noun)));
    }
    Ok(())
}
