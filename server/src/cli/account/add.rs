//! `countersign account add`

use super::name;
use super::password::hash;
use crate::cli::output::print_line;
use crate::cli::{CommandResult, DataFolder, block_on, first_line};
use domain::contact::Contact;
use std::error::Error;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AddAccount {
    #[command(flatten)]
    data: DataFolder,
    /// The email address to sign in with
    #[arg(long, required_unless_present = "phone")]
    email: Option<String>,
    /// The phone number to sign in with, with its country code
    #[arg(long, value_name = "+NUMBER")]
    phone: Option<String>,
    /// Read the password from the first line of standard input. It must be as hard to guess as one that a person chooses. Without this
    /// option, the account has no password and its owner signs in with codes
    #[arg(long)]
    password_stdin: bool,
    /// The server's TOML file with settings, such as the list of breached passwords
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl AddAccount {
    pub(super) fn run(self) -> CommandResult {
        let names = self.names()?;
        let hash = match self.password_stdin.then(|| first_line("password")).transpose()? {
            Some(password) => Some(block_on(hash(password, &names, self.config.as_deref()))??),
            None => None,
        };
        let store = self.data.open_or_make()?;
        let wanted = names.clone();
        block_on(async {
            for name in &wanted {
                if store.password_of(name).await?.is_some() {
                    return Err(format!("an account with {} already exists", name.as_str()).into());
                }
            }
            Ok::<_, Box<dyn Error>>(store.add_account_by_command(wanted, hash).await?)
        })??;
        let names: Vec<&str> = names.iter().map(Contact::as_str).collect();
        print_line(&format!("added {}", names.join(" and ")))?;
        Ok(())
    }

    fn names(&self) -> Result<Vec<Contact>, Box<dyn Error>> {
        let email = self.email.as_deref().map(|typed| crate::credentials::emails::read(typed).map(Contact::Email));
        let phone = self.phone.as_deref().map(name).transpose()?;
        Ok(email.transpose()?.into_iter().chain(phone).collect())
    }
}
