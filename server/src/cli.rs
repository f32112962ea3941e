//! The command line.

mod account;
mod client;
mod device;
mod keys;
mod list;
mod outbox;
mod output;
mod passwords;
mod serve;
mod store;
mod texts;

pub use serve::{CommandReports, UnlinkedDeviceReports};

use crate::clock::Clock;
use crate::config::Config;
use crate::config::paths::full;
use crate::rng::Rng;
use crate::store::{Folder, OpenError, Store};
use clap::{Args, Parser, Subcommand};
use domain::rules::policy::Policy;
use output::{OutputError, print_note};
use std::error::Error;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A self-hosted portal for the codes that an account asks people for
#[derive(Debug, Parser)]
#[command(name = "countersign", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::ServeCommand),
    /// Manage accounts
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Manage the clients of devices and APIs
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Manage the keys that sign tokens
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Maintain the store
    #[command(subcommand)]
    Store(store::StoreCommand),
    /// Manage the messages that couldn't be sent
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Manage the blocks of phone numbers that get no texts, because their codes aren't entered
    #[command(subcommand)]
    Texts(texts::TextsCommand),
    /// Prepare the list of breached passwords
    #[command(subcommand)]
    Passwords(passwords::PasswordsCommand),
    /// Act as a device in this terminal: show a code, wait, and print the account that it is linked to
    Device(device::DeviceCommand),
}

/// The location of the store, for commands that run beside a server.
#[derive(Debug, Args)]
struct DataFolder {
    /// The data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// The result of a command. An error is printed as one line.
type CommandResult = Result<(), Box<dyn Error>>;

impl Cli {
    /// Runs the command. An error is one line on standard error, with exit code 1.
    pub fn run(self) -> ExitCode {
        // Only the server's user may read its files, which contain contacts, hashes and messages.
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let outcome = match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Account(account) => account.run(),
            Command::Client(client) => client.run(),
            Command::Keys(keys) => keys.run(),
            Command::Store(store) => store.run(),
            Command::Outbox(outbox) => outbox.run(),
            Command::Texts(texts) => texts.run(),
            Command::Passwords(passwords) => passwords.run(),
            Command::Device(device) => device.run(),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            // The reader of the output has seen enough, as `head` does.
            Err(cause) if matches!(cause.downcast_ref::<OutputError>(), Some(OutputError::Closed)) => ExitCode::SUCCESS,
            Err(cause) => {
                print_note(&format!("countersign: {cause}"));
                ExitCode::FAILURE
            }
        }
    }
}

/// The environment variables, which can hold settings.
fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os()
}

/// The path of a server key outside the data folder (O6).
fn key_file() -> Option<PathBuf> {
    std::env::var_os(crate::config::KEY_FILE).map(|path| full(Path::new(&path)))
}

impl DataFolder {
    /// Opens the store, or makes a new one and reports it, because the path can be mistyped.
    fn open_or_make(&self) -> Result<Store, OpenError> {
        let is_new = !self.folder().exists();
        let store = Store::open(&self.folder(), Clock::system(), Rng::system(), Config::default().policy())?;
        if is_new {
            let path = full(&self.data);
            print_note(&format!("countersign: created a new store in {}, because there was none", path.display()));
        }
        Ok(store)
    }

    /// Opens the existing store.
    fn open(&self) -> Result<Store, OpenError> {
        self.open_with(Config::default().policy())
    }

    /// As [`Self::open`], for a command whose result depends on settings.
    fn open_with(&self, policy: Policy) -> Result<Store, OpenError> {
        if !self.folder().exists() {
            return Err(OpenError::NoStore(full(&self.data)));
        }
        Store::open(&self.folder(), Clock::system(), Rng::system(), policy)
    }

    fn folder(&self) -> Folder {
        Folder::new(full(&self.data), key_file())
    }
}

/// The first line of standard input. Secrets aren't arguments, because other users could read them.
fn first_line(what: &str) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!("standard input has no {what}; pipe it in as the examples in --help show").into()),
    }
}

/// Runs asynchronous work.
fn block_on<T>(work: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}
