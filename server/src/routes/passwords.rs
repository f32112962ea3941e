//! Passwords, whatever they are for: checking one, judging a new one.

use super::names;
use crate::credentials::passwords::NewPassword;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{AccountId, Addressee, BrowserSession};
use domain::Problem;
use domain::contact::Contact;
use domain::field::FieldRule;
use domain::rules::challenge::ChallengePurpose;
use std::net::IpAddr;

/// A password that was right.
pub(super) struct Right {
    /// Whose.
    pub(super) account: AccountId,
    /// The hash that it was checked against.
    pub(super) hash: String,
    /// Wrong ones before it, in the last day.
    pub(super) failures: u32,
}

/// Whose password is asked for.
pub(super) async fn whose(ctx: &Ctx, name: Contact, browser: Option<&BrowserSession>) -> Result<Addressee, Failure> {
    Ok(ctx.store.addressee(ChallengePurpose::SignIn, name.clone(), name, browser).await?)
}

/// Checks the password of whoever was named. Counted before it is checked, for names that exist and those that do not: the same writes,
/// hashes and answers (S8, N1).
pub(super) async fn check(ctx: &Ctx, who: &Addressee, address: IpAddr, password: String) -> Result<Right, Failure> {
    let place = ctx.passwords.place()?;
    let (own, shared) = ctx.store.wrong_passwords(who, address);
    let tried = ctx.store.try_once(std::iter::once(own.clone()).chain(shared).collect()).await?;
    let found = ctx.store.password_of(&who.name).await?;
    let (account, hash) = found.map(|record| (record.account, record.hash)).unzip();
    let hash = hash.flatten();
    let is_right = ctx.passwords.verify(place, password, hash.clone()).await?;
    let (Some(account), Some(hash), true) = (account, hash, is_right) else {
        return Err(Problem::WrongPassword.into());
    };
    let failures = ctx.store.tries(&own).await?.saturating_sub(1); // without this one
    ctx.store.take_back(tried).await?;
    Ok(Right { account, hash, failures })
}

/// Judges and hashes a new password for whoever is named.
pub(super) async fn new(ctx: &Ctx, address: IpAddr, password: String, name: &str) -> Result<NewPassword, Failure> {
    ctx.store.try_once(vec![ctx.store.new_passwords(address)]).await?;
    let about = [name, &ctx.config.brand.name].map(str::to_owned);
    let judged = ctx.passwords.hash_new(password, about.to_vec()).await?;
    judged.map_err(|because| names::broken("password", FieldRule::Guessable { because }).into())
}
