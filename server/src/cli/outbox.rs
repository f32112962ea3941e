//! `countersign outbox …`

use super::list::print_list;
use super::output::print_line;
use super::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use crate::store::{Channel, DeadLetter};
use clap::Subcommand;
use domain::contact::Contact;

#[derive(Debug, Subcommand)]
pub(super) enum OutboxCommand {
    /// List the messages that couldn't be sent. They are kept for a week
    #[command(after_help = "Example:\n  countersign outbox list --data ./data")]
    List(DataFolder),
    /// Try to send a message again
    #[command(after_help = "Example:\n  countersign outbox retry --data ./data 3741655425122304")]
    Retry(UnsentMessage),
    /// Delete a message
    #[command(after_help = "Example:\n  countersign outbox drop --data ./data 3741655425122304")]
    Drop(UnsentMessage),
}

#[derive(Debug, clap::Args)]
pub(super) struct UnsentMessage {
    #[command(flatten)]
    data: DataFolder,
    /// The message's ID, as listed
    id: i64,
}

impl OutboxCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::List(data) => list(&data),
            Self::Retry(UnsentMessage { data, id }) => {
                let is_due = block_on(data.open()?.retry_message(id))??;
                report(is_due, id, "will be sent again", "isn't in the list, or contained a code and was deleted")
            }
            Self::Drop(UnsentMessage { data, id }) => {
                let is_gone = block_on(data.open()?.drop_message(id))??;
                report(is_gone, id, "was deleted", "isn't in the list")
            }
        }
    }
}

fn report(done: bool, id: i64, good: &str, bad: &str) -> CommandResult {
    if done {
        print_line(&format!("{id} {good}"))?;
        Ok(())
    } else {
        Err(format!("{id} {bad}: `countersign outbox list` lists unsent messages").into())
    }
}

fn list(data: &DataFolder) -> CommandResult {
    let now = Clock::system().now();
    let letters = block_on(data.open()?.dead_letters())??;
    print_list(letters.into_iter().map(|DeadLetter { id, given_up, cause, message, .. }| {
        let minutes = now.since(given_up).as_secs() / 60;
        let what = match &message {
            Some(Ok(message)) => {
                let to = Contact::parse(&message.to).map(|to| to.masked()).unwrap_or_default();
                let channel = if message.channel == Channel::Email { "email" } else { "text" };
                format!("{channel} {} to {to}", message.purpose)
            }
            Some(Err(cause)) => cause.to_string(),
            None => "a code, whose message was deleted".into(),
        };
        format!("{id}\tgiven up {minutes} min ago\t{what}\t{cause}")
    }))?;
    Ok(())
}
