//! The command line.

mod account;
mod client;
mod device;
mod keys;
mod outbox;
mod passwords;
mod serve;
mod texts;

use crate::clock::Clock;
use crate::config::Config;
use crate::rng::Rng;
use crate::store::{Folder, OpenError, Store};
use clap::{Args, Parser, Subcommand};
use std::error::Error;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

/// One portal for every code that an account asks a person for.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Manage accounts
    #[command(subcommand)]
    Account(account::Account),
    /// Manage the clients that may ask for codes
    #[command(subcommand)]
    Client(client::Client),
    /// Manage the keys that sign tokens
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Look after the messages that could not be handed over
    #[command(subcommand)]
    Outbox(outbox::Outbox),
    /// Look after the texts that are not sent, since nobody enters their codes
    #[command(subcommand)]
    Texts(texts::Texts),
    /// Prepare the list of passwords that nobody may choose
    #[command(subcommand)]
    Passwords(passwords::Passwords),
    /// Act as a device in this terminal: show a code, wait, print the account it now belongs to
    Device(device::Device),
}

/// Where the store is, for commands beside a server.
#[derive(Debug, Args)]
struct Data {
    /// The folder of the store
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// What commands give: an error is printed as one line.
type Outcome = Result<(), Box<dyn Error>>;

impl Cli {
    /// Runs the command. What goes wrong is one line on standard error, and exit code 1.
    pub fn run(self) -> ExitCode {
        // What is kept (contacts, hashes, messages) is for its owner only, in whatever folder.
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let outcome = match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Account(account) => account.run(),
            Command::Client(client) => client.run(),
            Command::Keys(keys) => keys.run(),
            Command::Outbox(outbox) => outbox.run(),
            Command::Texts(texts) => texts.run(),
            Command::Passwords(passwords) => passwords.run(),
            Command::Device(device) => device.run(),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(cause) => {
                eprintln!("countersign: {cause}");
                ExitCode::FAILURE
            }
        }
    }
}

/// The variables that settings can stand in.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
}

/// The variable that names a key file elsewhere than in the folder (O6).
fn key_file() -> Option<PathBuf> {
    std::env::var_os(crate::config::KEY_FILE).map(PathBuf::from)
}

impl Data {
    /// Opens the store, or makes one and says so: a mistyped path should not go unnoticed.
    fn open_or_make(&self) -> Result<Store, OpenError> {
        let is_new = !self.folder().exists();
        let store = Store::open(&self.folder(), Clock::system(), Rng::system(), Config::default().policy())?;
        if is_new {
            eprintln!("countersign: there was no store in {} yet, so a new one was made", self.data.display());
        }
        Ok(store)
    }

    /// Opens the store that is there.
    fn open(&self) -> Result<Store, OpenError> {
        if !self.folder().exists() {
            return Err(OpenError::NoStore(self.data.clone()));
        }
        Store::open(&self.folder(), Clock::system(), Rng::system(), Config::default().policy())
    }

    fn folder(&self) -> Folder {
        Folder::new(&self.data, key_file())
    }
}

/// The first line of standard input, where secrets come from: on a command line everybody could read them.
fn first_line(what: &str) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!("standard input has no {what}: pipe one in, as --help shows").into()),
    }
}

/// Runs a command that has something to wait for.
fn block_on<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}
