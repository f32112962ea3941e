//! Paths in the settings: those in the file are relative to its folder, all others to the current folder.

use super::Config;
use super::setting::ValueKind;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A path with its folders, relative to the current one.
pub(crate) fn full(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()) // fails for an empty path, which is refused elsewhere
}

/// Completes the relative paths among the values with a folder.
pub(super) fn resolve(table: &mut Table, folder: &Path) {
    for setting in Config::settings().iter().filter(|setting| setting.kind == ValueKind::Path) {
        match setting.name.split_once('.') {
            None => resolve_one(table, &setting.name, folder),
            Some((section, name)) => match table.get_mut(section) {
                Some(Value::Table(section)) => resolve_one(section, name, folder),
                Some(Value::Array(items)) => {
                    let items = items.iter_mut().filter_map(Value::as_table_mut);
                    items.for_each(|item| resolve_one(item, name, folder));
                }
                _ => {}
            },
        }
    }
}

fn resolve_one(table: &mut Table, name: &str, folder: &Path) {
    if let Some(Value::String(path)) = table.get_mut(name)
        && !path.is_empty()
        && let Some(complete) = full(&folder.join(&*path)).to_str()
    {
        complete.clone_into(path);
    }
}
