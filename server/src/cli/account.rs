//! `countersign account …`

use super::{CommandResult, DataFolder, block_on, first_line};
use crate::credentials::passwords::Passwords;
use crate::credentials::{emails, phones};
use crate::rng::Rng;
use clap::Subcommand;
use domain::contact::{Contact, TypedPhone};
use domain::field::LONGEST_PASSWORD;

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Add an account. Its email address and phone number are considered verified
    #[command(
        after_help = "Examples:\n  echo 'correct horse battery' | countersign account add --data ./data \\\n    --email ann@example.com --password-stdin\n  countersign account add --data ./data \\\n    --email ann@example.com --phone '+49 1512 3456789'"
    )]
    Add(AddAccount),
}

#[derive(Debug, clap::Args)]
pub(super) struct AddAccount {
    #[command(flatten)]
    data: DataFolder,
    /// The email address to sign in with
    #[arg(long, required_unless_present = "phone")]
    email: Option<String>,
    /// The phone number to sign in with, with its country code
    #[arg(long, value_name = "+NUMBER")]
    phone: Option<String>,
    /// Read the password from the first line of standard input. It isn't checked for being easy to guess. Without this option, the
    /// account has no password and its owner signs in with codes
    #[arg(long)]
    password_stdin: bool,
}

impl AccountCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Add(add) => add.run(),
        }
    }
}

impl AddAccount {
    fn run(self) -> CommandResult {
        let names = self.names()?;
        let password = self.password_stdin.then(|| first_line("password")).transpose()?;
        if password.as_ref().is_some_and(|password| password.chars().count() > LONGEST_PASSWORD) {
            return Err(format!("a password can have at most {LONGEST_PASSWORD} characters").into());
        }
        let store = self.data.open_or_make()?;
        let (wanted, passwords) = (names.clone(), Passwords::new(Rng::system(), None));
        block_on(async {
            for name in &wanted {
                if store.password_of(name).await?.is_some() {
                    return Err(format!("an account with {} already exists", name.as_str()).into());
                }
            }
            let hash = match password {
                Some(password) => Some(passwords.hash_anew(password).await?),
                None => None,
            };
            Ok::<_, Box<dyn std::error::Error>>(store.add_account(wanted, hash).await?)
        })??;
        let names: Vec<&str> = names.iter().map(Contact::as_str).collect();
        println!("added {}", names.join(" and "));
        Ok(())
    }

    fn names(&self) -> Result<Vec<Contact>, Box<dyn std::error::Error>> {
        let email = self.email.as_deref().map(emails::read).transpose()?.map(Contact::Email);
        let phone = self.phone.as_deref().map(|typed| {
            let read = TypedPhone::read(typed).and_then(|typed| phones::read(&typed, None)).map_err(|_| {
                format!("{typed} isn't a phone number that can receive texts; an example is +4915123456789")
            })?;
            Ok::<_, Box<dyn std::error::Error>>(Contact::Phone(read))
        });
        Ok(email.into_iter().chain(phone.transpose()?).collect())
    }
}
