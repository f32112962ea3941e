//! `countersign keys …`

use super::list::{count, print_list};
use super::output::print_line;
use super::{CommandResult, DataFolder, block_on, environment};
use crate::clock::Clock;
use crate::config::Config;
use crate::grants::keys::KeyRing;
use crate::rng::Rng;
use clap::Subcommand;
use domain::rules::keys::KeyStage;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Publish a new signing key, which starts to sign some minutes later. The old one is kept until its last token has expired
    #[command(after_help = "Example:\n  countersign keys rotate --data ./data")]
    Rotate(StoreAndSettings),
    /// List the signing keys
    #[command(after_help = "Example:\n  countersign keys list --data ./data")]
    List(StoreAndSettings),
}

/// The store, and the settings with the lifetimes of keys and tokens.
#[derive(Debug, clap::Args)]
pub(super) struct StoreAndSettings {
    #[command(flatten)]
    data: DataFolder,
    /// The server's TOML file with settings
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl KeysCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Rotate(from) => rotate(&from),
            Self::List(from) => list(&from),
        }
    }
}

fn rotate(StoreAndSettings { data, config }: &StoreAndSettings) -> CommandResult {
    let (store, config) = (data.open()?, Config::load(config.as_deref(), environment())?);
    let now = Clock::system().now();
    let ahead = config.policy().key_published_ahead;
    let id = block_on(KeyRing::rotate(&store, &Rng::system(), now, now + ahead))??;
    print_line(&format!("published {id}; in {}, it will begin to sign tokens", count(ahead.as_secs() / 60, "minute")))?;
    Ok(())
}

fn list(StoreAndSettings { data, config }: &StoreAndSettings) -> CommandResult {
    let config = Config::load(config.as_deref(), environment())?;
    let ring = block_on(KeyRing::read(&data.open()?))??;
    let stages = ring.stages(config.life.access_token(), Clock::system().now());
    print_list(stages.into_iter().map(|(id, stage)| {
        let words = match stage {
            KeyStage::Waiting => "published, not signing yet",
            KeyStage::Signing => "signing",
            KeyStage::Leaving => "no longer signing; its last tokens haven't expired yet",
            KeyStage::Over => "retired",
        };
        format!("{id}\t{words}")
    }))?;
    Ok(())
}
