//! The messages in the development folder, shown on the page (U8): only with `--dev` (O9), and on this machine only.

use crate::ctx::Ctx;
use crate::failure::{Failure, problem_response};
use crate::store::Message;
use crate::web::address::Peer;
use crate::web::callers::Visitor;
use crate::web::endpoint::Endpoints;
use axum::Router;
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use domain::api::inbox::{Inbox, InboxMessage, ReadInbox};
use domain::{Moment, Problem};
use std::path::{Path, PathBuf};

/// The number of messages that are shown.
const NEWEST: usize = 50;

/// The headers that proxies add.
const FORWARDED: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).layer(from_fn(from_here))
}

/// The middleware that rejects all but this machine's browsers: other machines, and other sites whose name resolves to this one (DNS
/// rebinding).
async fn from_here(request: Request, next: Next) -> Response {
    let is_peer_here = request.extensions().get::<Peer>().is_some_and(|peer| peer.0.to_canonical().is_loopback());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_host_here = format!("http://{host}").parse().is_ok_and(|url| crate::config::remote::is_this_machine(&url));
    // A proxy on this machine forwards requests from anywhere.
    let is_forwarded = FORWARDED.iter().any(|name| request.headers().contains_key(*name));
    if is_peer_here && is_host_here && !is_forwarded {
        next.run(request).await
    } else {
        problem_response(&Problem::NoSuchEndpoint)
    }
}

async fn read(ctx: Ctx, _: Visitor, _: ReadInbox) -> Result<Inbox, Failure> {
    let folder = ctx.config.inbox_folder().ok_or(Problem::NoSuchEndpoint)?;
    let now = ctx.clock.now();
    let messages = tokio::task::spawn_blocking(move || newest(&folder, now)).await.map_err(Failure::internal)?;
    Ok(Inbox { messages })
}

/// The newest messages. File names start with the time, so they sort in the order of writing.
fn newest(folder: &Path, now: Moment) -> Vec<InboxMessage> {
    let files = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().rev().take(NEWEST).filter_map(|path| message(path, now)).collect()
}

fn message(path: &Path, now: Moment) -> Option<InboxMessage> {
    let Message { to, subject, text, code, .. } = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let id = path.file_stem()?.to_str()?.to_owned();
    let written = crate::store::moment_of(i64::from_str_radix(&id, 16).ok()?);
    let subject = (!subject.is_empty()).then_some(subject);
    Some(InboxMessage { id, to, subject, text, code, sent_s_ago: now.since(written).as_secs() })
}
