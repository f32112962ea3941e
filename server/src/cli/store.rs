//! `countersign store …`

use super::{CommandResult, DataFolder, block_on};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Trust this machine's clock, although the newest time in the store differs much from it, so that the server deletes expired data again
    #[command(after_help = "Example:\n  countersign store accept-clock --data ./data")]
    AcceptClock(DataFolder),
}

impl StoreCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::AcceptClock(data) => {
                block_on(data.open()?.accept_clock())??;
                println!("the clock is trusted; the server will delete expired data again within a minute");
                Ok(())
            }
        }
    }
}
