//! `countersign account recover`, for the help desk: someone can't use any of their sign-in methods any more.

use super::{OneAccount, name};
use crate::cli::output::print_line;
use crate::cli::{CommandResult, block_on};
use crate::credentials::emails;
use crate::dates::date_and_time;
use crate::store::Stop;
use domain::Problem;
use domain::contact::Contact;
use std::error::Error;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RecoverAccount {
    #[command(flatten)]
    one: OneAccount,
    /// The email address that replaces all sign-in methods
    #[arg(long, required_unless_present = "phone", conflicts_with = "phone")]
    email: Option<String>,
    /// The phone number that replaces all sign-in methods, with its country code
    #[arg(long, value_name = "+NUMBER")]
    phone: Option<String>,
    /// The server's TOML file with settings, such as the length of the waiting period
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl RecoverAccount {
    pub(super) fn run(self) -> CommandResult {
        let contact = self.contact()?;
        let (store, account, _) = self.one.find_with(self.config.as_deref())?;
        let ends = block_on(store.recover_account(&account, contact.clone()))?.map_err(described)?;
        let ends = ends.ok_or_else(|| format!("{} was just deleted", self.one.account))?;
        let (whose, to) = (&self.one.account, contact.as_str());
        let at = date_and_time(ends);
        print_line(&format!("began the recovery of {whose}: {to} replaces all sign-in methods at {at}"))?;
        print_line(&format!("{to} gets a message with a link and must confirm it by then; otherwise nothing changes"))?;
        print_line("all other contacts of the account are told, and each can cancel it; nobody is signed in")?;
        Ok(())
    }

    fn contact(&self) -> Result<Contact, Box<dyn Error>> {
        match (&self.email, &self.phone) {
            (Some(typed), _) => Ok(Contact::Email(emails::read(typed)?)),
            (None, Some(typed)) => name(typed),
            (None, None) => Err("add --email or --phone".into()),
        }
    }
}

/// Why a recovery was refused, and what to do.
fn described(stop: Stop) -> Box<dyn Error> {
    match stop {
        Stop::Refused(Problem::AccountDisabled) => {
            "the account is disabled, so its owner couldn't cancel; enable it first".into()
        }
        stop => stop.into(),
    }
}
