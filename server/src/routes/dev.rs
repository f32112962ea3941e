//! For end-to-end tests and front-end developers, only with the feature `dev-tools`: moves the clock.

use crate::ctx::Ctx;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::Problem;
use serde::{Deserialize, Serialize};
use std::time::Duration;

pub(super) fn router() -> Router<Ctx> {
    Router::new().route("/dev/clock", post(advance)).route("/dev/outbox", get(outbox))
}

#[derive(Deserialize)]
struct Advance {
    advance_s: u64,
}

#[derive(Serialize)]
struct Now {
    now_ms: i64,
}

async fn advance(State(ctx): State<Ctx>, Json(request): Json<Advance>) -> Json<Now> {
    ctx.clock.advance(Duration::from_secs(request.advance_s));
    Json(Now { now_ms: ctx.clock.now().0 })
}

/// The messages that have been handed over to the folder, the oldest first.
async fn outbox(State(ctx): State<Ctx>) -> Result<Json<Vec<serde_json::Value>>, crate::failure::Failure> {
    let folder = ctx.config.outbox_folder();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|_| Problem::NoSuchEndpoint)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(Json(files.iter().filter_map(|path| serde_json::from_slice(&std::fs::read(path).ok()?).ok()).collect()))
}
