//! The transport for development and tests: a JSON file for each message.

use crate::store::{Message, private_folder};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a message to disk atomically. Its id starts with the time, so the files sort by time.
pub(super) fn put(folder: &Path, id: i64, message: &Message) -> io::Result<()> {
    private_folder(folder)?;
    let draft = folder.join(format!("{id:016x}.new"));
    let mut file = File::create(&draft)?;
    file.write_all(&serde_json::to_vec_pretty(message)?)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(format!("{id:016x}.json")))?;
    File::open(folder)?.sync_all()
}
