//! `countersign client …`

use super::list::print_list;
use super::output::{print_line, print_note, print_secret};
use super::{CommandResult, DataFolder, block_on, first_line};
use crate::clock::system_time;
use crate::config::paths::full;
use crate::config::{ClientConfig, Secret};
use crate::grants::clients;
use crate::rng::Rng;
use crate::secrets::hex;
use crate::store::{NewClient, Origin, UnsetSettings};
use clap::{Subcommand, ValueEnum};
use domain::code::user::Format;
use domain::device::DeviceKind;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Add a client, or change the one with this ID. It keeps the settings that no option names
    #[command(
        after_help = "Example:\n  countersign client add --data ./data --id tv \\\n    --name 'Living Room TV' --kind tv --scope openid --scope email"
    )]
    Add(AddClient),
    /// List the clients, also those that are suspended
    #[command(after_help = "Example:\n  countersign client list --data ./data")]
    List(DataFolder),
    /// Replace a client's secret. The old one works for another day, so that servers which use it can be changed one by one
    #[command(after_help = "Examples:\n  countersign client rotate-secret --data ./data --id api > new-secret\n  \
                      openssl rand -hex 32 |\n    countersign client rotate-secret --data ./data --id api --secret-stdin")]
    RotateSecret(RotateSecret),
    /// Remove a client. Its devices lose their access
    #[command(after_help = "Example:\n  countersign client remove --data ./data --id tv")]
    Remove(RemoveClient),
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(super) struct AddClient {
    #[command(flatten)]
    data: DataFolder,
    /// The `client_id`: letters, digits, dots, dashes and underscores
    #[arg(long)]
    id: String,
    /// The name that people see
    #[arg(long)]
    name: String,
    /// The kind of device
    #[arg(long)]
    kind: KindArg,
    /// The logo: a PNG, JPEG, WebP or SVG image
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// Remove the logo
    #[arg(long, conflicts_with = "logo")]
    no_logo: bool,
    /// A scope that it may request. Repeat the option for more. A new client without it may request all scopes
    #[arg(long = "scope", value_name = "S")]
    scopes: Vec<String>,
    /// Let it request all scopes
    #[arg(long, conflicts_with = "scopes")]
    all_scopes: bool,
    /// The characters of its codes. A new client has letters by default
    #[arg(long)]
    code: Option<FormatArg>,
    /// Make it confidential: read its secret from the first line of standard input. A confidential client that is changed
    /// without this option keeps its secret. To make it public, remove it first
    #[arg(long)]
    secret_stdin: bool,
    /// The `aud` of its access tokens. For a new client, the default is this server's own address
    #[arg(long)]
    audience: Option<String>,
    /// Make this server's own address the audience again
    #[arg(long, conflicts_with = "audience")]
    no_audience: bool,
    /// Show people a warning and verify them before they link it
    #[arg(long)]
    sensitive: bool,
    /// Neither warn nor verify people any more
    #[arg(long, conflicts_with = "sensitive")]
    not_sensitive: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct RemoveClient {
    #[command(flatten)]
    data: DataFolder,
    /// The `client_id`
    #[arg(long)]
    id: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct RotateSecret {
    #[command(flatten)]
    data: DataFolder,
    /// The `client_id`
    #[arg(long)]
    id: String,
    /// Read the new secret from standard input: 32 characters or more. Without this option, a random one is made and printed
    #[arg(long)]
    secret_stdin: bool,
    /// End the old secret at once, for example because someone has seen it
    #[arg(long)]
    revoke_old: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindArg {
    Console,
    Pc,
    Office,
    Tv,
    App,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatArg {
    Letters,
    Digits,
}

impl From<KindArg> for DeviceKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Console => Self::Console,
            KindArg::Pc => Self::Pc,
            KindArg::Office => Self::Office,
            KindArg::Tv => Self::Tv,
            KindArg::App => Self::App,
        }
    }
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Letters => Self::Letters,
            FormatArg::Digits => Self::Digits,
        }
    }
}

impl ClientCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Add(add) => add.run(),
            Self::List(data) => list(&data),
            Self::RotateSecret(rotate) => rotate.run(),
            Self::Remove(remove) => remove.run(),
        }
    }
}

impl AddClient {
    fn run(self) -> CommandResult {
        let secret = self.secret_stdin.then(|| first_line("secret").map(Secret)).transpose()?;
        let unset = self.unset();
        let new = clients::client(&ClientConfig {
            code: self.code.map(Format::from).unwrap_or_default(),
            scopes: Some(self.scopes),
            logo: self.logo.as_deref().map(full),
            secret,
            audience: self.audience,
            sensitive: Some(self.sensitive),
            ..ClientConfig::new(self.id, self.name, self.kind.into())
        })?;
        let new = NewClient { unset, ..new };
        let (id, store) = (new.client.id.clone(), self.data.open_or_make()?);
        let was_known = block_on(store.add_client(new))??;
        print_line(&format!("{} {id}", if was_known { "changed" } else { "added" }))?;
        Ok(())
    }

    /// The settings that no option names, which a client that is changed keeps.
    fn unset(&self) -> UnsetSettings {
        UnsetSettings {
            format: self.code.is_none(),
            scopes: self.scopes.is_empty() && !self.all_scopes,
            logo: self.logo.is_none() && !self.no_logo,
            audience: self.audience.is_none() && !self.no_audience,
            sensitive: !self.sensitive && !self.not_sensitive,
        }
    }
}

fn list(data: &DataFolder) -> CommandResult {
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let store = data.open()?;
    let clients = block_on(store.clients_with_origin())??;
    print_list(clients.into_iter().map(|(client, origin)| {
        let mut about = vec![if client.secret.is_some() { "confidential" } else { "public" }.to_owned()];
        about.push(if origin == Origin::Command { "added by command" } else { "from the configuration" }.to_owned());
        about.extend((origin == Origin::FileBefore).then(|| "suspended".to_owned()));
        about.extend(client.sensitive.then(|| "sensitive".to_owned()));
        about.extend(client.audience.as_ref().map(|audience| format!("for {audience}")));
        let (kind, format) = (word(&client.kind), word(&client.format));
        format!("{}\t{}\t{kind}\t{format}\t{}\t{}", client.id, client.name, about.join(", "), client.scopes)
    }))?;
    Ok(())
}

impl RotateSecret {
    fn run(self) -> CommandResult {
        let typed = self.secret_stdin.then(|| first_line("secret").map(Secret)).transpose()?;
        let is_made = typed.is_none();
        let secret = typed.unwrap_or_else(|| Secret(hex(&Rng::system().bytes::<32>())));
        clients::check_secret(&self.id, &secret)?;
        let store = self.data.open()?;
        let until = block_on(store.rotate_secret(self.id.clone(), &secret, self.revoke_old))??;
        if is_made {
            print_secret(&secret.0)?;
        } else {
            print_line(&format!("changed {}", self.id))?;
        }
        if self.revoke_old {
            print_note("the old secret no longer works");
        } else {
            print_note(&format!("the old secret works until {}", httpdate::fmt_http_date(system_time(until))));
        }
        Ok(())
    }
}

impl RemoveClient {
    fn run(self) -> CommandResult {
        let store = self.data.open()?;
        if !block_on(store.remove_client(self.id.clone()))?? {
            return Err(format!("there is no client {:?}; `countersign client list` lists all clients", self.id).into());
        }
        print_line(&format!("removed {}", self.id))?;
        Ok(())
    }
}
