//! `countersign store …`

use super::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use crate::config::Config;
use crate::rng::Rng;
use crate::store::Store;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Create a new, empty store for a server key that is there already
    #[command(after_help = "Example:\n  countersign store create --data ./data")]
    Create(DataFolder),
    /// Trust this machine's clock, although the newest time in the store differs much from it, so that the server deletes expired data again
    #[command(after_help = "Example:\n  countersign store accept-clock --data ./data")]
    AcceptClock(DataFolder),
}

impl StoreCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Create(data) => {
                Store::create(&data.folder(), Clock::system(), Rng::system(), Config::default().policy())?;
                println!("created a new store in {}", data.data.display());
                Ok(())
            }
            Self::AcceptClock(data) => {
                block_on(data.open()?.accept_clock())??;
                println!("the clock is trusted; the server will delete expired data again within a minute");
                Ok(())
            }
        }
    }
}
