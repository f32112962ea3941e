//! Verification with a passkey: as a further step, or to sign in.

use super::Verification;
use crate::credentials::passkeys::{Assertion, Passkeys};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{MethodLabel, Outcome};
use crate::observe::request;
use crate::routes::session;
use crate::store::{AccountId, Ceremony, IssuedCookie, KnownPasskey, NO_OWNER, UsedPasskey, session_owner};
use crate::web::callers::{ChallengedCaller, Visitor};
use crate::web::endpoint::Reply;
use crate::work_queue::QueuePlace;
use domain::Problem;
use domain::api::passkey::{
    BeginPasskeySignIn, BeginPasskeyVerification, PasskeyCeremony, SignInWithPasskey, VerifyWithPasskey,
};
use domain::api::session::Session;
use domain::rules::challenge::ChallengePurpose;
use webauthn_rs::prelude::DiscoverableAuthentication;

pub(super) async fn begin(
    ctx: Ctx,
    caller: ChallengedCaller,
    _: BeginPasskeyVerification,
) -> Result<PasskeyCeremony, Failure> {
    let passkeys = ctx.store.passkeys_of(caller.account()).await?;
    let passkeys: Vec<_> = passkeys.into_iter().map(|known| known.passkey).collect();
    let (options, state) = ctx.passkeys.begin(Some(&passkeys))?;
    let owner = session_owner(caller.account(), caller.browser());
    Ok(PasskeyCeremony { ceremony: ctx.store.begin_ceremony(Ceremony::VerifyWithPasskey, &owner, &state)?, options })
}

pub(super) async fn verify(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: VerifyWithPasskey,
) -> Result<Reply<Session>, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let (event, purpose) = (verification.event(MethodLabel::Passkey), verification.purpose());
    let verified = verified(&ctx, verification, request).await;
    session::answer(&ctx, event, recorded(&ctx, purpose, verified)).await
}

async fn verified(ctx: &Ctx, verification: Verification, request: VerifyWithPasskey) -> Result<IssuedCookie, Failure> {
    let owner = session_owner(verification.account(), verification.caller.browser());
    let (state, finished) = ctx.store.open_ceremony(Ceremony::VerifyWithPasskey, &owner, &request.ceremony)?;
    let answer = Passkeys::read(&request.credential)?;
    let found = ctx.store.passkey(answer.id()).await?.filter(|known| known.account == *verification.account());
    let before = found.ok_or(Problem::PasskeyRefused)?;
    let (browser, address) = (verification.caller.browser(), verification.caller.visitor().address);
    let requester = ctx.store.requester(&before.account, Some(browser), address).await?;
    // A sign-in that waits here was limited at its first step.
    let step_ups = verification.first().is_none().then(|| ctx.store.right_passkeys(&before.account, &requester));
    ctx.store.check(step_ups.as_slice()).await?;
    let place = ctx.passkey_queue.place(requester)?;
    let used = checked(ctx, place, answer, state, before).await?;
    if let Some(step_ups) = step_ups {
        ctx.store.try_once(vec![step_ups]).await?;
    }
    let verified_for = verification.verified_for(ctx, request.trust);
    Ok(ctx.store.verify_with_passkey(finished, used, verified_for).await?)
}

pub(super) async fn begin_sign_in(ctx: Ctx, _: Visitor, _: BeginPasskeySignIn) -> Result<PasskeyCeremony, Failure> {
    let (options, state) = ctx.passkeys.begin(None)?;
    Ok(PasskeyCeremony { ceremony: ctx.store.begin_ceremony(Ceremony::SignInWithPasskey, NO_OWNER, &state)?, options })
}

pub(super) async fn sign_in(ctx: Ctx, visitor: Visitor, request: SignInWithPasskey) -> Result<Reply<Session>, Failure> {
    let signed_in = recorded(&ctx, ChallengePurpose::SignIn, signed_in(&ctx, visitor, request).await);
    session::answer(&ctx, Event::new(EventKind::SignIn).method(MethodLabel::Passkey), signed_in).await
}

async fn signed_in(ctx: &Ctx, visitor: Visitor, request: SignInWithPasskey) -> Result<IssuedCookie, Failure> {
    let SignInWithPasskey { ceremony, credential, shared, .. } = request;
    let (state, finished) = ctx.store.open_ceremony(Ceremony::SignInWithPasskey, NO_OWNER, &ceremony)?;
    let answer = Passkeys::read(&credential)?;
    let is_its =
        |account: &AccountId| answer.account().is_some_and(|said| account.bytes().is_some_and(|id| id == said));
    let found = ctx.store.passkey(answer.id()).await?.filter(|known| is_its(&known.account));
    let before = found.ok_or(Problem::PasskeyRefused)?;
    request::concerns(&before.account);
    let requester = ctx.store.requester(&before.account, visitor.own_browser(shared), visitor.address).await?;
    let sign_ins = ctx.store.right_passkeys(&before.account, &requester);
    if requester.known_browser().is_some() {
        // Before any costly work. A stranger would learn from it how often others have used the passkeys.
        ctx.store.check(std::slice::from_ref(&sign_ins)).await?;
    }
    let place = ctx.passkey_queue.place(requester)?;
    let used = checked(ctx, place, answer, state, before).await?;
    ctx.store.try_once(vec![sign_ins]).await?;
    let this_browser = session::this_browser(ctx, visitor, shared);
    Ok(ctx.store.sign_in_with_passkey(finished, used, this_browser).await?)
}

/// Records a passkey's response that isn't valid.
fn recorded(
    ctx: &Ctx,
    purpose: ChallengePurpose,
    verified: Result<IssuedCookie, Failure>,
) -> Result<IssuedCookie, Failure> {
    verified.inspect_err(|failure| {
        if let Failure::Problem(Problem::PasskeyRefused) = failure {
            let refused = Event::new(EventKind::PasskeyRefused).method(MethodLabel::Passkey);
            ctx.record(refused.outcome(Outcome::Wrong).purpose(purpose));
        }
    })
}

/// Verifies a browser's response when its turn in the queue comes.
async fn checked(
    ctx: &Ctx,
    place: QueuePlace,
    answer: Assertion,
    state: DiscoverableAuthentication,
    before: KnownPasskey,
) -> Result<UsedPasskey, Failure> {
    let server = ctx.clone();
    let check = async move {
        let after = server.passkeys.finish(&answer, state, &before.passkey)?;
        Ok::<_, Failure>(UsedPasskey { before, after })
    };
    ctx.passkey_queue.try_run(place, check).await
}
