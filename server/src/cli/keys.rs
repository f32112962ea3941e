//! `countersign keys …`

use super::{Data, Outcome, block_on};
use crate::clock::Clock;
use crate::config::Life;
use crate::grants::keys::KeyRing;
use crate::rng::Rng;
use clap::Subcommand;
use domain::rules::keys::{PUBLISHED_BEFORE, Stage};

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Publish a new signing key, which signs ten minutes later; the old one is kept until its last token has ended
    #[command(after_help = "Example:\n  countersign keys rotate --data ./data")]
    Rotate(Data),
    /// List the signing keys; their stages assume that tokens live for 10 minutes
    #[command(after_help = "Example:\n  countersign keys list --data ./data")]
    List(Data),
}

impl Keys {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Rotate(data) => rotate(&data),
            Self::List(data) => list(&data),
        }
    }
}

fn rotate(data: &Data) -> Outcome {
    let store = data.open()?;
    let now = Clock::system().now();
    let id = block_on(KeyRing::rotate(&store, &Rng::system(), now, now + PUBLISHED_BEFORE))??;
    println!("published {id}; it signs in {} minutes", PUBLISHED_BEFORE.as_secs() / 60);
    Ok(())
}

fn list(data: &Data) -> Outcome {
    let ring = KeyRing::read(&data.open()?)?;
    for (id, stage) in ring.stages(Life::default().access_token(), Clock::system().now()) {
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
