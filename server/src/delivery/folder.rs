//! The transport for development and tests: one JSON file a message.

use crate::store::{Message, private_folder};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a message, whole and on disk or not at all. Its row's id starts with the time, so files sort as they were sent.
pub(super) fn put(folder: &Path, id: i64, message: &Message) -> io::Result<()> {
    private_folder(folder)?;
    let draft = folder.join(format!("{id:016x}.new"));
    let mut file = File::create(&draft)?;
    file.write_all(&serde_json::to_vec_pretty(message)?)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(format!("{id:016x}.json")))?;
    File::open(folder)?.sync_all()
}
