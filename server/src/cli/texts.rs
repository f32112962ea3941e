//! `countersign texts …`

use super::list::{count, print_list};
use super::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum TextsCommand {
    /// List the blocks of numbers that get no texts for a day, because no code sent to them was entered
    #[command(after_help = "Example:\n  countersign texts stopped --data ./data")]
    Stopped(DataFolder),
    /// Allow texts to a block again
    #[command(after_help = "Example:\n  countersign texts allow --data ./data +491512345")]
    Allow(AllowBlock),
}

#[derive(Debug, clap::Args)]
pub(super) struct AllowBlock {
    #[command(flatten)]
    data: DataFolder,
    /// The block, as listed: a number without its last four digits
    #[arg(value_name = "+DIGITS")]
    block: String,
}

impl TextsCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Stopped(data) => list(&data),
            Self::Allow(allow) => allow.run(),
        }
    }
}

fn list(data: &DataFolder) -> CommandResult {
    let now = Clock::system().now();
    let store = data.open()?;
    print_list(block_on(store.stopped_blocks())??.into_iter().map(|stopped| {
        let minutes = now.since(stopped.stopped).as_secs() / 60;
        let sent = count(stopped.sent, "text");
        format!("{}\t{sent}, no code entered\tstopped {minutes} min ago", stopped.block)
    }));
    Ok(())
}

impl AllowBlock {
    fn run(self) -> CommandResult {
        let store = self.data.open()?;
        if !block_on(store.allow_block(self.block.clone()))?? {
            return Err(
                format!("{} isn't stopped; `countersign texts stopped` lists the stopped blocks", self.block).into()
            );
        }
        println!("texts to {} are allowed again", self.block);
        Ok(())
    }
}
