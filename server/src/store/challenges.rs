//! Codes that messages bring: sent, replaced by newer ones, entered once (U2–U6). A decoy is a row like any other, so that known and
//! unknown names cost the same statements.

use super::addressees::Addressee;
use super::attempts::{self, Counted};
use super::error::{Result, Stop};
use super::limits::TryCounts;
use super::outbox::{self, Message};
use super::tables::challenge::{self, Found};
use super::texts::OfNetwork;
use super::tx::{Lock, Tx};
use super::{AccountId, Store, first_id, texts, ways};
use crate::secrets::SealPurpose;
use domain::api::single_use_code::DeliveryStage;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::challenge::{Budget, Challenge};
use domain::{Moment, Problem};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// A code to send.
pub struct NewCode {
    /// The code.
    pub code: OneTimeCode,
    /// How long it lives.
    pub life: Duration,
    /// The message that brings it.
    pub message: Message,
    /// The one that says instead that there is an account with this name already (S5).
    pub there_is_one: Option<Message>,
    /// The texts of the same network to the same block (U9).
    pub of_network: OfNetwork,
}

/// A try at a code.
pub struct CodeEntry {
    /// Whom the code is for.
    pub to: Addressee,
    /// What was typed.
    pub code: OneTimeCode,
    /// What may be counted against it.
    pub counts: TryCounts,
}

/// Who has entered the right code: the account, or nobody yet who is to have one, and the contact that got it.
pub(super) struct Redeemed {
    pub(super) account: Option<AccountId>,
    pub(super) contact: Contact,
    pub(super) now: Moment,
}

/// A code has been sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentCode {
    /// The block of phone numbers that was stopped by it (U9).
    pub stopped: Option<String>,
}

impl Store {
    /// Sends a code, and replaces those sent before. What may be sent is counted in the same breath.
    pub async fn send_code(
        &self,
        to: &Addressee,
        NewCode { code, life, message, there_is_one, of_network }: NewCode,
        counts: Vec<Counted>,
        unanswered_texts: u32,
    ) -> Result<SentCode, Stop> {
        let (now, store, to) = (self.0.clock.now(), self.clone(), to.clone());
        let (hash, block) = (self.sent_code_hash(&to, code), self.key_of_block(&to.to));
        let message = Message { decoy: to.is_nobody(), ..to.message(message, there_is_one) };
        let send = move |tx: &Tx, id: &i64| {
            let counted = counts.iter().chain([&of_network.counted, &of_network.allowed]);
            attempts::lock(tx, counted.map(Counted::key).chain([&to.owner]).chain(&block))?;
            attempts::refuse(tx, &counts, now)?;
            let stopped = match &to.to {
                Contact::Phone(phone) => texts::count(tx, phone, to.budget, unanswered_texts, &of_network, now)?,
                Contact::Email(_) => None,
            };
            counts.iter().try_for_each(|count| count.add(tx, now))?;
            challenge::replace(tx, &to.owner)?;
            let message = outbox::add(tx.connection(), &store, &message, now)?;
            insert(tx, *id, &to, Some(hash), message, now + life)?;
            Ok(SentCode { stopped })
        };
        self.write_drawn(|| self.draw_id(), send).await
    }

    /// Enters a code, once; `then` is done in the same breath as the one that proves the right to it, with what is drawn for it, and the
    /// account is locked. A wrong code is counted. A right one is used, even if `then` refuses.
    pub(super) async fn enter_code<D: Send + 'static, T: Send + 'static>(
        &self,
        CodeEntry { to, code, counts }: CodeEntry,
        draw: impl Fn() -> D,
        then: impl Fn(&Tx, &Redeemed, &D) -> Result<T, Stop> + Send + Sync + 'static,
    ) -> Result<T, Stop> {
        let now = self.0.clock.now();
        let (hash, block) = (self.sent_code_hash(&to, code), self.key_of_block(&to.to));
        let enter = move |tx: &Tx, (decoy, drawn): &(i64, D)| {
            let counted = counts.told.iter().chain([&counts.untold]).chain(&counts.pause);
            attempts::lock(tx, counted.map(Counted::key).chain([&to.owner]).chain(&block))?;
            attempts::refuse(tx, &counts.told, now)?;
            // Without a code on its way one is tried all the same: nobody learns whether there is one.
            let found = match find(tx, &to, now)? {
                Some(found) => found,
                None => add_decoy(tx, *decoy, &to, now + counts.decoys_life)?,
            };
            let account = redeem(tx, &to, found, hash, &counts, now)?;
            counts.pause.iter().try_for_each(|pause| pause.forget(tx))?;
            if let Contact::Phone(phone) = &to.to {
                texts::count_entry(tx, phone, now)?;
            }
            if let Some(account) = &account {
                ways::note_use(tx, account, &to.to, now)?;
            }
            then(tx, &Redeemed { account, contact: to.to.clone(), now }, drawn).map_err(Stop::kept)
        };
        self.write_drawn(|| (self.draw_id(), draw()), enter).await
    }

