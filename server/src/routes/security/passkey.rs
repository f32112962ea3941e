//! Adding a passkey (I2).

use super::{names, once, security_info};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::store::Ceremony;
use crate::web::callers::SteppedUpCaller;
use domain::Problem;
use domain::api::passkey::{AddPasskey, BeginPasskey, PasskeyCeremony};
use domain::api::security::SecurityInfo;
use domain::rules::security_info::MethodKind;

pub(super) async fn begin(ctx: Ctx, caller: SteppedUpCaller, _: BeginPasskey) -> Result<PasskeyCeremony, Failure> {
    refuse_if_shared(&caller)?;
    let account = caller.account();
    ctx.store.methods(&account.id).await?.info.may_add(&MethodKind::Passkey, ctx.store.policy())?;
    let id = account.id.bytes().ok_or(Problem::PasskeyRefused)?;
    let known = ctx.store.passkeys_of(&account.id).await?;
    let known = known.iter().map(|known| known.passkey.cred_id().clone()).collect();
    let (options, state) = ctx.passkeys.begin_registration(id, &account.name, known)?;
    let ceremony = ctx.store.begin_ceremony(Ceremony::AddPasskey, &caller.session().owner(), &state)?;
    Ok(PasskeyCeremony { ceremony, options })
}

pub(super) async fn add(ctx: Ctx, caller: SteppedUpCaller, request: AddPasskey) -> Result<SecurityInfo, Failure> {
    once(&ctx, &caller, add_new(&ctx, &caller, request)).await?;
    security_info(&ctx, &caller).await
}

async fn add_new(ctx: &Ctx, caller: &SteppedUpCaller, request: AddPasskey) -> Result<(), Failure> {
    refuse_if_shared(caller)?;
    let (by, operation) = (caller.session(), caller.operation.clone());
    let (state, finished) = ctx.store.open_ceremony(Ceremony::AddPasskey, &by.owner(), &request.ceremony)?;
    let place = ctx.passkey_queue.place(caller.requester())?;
    let (server, answer) = (ctx.clone(), request.credential);
    let check = async move { server.passkeys.finish_registration(&answer, &state) };
    let passkey = ctx.passkey_queue.try_run(place, check).await?;
    let name = names::value("name", request.name)?.into_text();
    ctx.store.add_passkey(by, finished, &passkey, name, operation).await?;
    ctx.record(Event::new(EventKind::MethodAdded).method(MethodLabel::Passkey));
    Ok(())
}

/// A passkey on a shared computer would be the next person's, too. The page doesn't offer one there (S11).
fn refuse_if_shared(caller: &SteppedUpCaller) -> Result<(), Problem> {
    if caller.browser().is_on_shared_computer() { Err(Problem::PasskeyRefused) } else { Ok(()) }
}
