//! Recent activity (V1).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::metrics::Outcome;
use crate::store::{ActivityRow, FoundActivity, moment_of};
use crate::web::callers::Caller;
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::api::activity::{ActivityEntry, ActivityPage, ReadActivity};
use domain::{Moment, Problem};

/// Entries in a page.
const PAGE: u32 = 50;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read)
}

async fn read(ctx: Ctx, caller: Caller, request: ReadActivity) -> Result<ActivityPage, Failure> {
    let before = request.before.map(|before| before.parse::<i64>()).transpose();
    let before = before.map_err(|_| Problem::Malformed { detail: "before isn't the next of a page".into() })?;
    let found = ctx.store.activity_of(&caller.account().id, request.topic, before, PAGE).await?;
    let (now, FoundActivity { entries, next }) = (ctx.clock.now(), found);
    Ok(ActivityPage {
        entries: entries.into_iter().map(|row| entry(&ctx, &caller, row, now)).collect(),
        next: next.map(|id| id.to_string()),
        kept_days: ctx.store.policy().activity_kept.as_secs() / (24 * 60 * 60),
    })
}

fn entry(ctx: &Ctx, caller: &Caller, row: ActivityRow, now: Moment) -> ActivityEntry {
    let ActivityRow { id, kind, outcome, method, client, label, in_browser, .. } = row;
    let name_of = |client: String| ctx.clients.get(&client).map_or(client, |known| known.name.clone());
    ActivityEntry {
        id: id.to_string(),
        kind,
        complete: outcome == Outcome::Success.name(),
        method,
        device: client.map(name_of),
        place: label.network.and_then(|network| ctx.geoip.city(network, caller.language)),
        browser: in_browser.then_some(label.name),
        s_ago: now.since(moment_of(id)).as_secs(),
    }
}
