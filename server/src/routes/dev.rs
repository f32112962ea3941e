//! An endpoint that advances the clock, for end-to-end tests and front-end developers. Only with the feature `dev-tools`.

use crate::ctx::Ctx;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::time::Duration;

pub(super) fn router() -> Router<Ctx> {
    Router::new().route("/dev/clock", post(advance))
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
