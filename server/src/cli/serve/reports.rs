//! Operators' commands about accounts run in processes of their own. The server logs them, and writes the messages to the accounts' contacts.

use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::store::{GivenCommand, OperatorCommand, Stop};
use domain::language::DEFAULT;

/// Reports the commands since the last time. If the server stops before the end, a command is logged twice, but its messages are sent once.
pub async fn report_commands(ctx: &Ctx) -> Result<(), Stop> {
    for given in ctx.store.account_commands().await? {
        Event::new(kind_of(given.command)).account(&given.account).log();
        let GivenCommand { contacts, language, command, .. } = &given;
        let language = language.as_deref().unwrap_or(DEFAULT);
        let told = contacts.iter().filter(|contact| ctx.reaches(contact));
        let messages = told.filter_map(|contact| ctx.messages.by_operator(contact, language, *command)).collect();
        ctx.store.report_command(&given, messages).await?;
    }
    Ok(())
}

fn kind_of(command: OperatorCommand) -> EventKind {
    match command {
        OperatorCommand::Add => EventKind::AccountAdded,
        OperatorCommand::Disable => EventKind::AccountDisabled,
        OperatorCommand::Enable => EventKind::AccountEnabled,
        OperatorCommand::Delete => EventKind::AccountDeleted,
        OperatorCommand::SignOut => EventKind::AccountSignedOut,
        OperatorCommand::SignOutDevices => EventKind::AccountDevicesUnlinked,
        OperatorCommand::SetPassword => EventKind::AccountPasswordSet,
        OperatorCommand::Unlock => EventKind::AccountUnlocked,
    }
}
