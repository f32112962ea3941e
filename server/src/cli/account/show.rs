//! `countersign account show`

use super::OneAccount;
use crate::cli::output::print_line;
use crate::cli::{CommandResult, block_on, environment};
use crate::clock::Clock;
use crate::config::Config;
use crate::dates::date_and_time;
use crate::store::{
    AccountDetails, AccountId, AccountRow, BrowserLabel, CallerGroup, CountedSignIns, DeviceRow, EntryKind, RightEntry,
    SessionRow, Store, UnsentCode, WrongEntries,
};
use domain::Moment;
use domain::browser::KnownParts;
use domain::contact::Contact;
use domain::rules::network::home_network;
use domain::rules::policy::Policy;
use domain::rules::security_info::MethodKind;
use std::net::IpAddr;
use std::path::PathBuf;

/// What to show, and the settings that decide which methods are established and which sessions have ended.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ShowAccount {
    #[command(flatten)]
    one: OneAccount,
    /// The server's TOML file with settings
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ShowAccount {
    pub(super) fn run(self) -> CommandResult {
        let policy = Config::load(self.config.as_deref(), environment())?.policy();
        let (store, account) = self.one.find_in(self.one.data.open_with(policy)?)?;
        show(&store, &account, &policy)
    }
}

fn show(store: &Store, account: &AccountId, policy: &Policy) -> CommandResult {
    let details = block_on(store.account_details(account))??.ok_or("the account was just deleted")?;
    let sign_ins = block_on(store.counted_sign_ins(account))??;
    let wrong_entries = block_on(store.wrong_entries(account))??;
    let AccountDetails { row, methods, sessions, devices } = &details;
    print_account(row, &methods.info.names)?;
    let info = &methods.info;
    print_field("password", if info.has_password { "yes" } else { "no" })?;
    print_field("two-step verification", if info.two_step { "on" } else { "off" })?;
    print_field("recovery codes left", &info.recovery_codes.to_string())?;
    print_methods(&details, policy)?;
    print_section("sessions", sessions.iter().map(session))?;
    print_section("devices", devices.iter().map(device))?;
    print_section("counts of sign-ins and step-ups", sign_ins.into_iter().map(counted))?;
    print_section("wrong passwords and codes", wrong_entries.iter().map(entry))
}

fn print_account(row: &AccountRow, names: &[Contact]) -> CommandResult {
    print_field("account", row.id.as_str())?;
    let names: Vec<&str> = names.iter().map(Contact::as_str).collect();
    print_field("sign-in names", &names.join(", "))?;
    let state = row.disabled.map_or_else(|| "enabled".to_owned(), |at| format!("disabled since {}", date_and_time(at)));
    print_field("state", &state)?;
    print_field("created", &date_and_time(row.created))?;
    print_field("last sign-in", &row.signed_in.map_or_else(|| "never".to_owned(), date_and_time))
}

fn print_methods(AccountDetails { methods, .. }: &AccountDetails, policy: &Policy) -> CommandResult {
    let now = Clock::system().now();
    print_section(
        "sign-in methods",
        methods.info.methods.iter().zip(&methods.notes).map(|(method, note)| {
            let (kind, name) = match &method.kind {
                MethodKind::Contact(contact @ Contact::Email(_)) => ("email", contact.as_str().to_owned()),
                MethodKind::Contact(contact @ Contact::Phone(_)) => ("phone", contact.as_str().to_owned()),
                MethodKind::Authenticator => ("authenticator app", note.name.clone().unwrap_or_default()),
                MethodKind::Passkey => ("passkey", note.name.clone().unwrap_or_default()),
            };
            let used = note.used.map_or_else(|| "not used".to_owned(), |at| format!("used {}", date_and_time(at)));
            let state = if method.is_established(now, policy) { "established" } else { "not established" };
            format!("{kind}\t{name}\tadded {}\t{used}\t{state}", date_and_time(note.added))
        }),
    )
}

fn session(row: &SessionRow) -> String {
    let browser = browser(&row.browser);
    format!("{browser}\tsigned in {}\tused {}", date_and_time(row.auth_time), date_and_time(row.seen))
}

/// A browser's name, with its network instead of a place.
fn browser(BrowserLabel { name, network }: &BrowserLabel) -> String {
    let name = match name.known_parts() {
        KnownParts::Both(product, system) => format!("{product} on {system}"),
        KnownParts::Product(product) => product.to_owned(),
        KnownParts::System(system) => format!("a browser on {system}"),
        KnownParts::Neither => "a browser".to_owned(),
    };
    in_network(name, *network)
}

fn in_network(browser: String, network: Option<IpAddr>) -> String {
    match network {
        Some(network) => format!("{browser}, {}", home_network(network)),
        None => browser,
    }
}

/// A browser that the account knows. Stores of older versions have no names.
fn known(label: &BrowserLabel) -> String {
    let known = "in a browser that the account knows".to_owned();
    if label.name.known_parts() == KnownParts::Neither {
        in_network(known, label.network)
    } else {
        format!("{known}: {}", browser(label))
    }
}

fn device(row: &DeviceRow) -> String {
    let name = row.name.as_ref().or(row.claim.as_ref()).map_or("", |name| name);
    let used = row.used.map_or_else(|| "not collected".to_owned(), |at: Moment| format!("used {}", date_and_time(at)));
    format!("{}\t{name}\tlinked {}\t{used}", row.client, date_and_time(row.linked))
}

fn counted(CountedSignIns { by, browser, count }: CountedSignIns) -> String {
    let by = match by {
        RightEntry::Password => "the password",
        RightEntry::Passkey => "a passkey",
    };
    let place =
        browser.map_or_else(|| "in browsers that the account doesn't know".to_owned(), |browser| known(&browser));
    format!("{count}\twith {by}, {place}")
}

fn entry(WrongEntries { kind, group, count }: &WrongEntries) -> String {
    let kind = match kind {
        EntryKind::PasswordsForName(name) => format!("wrong passwords for {}", name.as_str()),
        EntryKind::Passwords => "wrong passwords in all".to_owned(),
        EntryKind::SentCodesFor(contact) => format!("wrong sent codes for {}", contact.as_str()),
        EntryKind::SentCodes => "wrong sent codes in all".to_owned(),
        EntryKind::UnsentCodes(UnsentCode::Authenticator) => "wrong codes of authenticator apps".to_owned(),
        EntryKind::UnsentCodes(UnsentCode::Recovery) => "wrong recovery codes".to_owned(),
    };
    format!("{count}\t{kind}, entered {}", entered(*group))
}

/// Where a group of callers enters passwords and codes.
fn entered(group: CallerGroup) -> &'static str {
    match group {
        CallerGroup::Strangers => "in browsers that the account doesn't know",
        CallerGroup::Known => "in browsers that the account knows",
        CallerGroup::Adding => "to add a sign-in method",
        CallerGroup::SteppingUp => "in a session",
        CallerGroup::SteppingUpReplaced => "in a session with a replaced cookie",
        CallerGroup::VerifyingKnown => "as the second step, in browsers that the account knows",
        CallerGroup::VerifyingAfterCode => "as the second step after a code",
        CallerGroup::Verifying => "as the second step after the password",
    }
}

fn print_field(name: &str, value: &str) -> CommandResult {
    Ok(print_line(&format!("{name}: {value}"))?)
}

/// Prints a list below its number of items.
fn print_section(name: &str, mut items: impl ExactSizeIterator<Item = String>) -> CommandResult {
    print_field(name, &items.len().to_string())?;
    items.try_for_each(|item| Ok(print_line(&format!("  {item}"))?))
}
