//! Passwords, for all purposes: verification, and the check of a new one.

use super::names;
use crate::credentials::passwords::{NewPassword, NotHashed, Passwords, WorkRequester};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{MethodLabel, Outcome};
use crate::observe::request;
use crate::store::{AccountId, Addressee, BrowserSession, Counted, PasswordCounts};
use crate::work_queue::QueuePlace;
use domain::Problem;
use domain::contact::Contact;
use domain::field::FieldRule;
use domain::rules::challenge::ChallengePurpose;
use std::net::IpAddr;

/// The result of a correct password.
pub(super) struct RightPassword {
    /// The password's account.
    pub(super) account: AccountId,
    /// The stored hash.
    pub(super) hash: String,
    /// The number of wrong passwords before it, within a day.
    pub(super) failures: u32,
}

/// The account that a sign-in name addresses.
pub(super) async fn addressee_named(
    ctx: &Ctx,
    name: Contact,
    browser: Option<&BrowserSession>,
) -> Result<Addressee, Failure> {
    let addressee = ctx.store.addressee_of_password(name, browser).await?;
    addressee.for_log().into_iter().for_each(request::concerns);
    Ok(addressee)
}

/// Verifies a password, and counts it in `right_passwords` if it is right. The attempt is counted first. Known and unknown names get the
/// same writes, hashes and responses (S8, N1). A client that disconnects doesn't end this, or a right password would stay counted as a wrong
/// one.
pub(super) async fn check(
    ctx: &Ctx,
    (purpose, addressee): (ChallengePurpose, &Addressee),
    address: IpAddr,
    password: String,
    right_passwords: Counted,
) -> Result<RightPassword, Failure> {
    let place = ctx.passwords.place(addressee.requester(address))?;
    let counts = (ctx.store.wrong_passwords(addressee, address), right_passwords);
    let check = counted_check(ctx.clone(), place, (purpose, addressee.name.clone()), counts, password);
    request::finish(check).await
}

async fn counted_check(
    ctx: Ctx,
    place: QueuePlace,
    (purpose, name): (ChallengePurpose, Contact),
    (counts, right_passwords): (PasswordCounts, Counted),
    password: String,
) -> Result<RightPassword, Failure> {
    let tried = ctx.store.try_once(counts.of_attempt()).await?;
    let found = ctx.store.password_of(&name).await?;
    let (account, hash) = found.map(|record| (record.account, record.hash)).unzip();
    let hash = hash.flatten();
    // While the account's count is used up, a right password gets the answer of a wrong one, and counts as one: any other answer would
    // tell a guesser that it is right.
    let is_beyond = tried.was_at_limit(&counts.account);
    let is_right = ctx.passwords.verify(place, password, hash.clone()).await? && !is_beyond;
    let (Some(account), Some(hash), true) = (account, hash, is_right) else {
        let outcome = if is_beyond { Outcome::Rejected } else { Outcome::Wrong };
        let wrong = Event::new(EventKind::WrongPassword).outcome(outcome).method(MethodLabel::Password);
        ctx.record(wrong.purpose(purpose));
        return Err(Problem::WrongPassword.into());
    };
    let failures = ctx.store.tries(&counts.name).await?.max(ctx.store.tries(&counts.account).await?);
    let failures = failures.saturating_sub(1); // this attempt isn't a failure
    // One beyond the limit isn't taken back, or it would cost CPU time and be counted nowhere (N8).
    ctx.store.try_once(vec![right_passwords]).await?;
    ctx.store.take_back(tried).await?;
    Ok(RightPassword { account, hash, failures })
}

/// A right password with the current parameters, if its stored hash has others. Best effort: without a place, the next sign-in hashes it.
pub(super) async fn rehash_if_outdated(
    ctx: &Ctx,
    addressee: &Addressee,
    address: IpAddr,
    password: String,
    hash: &str,
) -> Option<NewPassword> {
    if !Passwords::is_outdated(hash) {
        return None;
    }
    let rehash = async {
        let place = ctx.passwords.place(addressee.requester(address))?;
        ctx.passwords.rehash(place, password).await
    };
    rehash
        .await
        .inspect_err(|cause| tracing::debug!(%cause, "a password with an outdated hash isn't hashed again"))
        .ok()
}

/// Checks and hashes a new password for the account with this name. `by` is the requester, and the counts of its new passwords.
pub(super) async fn new(
    ctx: &Ctx,
    by: (WorkRequester, Vec<Counted>),
    password: String,
    name: &str,
) -> Result<NewPassword, Failure> {
    let (requester, counts) = by;
    let place = ctx.passwords.place_for_new(requester)?;
    ctx.store.try_once(counts).await?;
    let about = [name, &ctx.config.brand.name].map(str::to_owned);
    let hashed = ctx.passwords.hash_new(place, password, about.to_vec()).await;
    hashed.map_err(|cause| match cause {
        NotHashed::Guessable(because) => names::broken("password", FieldRule::Guessable { because }).into(),
        NotHashed::Failed(failure) => failure,
    })
}
