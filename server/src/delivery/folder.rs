//! The transport for development and tests: one JSON file a message.

use crate::store::Message;
use std::io;
use std::path::Path;

/// Writes a message whole or not at all. Its row's id starts with the time, so files sort as they were sent.
pub(super) async fn put(folder: &Path, id: i64, message: &Message) -> io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!("{id:016x}.new"));
    let text = serde_json::to_vec_pretty(message)?;
    tokio::fs::write(&draft, text).await?;
    tokio::fs::rename(&draft, folder.join(format!("{id:016x}.json"))).await
}
