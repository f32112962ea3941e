//! `countersign outbox …`

use super::{Data, Outcome, block_on};
use crate::clock::Clock;
use crate::store::{Channel, DeadLetter};
use clap::Subcommand;
use domain::contact::Contact;

#[derive(Debug, Subcommand)]
pub(super) enum Outbox {
    /// List the messages that could not be handed over and were given up; they are kept for a week
    #[command(after_help = "Example:\n  countersign outbox list --data ./data")]
    List(Data),
    /// Send a message after all
    #[command(after_help = "Example:\n  countersign outbox retry --data ./data 3741655425122304")]
    Retry(One),
    /// Forget a message
    #[command(after_help = "Example:\n  countersign outbox drop --data ./data 3741655425122304")]
    Drop(One),
}

#[derive(Debug, clap::Args)]
pub(super) struct One {
    #[command(flatten)]
    data: Data,
    /// The message's number, as it is listed
    id: i64,
}

impl Outbox {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::List(data) => list(&data),
            Self::Retry(One { data, id }) => {
                let is_due = block_on(data.open()?.retry_message(id))??;
                said(is_due, id, "is sent again", "is not in the list, or was a code, whose text was wiped")
            }
            Self::Drop(One { data, id }) => {
                let is_gone = block_on(data.open()?.drop_message(id))??;
                said(is_gone, id, "is forgotten", "is not in the list")
            }
        }
    }
}

fn said(done: bool, id: i64, good: &str, bad: &str) -> Outcome {
    if done {
        println!("{id} {good}");
        Ok(())
    } else {
        Err(format!("{id} {bad}: `countersign outbox list` lists what was given up").into())
    }
}

fn list(data: &Data) -> Outcome {
    let now = Clock::system().now();
    for DeadLetter { id, given_up, cause, message, .. } in data.open()?.dead_letters()? {
        let minutes = now.since(given_up).as_secs() / 60;
        let what = match &message {
            Some(Ok(message)) => {
                let to = Contact::parse(&message.to).map(|to| to.masked()).unwrap_or_default();
                let channel = if message.channel == Channel::Email { "mail" } else { "text" };
                format!("{channel} {} to {to}", message.purpose)
            }
            Some(Err(cause)) => cause.to_string(),
            None => "a code, whose text was wiped".into(),
        };
        println!("{id}\tgiven up {minutes} min ago\t{what}\t{cause}");
    }
    Ok(())
}
