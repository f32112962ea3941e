//! Decisions about device authorizations: a look-up, then an approval or a refusal, each guarded by the state that it was based on.

use super::attempts::{self, Counted};
use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::operations::{self, OperationEffect};
use super::outbox::{self, Message};
use super::signed_in::check_session;
use super::tables::device_authorization::{self, PendingAuthorization};
use super::tables::session::SignedInAccount;
use super::tables::{device, oauth_grant, undo};
use super::tx::Tx;
use super::{AccountId, DeviceId, Grant, Operation, Store, methods};
use crate::secrets::Token;
use domain::code::UserCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::limits::MOST_DEVICES;
use domain::rules::link::AuthorizationState;
use domain::rules::security_info::MOST_METHODS;
use domain::{Moment, Problem};

/// The undo links to draw, one for each contact that gets a message. Each contact is a sign-in method.
const LINKS: usize = MOST_METHODS as usize;

/// The person who approves a device, in a session.
#[derive(Clone, Debug)]
pub struct Approver {
    /// The browser.
    pub browser: BrowserSession,
    /// The account, which is signed in there.
    pub account: SignedInAccount,
    /// The counts of the devices that it links.
    pub approvals: Vec<Counted>,
    /// The operation that approves it, if the request has an ID.
    pub operation: Option<Operation>,
}

impl Store {
    /// The authorization with a user code, if a person can decide on it. A code that no device shows is counted in the same transaction.
    pub async fn look_up(&self, code: UserCode, counts: Vec<Counted>) -> Result<PendingAuthorization, Stop> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        self.write(move |tx| {
            attempts::lock(tx, counts.iter().map(Counted::key))?;
            let pending = find_open(tx, &hash, &counts, now)?;
            device_authorization::note_typed(tx, pending.id)?;
            Ok(pending)
        })
        .await
    }

    /// Links the device to an account in one of its sessions, unless `may` returns a problem. Each contact of the account gets
    /// the message that `write_notice` writes, with its own undo link. Returns the device and its request; no request, if the same operation
    /// has linked the device before.
    pub async fn approve(
        &self,
        code: UserCode,
        counts: Vec<Counted>,
        by: Approver,
        may: impl Fn(&PendingAuthorization) -> std::result::Result<(), Problem> + Send + Sync + 'static,
        write_notice: impl Fn(&PendingAuthorization, &Contact, &Token) -> Option<Message> + Send + Sync + 'static,
    ) -> Result<(DeviceId, Option<PendingAuthorization>), Stop> {
        let (now, hash, store) = (self.0.clock.now(), self.user_code_hash(&code), self.clone());
        let approve = move |tx: &Tx, links: &[Token; LINKS]| {
            let account = &by.account.id;
            if let Some(device) = operations::linked_device(tx, by.operation.as_ref(), account, now)? {
                return Ok((device, None));
            }
            attempts::lock(tx, counts.iter().chain(&by.approvals).map(Counted::key))?;
            let pending = find_open(tx, &hash, &counts, now).or_else(|stop| match stop {
                Stop::Counted(Problem::CodeUsed { .. }) => {
                    let device = device::by_code(tx, &hash, account, now)?;
                    Err(Problem::CodeUsed { device }.into())
                }
                stop => Err(stop),
            })?;
            may(&pending)?;
            let device = by.link(tx, &pending, now)?;
            for (contact, link) in methods::contacts_to_tell(tx, account)?.into_iter().zip(links) {
                let Some(message) = write_notice(&pending, &contact, link) else { continue };
                undo::insert(tx, link, device)?;
                outbox::add_notice(tx, &store, account, message, now)?;
            }
            Ok((device, Some(pending)))
        };
        let links = |_| std::array::from_fn(|_| Token::new(self.draw_id(), &self.0.rng));
        self.write_drawn(links, approve).await
    }

    /// Declines the device, and returns its request.
    pub async fn decline(
        &self,
        code: UserCode,
        counts: Vec<Counted>,
        (browser, account): (BrowserSession, AccountId),
    ) -> Result<PendingAuthorization, Stop> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        self.write(move |tx| {
            attempts::lock(tx, counts.iter().map(Counted::key))?;
            let pending = find_open(tx, &hash, &counts, now)?;
            check_session(tx, &browser, &account)?;
            decide(tx, &pending, pending.authorization.decline(now)?)?;
            Ok(pending)
        })
        .await
    }
}

impl Approver {
    /// Links the device of a request that is open.
    fn link(&self, tx: &Tx, pending: &PendingAuthorization, now: Moment) -> Result<DeviceId, Stop> {
        let Self { browser, account: SignedInAccount { id: account, authenticated, .. }, approvals, operation } = self;
        check_session(tx, browser, account)?;
        attempts::refuse(tx, approvals, now)?;
        if device::count(tx, account, now)? >= MOST_DEVICES {
            return Err(Problem::TooManyDevices { most_devices: MOST_DEVICES.into() }.into());
        }
        decide(tx, pending, pending.authorization.approve(now)?)?;
        let device = DeviceId(pending.id);
        let PendingAuthorization { client, scopes, .. } = pending.clone();
        let grant = Grant {
            id: device.into(),
            account: account.clone(),
            authenticated: *authenticated,
            client,
            scopes,
            device: Some(device),
        };
        if !oauth_grant::insert(tx, &grant, now)? {
            return Err(Problem::NotSignedIn.into());
        }
        device::insert(tx, device, pending.claim.as_deref(), &pending.address)?;
        let effect = OperationEffect { device: Some(device), ..OperationEffect::in_session(browser.id(), account) };
        operations::note(tx, operation.as_ref(), effect, now)?;
        approvals.iter().try_for_each(|count| count.add(tx, now))?;
        Ok(device)
    }
}

/// The request with a user code, if it can be decided. The counts must be locked.
fn find_open(tx: &Tx, user_code: &[u8; 16], counts: &[Counted], now: Moment) -> Result<PendingAuthorization, Stop> {
    attempts::refuse(tx, counts, now)?;
    let Some(mut pending) = device_authorization::by_code(tx, user_code, now - REMEMBERED)? else {
        return Err(attempts::counted(tx, counts, Problem::CodeUnknown, now));
    };
    pending.authorization = pending.authorization.if_asked(pending.asked, now);
    if let Err(problem) = pending.authorization.open(now) {
        device_authorization::note_typed(tx, pending.id)?;
        return Err(Stop::Counted(problem));
    }
    Ok(pending)
}

/// Writes a decision. If no row changes, another decision was faster.
fn decide(tx: &Tx, pending: &PendingAuthorization, state: AuthorizationState) -> Result<(), Stop> {
    if device_authorization::decide(tx, pending.id, state)? {
        return Ok(());
    }
    Err(Problem::CodeUsed { device: None }.into())
}
