//! The messages that a server with `--dev` writes into a folder.

use crate::Outcome;
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// The longest time until all are there; only a broken server needs it.
const ARRIVE_WITHIN: Duration = Duration::from_mins(1);

/// The codes in a data folder's messages, by recipient, once there are this many.
pub(crate) async fn codes(data: &Path, count: usize) -> Outcome<HashMap<String, String>> {
    let until = Instant::now() + ARRIVE_WITHIN;
    loop {
        let mut codes = HashMap::new();
        // The server makes the folder with its first message.
        for entry in std::fs::read_dir(data.join("outbox")).into_iter().flatten() {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json")
                && let message = serde_json::from_slice::<serde_json::Value>(&std::fs::read(path)?)?
                && let (Some(to), Some(code)) = (message["to"].as_str(), message["code"].as_str())
            {
                codes.insert(to.to_owned(), code.to_owned());
            }
        }
        if codes.len() >= count {
            return Ok(codes);
        }
        if Instant::now() > until {
            return Err(format!("only {} of {count} codes arrived", codes.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
