//! `countersign texts …`

use super::list::print_list;
use super::output::print_line;
use super::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use crate::store::StoppedPrefix;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum TextsCommand {
    /// List the numbers that get no texts for a day, because too few codes sent to them were entered
    #[command(after_help = "Example:\n  countersign texts stopped --data ./data")]
    Stopped(DataFolder),
    /// Allow texts to a block, a range or a country again
    #[command(after_help = "Example:\n  countersign texts allow --data ./data +491512345")]
    Allow(AllowPrefix),
}

#[derive(Debug, clap::Args)]
pub(super) struct AllowPrefix {
    #[command(flatten)]
    data: DataFolder,
    /// The first digits of the numbers or the code of the country, as listed
    #[arg(value_name = "+DIGITS|COUNTRY")]
    prefix: String,
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
    print_list(block_on(store.stopped_prefixes())??.into_iter().map(|StoppedPrefix { prefix, stopped }| {
        let minutes = now.since(stopped).as_secs() / 60;
        format!("{}\t{}\ttoo few codes entered\tstopped {minutes} min ago", prefix.text, prefix.kind.name())
    }))?;
    Ok(())
}

impl AllowPrefix {
    fn run(self) -> CommandResult {
        let store = self.data.open()?;
        if !block_on(store.allow_prefix(self.prefix.clone()))?? {
            return Err(format!("{} isn't stopped; `countersign texts stopped` lists what is", self.prefix).into());
        }
        print_line(&format!("texts to {} are allowed again", self.prefix))?;
        Ok(())
    }
}
