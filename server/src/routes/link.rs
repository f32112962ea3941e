//! Linking a device: looking up its code, then approving or declining (L2–L10).

use super::names;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::messages::LinkNotice;
use crate::observe::event::{Event, EventKind};
use crate::secrets::Token;
use crate::store::{Approver, Counted, Message, PendingAuthorization};
use crate::web::callers::Caller;
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::api::Done;
use domain::api::link::{ApproveLink, ApprovedLink, Collection, DeclineLink, LinkRequest, LookUpLink, ReadCollection};
use domain::code::UserCode;
use domain::contact::Contact;
use domain::rules::link::Caution;
use domain::{Moment, Problem, Screen, scopes};
use std::net::IpAddr;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(look_up).endpoint(approve).endpoint(decline).endpoint(read_collection)
}

async fn look_up(ctx: Ctx, caller: Caller, request: LookUpLink) -> Result<LinkRequest, Failure> {
    let code = names::value("code", request.code)?;
    let pending = ctx.store.look_up(code, counts(&ctx, &caller)).await?;
    link_request(&ctx, &caller, code, pending, ctx.clock.now())
}

async fn approve(ctx: Ctx, caller: Caller, request: ApproveLink) -> Result<ApprovedLink, Failure> {
    let code = names::value("code", request.code)?;
    let (parts, language) = (ctx.clone(), caller.language);
    let account = Contact::parse(&caller.account().name).map(|name| name.masked());
    let write_notice = move |pending: &PendingAuthorization, to: &Contact, link: &Token| {
        parts.reaches(to).then(|| message(&parts, (to, account.as_deref()), language, pending, link))
    };
    let may = may_link(&ctx, &caller);
    let counts = counts(&ctx, &caller);
    let by = Approver {
        browser: caller.browser().clone(),
        account: caller.account().clone(),
        approvals: ctx.store.approvals(&caller.account().id),
        operation: caller.operation.clone(),
    };
    let (device, linked) = ctx.store.approve(code, counts, by, may, write_notice).await?;
    if let Some(linked) = linked {
        ctx.record(Event::new(EventKind::DeviceLinked).client(&linked).device(device));
    }
    Ok(ApprovedLink { device })
}

/// The check whether this caller may link a device without stepping up (L5).
fn may_link(ctx: &Ctx, caller: &Caller) -> impl Fn(&PendingAuthorization) -> Result<(), Problem> + use<> {
    let (ctx, address, has_stepped_up) =
        (ctx.clone(), caller.address, caller.has_stepped_up(ctx.clock.now(), ctx.store.policy()));
    move |pending| {
        if !has_stepped_up && caution(&ctx, pending, address).needs_step_up() {
            return Err(Problem::StepUpNeeded);
        }
        Ok(())
    }
}

/// The reasons for caution: the client is sensitive, or the device and the browser are in different countries.
fn caution(ctx: &Ctx, pending: &PendingAuthorization, browser: IpAddr) -> Caution {
    let sensitive = ctx.clients.get(&pending.client).is_none_or(|client| client.sensitive);
    let device = pending.address.parse().ok().and_then(|address| ctx.geoip.country(address));
    Caution::new(sensitive, device.as_deref(), ctx.geoip.country(browser).as_deref())
}

async fn decline(ctx: Ctx, caller: Caller, request: DeclineLink) -> Result<Done, Failure> {
    let code = names::value("code", request.code)?;
    let by = (caller.browser().clone(), caller.account().id.clone());
    let declined = ctx.store.decline(code, counts(&ctx, &caller), by).await?;
    ctx.record(Event::new(EventKind::DeviceDeclined).client(&declined));
    Ok(Done {})
}

async fn read_collection(ctx: Ctx, caller: Caller, request: ReadCollection) -> Result<Collection, Failure> {
    let device = names::device(request.device)?;
    let collected = ctx.store.has_collected(&caller.account().id, device).await?;
    Ok(Collection { collected: collected.ok_or(Problem::DeviceUnknown)? })
}

fn counts(ctx: &Ctx, caller: &Caller) -> Vec<Counted> {
    ctx.store.unknown_codes(caller.account().id.as_str(), caller.address)
}

fn link_request(
    ctx: &Ctx,
    caller: &Caller,
    code: UserCode,
    pending: PendingAuthorization,
    now: Moment,
) -> Result<LinkRequest, Failure> {
    // The client has just been removed.
    let client = ctx.clients.get(&pending.client).ok_or(Problem::CodeUnknown)?;
    let device_address = pending.address.parse().map_err(Failure::internal)?;
    let caution = caution(ctx, &pending, caller.address);
    let Caution { sensitive, abroad } = caution;
    Ok(LinkRequest {
        code,
        client: client.name.clone(),
        logo: client.logo.as_ref().map(|_| format!("/logo/{}", client.id)),
        kind: client.kind,
        scopes: scopes::each(&pending.scopes).map(str::to_owned).collect(),
        calls_itself: pending.claim,
        nearness: ctx.nearness(device_address, caller.address),
        address: pending.address,
        place: ctx.geoip.name(device_address, caller.language),
        sensitive,
        abroad,
        step_up: caution.needs_step_up() && !caller.has_stepped_up(now, ctx.store.policy()),
        asked_s_ago: now.since(pending.asked).as_secs(),
        expires_in_s: pending.expires.since(now).as_secs(),
    })
}

/// The message to one contact of the account, with a link that undoes it (L6).
fn message(
    ctx: &Ctx,
    (to, account): (&Contact, Option<&str>),
    language: &str,
    pending: &PendingAuthorization,
    link: &Token,
) -> Message {
    let linked = LinkNotice {
        client: ctx.clients.get(&pending.client).map_or_else(|| pending.client.clone(), |client| client.name.clone()),
        calls_itself: pending.claim.clone(),
        address: pending.address.clone(),
        account: account.map(str::to_owned),
        undo_url: ctx.config.public_url.to(&(Screen::Undo.path().to_owned() + &link.to_text())),
    };
    ctx.messages.linked(to, language, &linked)
}
