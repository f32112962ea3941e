//! `countersign account activity`

use super::OneAccount;
use super::show::browser;
use crate::cli::list::print_list;
use crate::cli::output::print_note;
use crate::cli::{CommandResult, block_on};
use crate::dates::{date_and_time, rfc_3339};
use crate::store::{ActivityRow, BrowserLabel, moment_of};
use domain::api::activity::ActivityMethod;
use domain::rules::network::home_network;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ListActivity {
    #[command(flatten)]
    one: OneAccount,
    /// Print each entry as a line of JSON
    #[arg(long)]
    json: bool,
    /// Only the entries before this one: the last ID of the previous page
    #[arg(long, value_name = "ID")]
    before: Option<i64>,
    /// The most entries in a page
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
}

#[derive(Serialize)]
struct ActivityLine<'a> {
    id: String,
    at: String,
    kind: &'static str,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
}

impl ListActivity {
    pub(super) fn run(self) -> CommandResult {
        let (store, account) = self.one.find()?;
        let found = block_on(store.activity_of(&account, None, self.before, self.limit.max(1)))??;
        let lines = found.entries.iter().map(|row| if self.json { in_json(row) } else { in_words(row) });
        print_list(lines)?;
        if let Some(next) = found.next {
            print_note(&format!("there are more: continue with --before {next}"));
        }
        Ok(())
    }
}

fn in_words(row: &ActivityRow) -> String {
    let ActivityRow { id, kind, outcome, method, client, label, in_browser, .. } = row;
    let method = method.map_or("", ActivityMethod::name);
    let place = if *in_browser { browser(label) } else { label.network.map(home_network).unwrap_or_default() };
    let client = client.as_deref().unwrap_or_default();
    format!("{}\t{}\t{outcome}\t{method}\t{client}\t{place}", date_and_time(moment_of(*id)), kind.name())
}

fn in_json(row: &ActivityRow) -> String {
    let BrowserLabel { name, network } = &row.label;
    let line = ActivityLine {
        id: row.id.to_string(),
        at: rfc_3339(moment_of(row.id)),
        kind: row.kind.name(),
        outcome: &row.outcome,
        method: row.method.map(ActivityMethod::name),
        client: row.client.as_deref(),
        device: row.device.map(|device| device.to_string()),
        product: name.product.as_deref(),
        system: name.system.as_deref(),
        network: network.map(home_network),
    };
    // Texts can always be written as JSON.
    serde_json::to_string(&line).unwrap_or_default()
}
