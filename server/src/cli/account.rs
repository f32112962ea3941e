//! `countersign account …`

use super::{Data, Outcome, block_on, first_line};
use crate::chance::Chance;
use crate::passwords::Passwords;
use clap::Subcommand;
use domain::contact::Email;
use domain::field::LONGEST_PASSWORD;

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Add an account whose email counts as proven
    #[command(
        after_help = "Example:\n  echo 'correct horse battery' | countersign account add --data ./data --email ann@example.com --password-stdin"
    )]
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    #[command(flatten)]
    data: Data,
    /// The email address to sign in with
    #[arg(long)]
    email: String,
    /// Read the password from standard input: its first line
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Account {
    pub(super) fn run(self) -> Outcome {
        match self {
            Self::Add(add) => add.run(),
        }
    }
}

impl Add {
    fn run(self) -> Outcome {
        let email = Email::parse(&self.email)?;
        let password = first_line("password")?;
        if password.chars().count() > LONGEST_PASSWORD {
            return Err(format!("a password has at most {LONGEST_PASSWORD} characters").into());
        }
        let store = self.data.open_or_make()?;
        let added = block_on(async {
            let hash = Passwords::new(Chance::system()).hash(password).await?;
            Ok::<_, crate::failure::Failure>(store.add_account(&email, hash).await?)
        })??;
        if !added {
            return Err(format!("there is an account with {} already", email.as_str()).into());
        }
        println!("added {}", email.as_str());
        Ok(())
    }
}
