//! The question after a sign-in whether the security info is still right (R1, R2).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::store::ReminderAnswer;
use crate::web::callers::Caller;
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::api::reminder::{
    ConfirmSecurityInfo, ReadReminder, Reminder, ReminderQuestion, ShowReminder, SkipReminder,
};
use domain::rules::reminder::{ReminderDemand, ReminderEvent};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(show).endpoint(confirm).endpoint(skip)
}

async fn read(ctx: Ctx, caller: Caller, _: ReadReminder) -> Result<Reminder, Failure> {
    let demand = ctx.store.reminder(&caller.account().id).await?;
    reminder(&ctx, &caller, demand).await
}

async fn show(ctx: Ctx, caller: Caller, _: ShowReminder) -> Result<Reminder, Failure> {
    let answer = answer(&ctx, &caller, ReminderEvent::SignIn).await?;
    reminder(&ctx, &caller, answer.demand).await
}

async fn confirm(ctx: Ctx, caller: Caller, _: ConfirmSecurityInfo) -> Result<Reminder, Failure> {
    let answer = answer(&ctx, &caller, ReminderEvent::LooksGood).await?;
    if answer.is_taken {
        ctx.record(Event::new(EventKind::SecurityInfoConfirmed));
    }
    reminder(&ctx, &caller, answer.demand).await
}

async fn skip(ctx: Ctx, caller: Caller, _: SkipReminder) -> Result<Reminder, Failure> {
    let answer = answer(&ctx, &caller, ReminderEvent::Skip).await?;
    if answer.is_taken {
        ctx.record(Event::new(EventKind::ReminderSkipped));
    }
    reminder(&ctx, &caller, answer.demand).await
}

async fn answer(ctx: &Ctx, caller: &Caller, event: ReminderEvent) -> Result<ReminderAnswer, Failure> {
    Ok(ctx.store.answer_reminder(caller.browser(), &caller.account().id, event).await?)
}

/// While a hold runs, there is no other question.
async fn reminder(ctx: &Ctx, caller: &Caller, demand: ReminderDemand) -> Result<Reminder, Failure> {
    let (asks, can_skip, needs_code) = match demand {
        ReminderDemand::Nothing => {
            let is_held = ctx.store.hold(&caller.account().id).await?.is_some();
            (if is_held { ReminderQuestion::ReviewHold } else { ReminderQuestion::Nothing }, false, false)
        }
        ReminderDemand::Confirm { can_skip, needs_code } => (ReminderQuestion::Confirm, can_skip, needs_code),
        ReminderDemand::AddMethod => (ReminderQuestion::AddMethod, false, false),
    };
    Ok(Reminder { asks, can_skip, needs_code })
}
