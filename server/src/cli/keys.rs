//! `countersign keys …`

use super::{Data, Outcome, block_on, environment};
use crate::clock::Clock;
use crate::config::Config;
use crate::grants::keys::KeyRing;
use crate::rng::Rng;
use clap::Subcommand;
use domain::rules::keys::Stage;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Publish a new signing key, which signs some minutes later; the old one is kept until its last token has ended
    #[command(after_help = "Example:\n  countersign keys rotate --data ./data")]
    Rotate(Where),
    /// List the signing keys
    #[command(after_help = "Example:\n  countersign keys list --data ./data")]
    List(Where),
}

/// The store, and the settings that say how long keys and tokens live.
#[derive(Debug, clap::Args)]
pub(super) struct Where {
    #[command(flatten)]
    data: Data,
    /// The TOML file of the server
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Keys {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Rotate(whose) => rotate(&whose),
            Self::List(whose) => list(&whose),
        }
    }
}

fn rotate(Where { data, config }: &Where) -> Outcome {
    let (store, config) = (data.open()?, Config::load(config.as_deref(), environment())?);
    let now = Clock::system().now();
    let ahead = config.policy().key_published_ahead;
    let id = block_on(KeyRing::rotate(&store, &Rng::system(), now, now + ahead))??;
    println!("published {id}; it signs in {} minutes", ahead.as_secs() / 60);
    Ok(())
}

fn list(Where { data, config }: &Where) -> Outcome {
    let config = Config::load(config.as_deref(), environment())?;
    let ring = KeyRing::read(&data.open()?)?;
    for (id, stage) in ring.stages(config.life.access_token(), Clock::system().now()) {
        let words = match stage {
            Stage::Waiting => "published, signs soon",
            Stage::Signing => "signs",
            Stage::Leaving => "signs no more, its last tokens are still about",
            Stage::Over => "over",
        };
        println!("{id}\t{words}");
    }
    Ok(())
}