    /// How far the newest code got (U5).
    pub async fn stage_of_code(&self, to: &Addressee) -> Result<Option<DeliveryStage>> {
        let subject = to.subject;
        self.read(move |tx| challenge::stage(tx, &subject)).await
    }

    /// A message got further. What comes late, or twice, changes nothing; what was delivered once has arrived.
    pub async fn message_got(&self, message: i64, stage: DeliveryStage) -> Result<(), Stop> {
        self.0.engine.write_one(move |tx| challenge::note_stage(tx, message, stage)).await
    }

    fn sent_code_hash(&self, to: &Addressee, code: OneTimeCode) -> [u8; 16] {
        let text = [to.owner.as_slice(), code.to_string().as_bytes()].concat();
        self.0.key.hash(SealPurpose::SentCode, &text)
    }
}

/// The code for what was typed. One that has ended counts as none.
fn find(tx: &Tx, to: &Addressee, now: Moment) -> Result<Option<Found>> {
    Ok(challenge::of_subject(tx, &to.subject)?.filter(|found| now < found.challenge.expires))
}

/// Without a code it is the decoy of one that nobody has asked for.
fn insert(tx: &Tx, id: i64, to: &Addressee, code: Option<[u8; 16]>, message: i64, expires: Moment) -> Result<()> {
    let Addressee { subject, owner, account, .. } = to;
    let (account, is_genuine) = (account.as_ref(), code.is_some() && to.is_genuine());
    let new = challenge::New { id, subject, owner, account, code, is_genuine, expires, message };
    // What strangers have left of their tries does not change when the owner asks for a code (N1).
    challenge::insert(tx, &new, to.budget == Budget::Known)
}

fn add_decoy(tx: &Tx, id: i64, to: &Addressee, expires: Moment) -> Result<Found> {
    insert(tx, id, to, None, 0, expires)?;
    Ok(Found { id, account: None, code: None, challenge: Challenge::open(expires) })
}

/// The account, if the code is right: of a new one there is none yet.
fn redeem(
    tx: &Tx,
    to: &Addressee,
    found: Found,
    hash: [u8; 16],
    counts: &TryCounts,
    now: Moment,
) -> Result<Option<AccountId>, Stop> {
    let Found { id, account, code, challenge } = found;
    let is_right = bool::from(code.unwrap_or_default().ct_eq(&hash)) && code.is_some();
    // Of an earlier code its owner alone is told what became of it, since nobody else knows it: strangers learn nothing.
    let earlier =
        if is_right { None } else { challenge::ended(tx, &to.owner, &hash, first_id(now - REMEMBERED), now)? };
    let (next, outcome) = match earlier.map(|earlier| earlier.challenge.redeem(to.budget, true, now)) {
        Some((_, Err(problem))) => (challenge, Err(problem)),
        _ => challenge.redeem(to.budget, is_right, now),
    };
    if outcome.is_ok() {
        counts.untold.refusal(tx, now)?.map_or(Ok(()), Err)?;
        account.as_ref().map_or(Ok(()), |account| tx.lock(Lock::Account(account)))?;
    }
    let is_written = challenge::update(tx, id, challenge.state, next)?;
    match outcome {
        Ok(()) if is_written => Ok(account),
        Ok(()) => Err(Problem::SentCodeReplaced.into()), // by a change of the account, meanwhile
        // Whatever it was told: nobody tries codes without end, not even ones that are spent.
        Err(problem) => Err(attempts::counted(tx, counts.told.iter().chain([&counts.untold]), problem, now)),
    }
}
