//! Operators' commands run in processes of their own. The server logs what they did to accounts, and writes the messages to the accounts'
//! contacts.

use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::store::{GivenCommand, OperatorCommand, Stop, UnlinkReason, UnlinkedDevice};
use domain::device::DeviceId;
use domain::language::DEFAULT;
use std::collections::HashSet;

/// The reports of a server about commands. If the server stops before the end of one, a command is logged twice, but its messages are sent
/// once.
#[derive(Default)]
pub struct CommandReports {
    /// The IDs of the commands that are logged already, but whose messages couldn't be written.
    logged: HashSet<i64>,
}

impl CommandReports {
    /// Reports the commands since the last time; `false` if one couldn't be reported. It doesn't stop the others, is logged the first time,
    /// and is tried again each time.
    pub async fn report(&mut self, ctx: &Ctx) -> Result<bool, Stop> {
        let mut are_all_reported = true;
        for given in ctx.store.account_commands().await? {
            let is_new = self.logged.insert(given.id);
            if is_new {
                Event::new(kind_of(given.command)).account(&given.account).log();
            }
            match write_messages(ctx, &given).await {
                Ok(()) => {
                    self.logged.remove(&given.id);
                }
                Err(cause) => {
                    are_all_reported = false;
                    if is_new {
                        let account = given.account.as_str();
                        tracing::error!(%cause, account, "the messages about a command couldn't be written");
                    }
                }
            }
        }
        Ok(are_all_reported)
    }
}

/// The reports of a server about devices that were unlinked by something other than their accounts. If the server stops before the end of
/// one, its devices are logged twice rather than never.
#[derive(Default)]
pub struct UnlinkedDeviceReports {
    /// The devices that are logged already, but couldn't be forgotten.
    logged: HashSet<DeviceId>,
}

impl UnlinkedDeviceReports {
    /// Logs the devices since the last time: one batch, because a client can have very many. A failure to forget them is logged when it
    /// begins.
    pub async fn report(&mut self, ctx: &Ctx) -> Result<(), Stop> {
        let devices = ctx.store.unlinked_devices().await?;
        if devices.is_empty() {
            return Ok(());
        }
        let mut has_new = false;
        for device in &devices {
            if self.logged.insert(device.id) {
                has_new = true;
                log(device);
            }
        }
        match ctx.store.forget_unlinked_devices(devices).await {
            Ok(()) => self.logged.clear(),
            Err(cause) if has_new => {
                tracing::error!(%cause, "devices that were unlinked are logged, but couldn't be forgotten");
            }
            Err(_) => {}
        }
        Ok(())
    }
}

fn log(device: &UnlinkedDevice) {
    let kind = match device.reason {
        UnlinkReason::ClientRemoved => EventKind::DeviceClientRemoved,
        UnlinkReason::Idle => EventKind::DeviceExpired,
        UnlinkReason::Uncollected => EventKind::DeviceUncollected,
    };
    Event::new(kind).account(&device.account).client(device).device(device.id).log();
}

async fn write_messages(ctx: &Ctx, given: &GivenCommand) -> Result<(), Stop> {
    let GivenCommand { contacts, language, command, .. } = given;
    let language = language.as_deref().unwrap_or(DEFAULT);
    let reached = contacts.iter().filter(|contact| ctx.reaches(contact));
    let messages = reached.filter_map(|contact| ctx.messages.by_operator(contact, language, *command)).collect();
    ctx.store.report_command(given, messages).await
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
