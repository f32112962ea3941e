//! `countersign account list`

use crate::cli::list::print_list;
use crate::cli::output::print_note;
use crate::cli::{CommandResult, DataFolder, block_on};
use crate::dates::date_and_time;
use crate::store::NamedAccount;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ListAccounts {
    #[command(flatten)]
    data: DataFolder,
    /// Only the names that start with this text
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    name: String,
    /// Only the names after this one: the last name of the previous page
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    after: String,
    /// The most names in a page
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
}

impl ListAccounts {
    pub(super) fn run(self) -> CommandResult {
        let store = self.data.open()?;
        let (prefix, limit) = (self.name.to_lowercase(), self.limit.max(1));
        let mut found = block_on(store.names_with_accounts(&prefix, &self.after, limit.saturating_add(1)))??;
        let is_more = found.len() > limit as usize;
        found.truncate(limit as usize);
        print_list(found.iter().map(|NamedAccount { name, row }| {
            let state = if row.disabled.is_some() { "disabled" } else { "enabled" };
            let signed_in = row
                .signed_in
                .map_or_else(|| "never signed in".to_owned(), |at| format!("signed in {}", date_and_time(at)));
            format!(
                "{}\t{}\t{state}\tcreated {}\t{signed_in}",
                name.as_str(),
                row.id.as_str(),
                date_and_time(row.created)
            )
        }))?;
        if let Some(last) = found.last().filter(|_| is_more) {
            print_note(&format!("there are more: continue with --after {}", last.name.as_str()));
        }
        Ok(())
    }
}
