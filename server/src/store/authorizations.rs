//! Device authorizations: opened by a device, decided by a person, collected by the device, each once (RFC 8628).

use super::attempts::Counted;
use super::error::{Result, Stop, StoreError};
use super::ids::moment_of;
use super::locks::Lock;
use super::refresh::Collected;
use super::tables::device_authorization::{self, AuthorizationRow};
use super::tables::{oauth_grant, refresh_family};
use super::tx::Tx;
use super::{DRAWS, GrantId, Store, refresh};
use crate::secrets::{RefreshSeed, RefreshToken, SealPurpose, SealedPlace, Token};
use domain::code::UserCode;
use domain::code::user::Format;
use domain::rules::REMEMBERED;
use domain::rules::link::{COLLECTED_AFTER_EXPIRY, PollResponse, UNTYPED_KEPT};
use domain::rules::refresh::{last_access_expires, may_be_lost};
use domain::{Problem, scopes};
use std::time::Duration;

/// A device's request.
#[derive(Clone, Debug)]
pub struct NewAuthorization {
    /// The client's ID.
    pub client: String,
    /// The scopes, separated by spaces.
    pub scopes: String,
    /// The device's network address.
    pub address: String,
    /// The name that the device gave.
    pub claim: Option<String>,
    /// The format of its user code.
    pub format: Format,
    /// The lifetime of its codes.
    pub life: Duration,
}

/// The two codes of a new authorization. The store keeps only their hashes.
#[derive(Clone, Copy, Debug)]
pub struct IssuedCodes {
    /// The code that the device polls with.
    pub device_code: Token,
    /// The code that the device shows.
    pub user_code: UserCode,
}

impl Store {
    /// Opens an authorization, unless its network address has reached the limit. Codes that are taken are drawn again.
    pub async fn open_authorization(&self, new: NewAuthorization, count: Option<Counted>) -> Result<IssuedCodes, Stop> {
        if let Some(count) = count {
            self.try_once(vec![count]).await?;
        }
        for _ in 0..DRAWS {
            let user_code = UserCode::generate(new.format, &mut self.0.rng.draw());
            let opened = IssuedCodes { device_code: Token::new(self.draw_id(), &self.0.rng), user_code };
            if self.0.engine.insert_authorization(self.row(opened, &new)).await? {
                return Ok(opened);
            }
        }
        Err(StoreError::Damaged("no free user code").into())
    }

    fn row(&self, IssuedCodes { device_code, user_code }: IssuedCodes, new: &NewAuthorization) -> AuthorizationRow {
        let (now, new) = (self.0.clock.now(), new.clone());
        AuthorizationRow {
            id: device_code.id,
            secret: device_code.hash(),
            user_code: self.user_code_hash(&user_code),
            client: new.client,
            scopes: new.scopes,
            asked: now,
            expires: now + new.life,
            address: new.address,
            claim: new.claim,
        }
    }

    /// The answer to a poll; `None` if the device code is unknown or another client's. One whose row was deleted when nobody had typed its
    /// user code has expired, as its ID says (C3).
    pub async fn poll(&self, device_code: &Token, client: &str) -> Result<Option<PollResponse>> {
        let now = self.0.clock.now();
        let Some((secret, owner, authorization)) = self.0.engine.poll(device_code.id).await? else {
            let is_deleted = (now - REMEMBERED..now - UNTYPED_KEPT).contains(&moment_of(device_code.id));
            return Ok(is_deleted.then_some(PollResponse::Expired));
        };
        let authorization = authorization.if_asked(moment_of(device_code.id), now);
        Ok((device_code.matches(&secret) && owner == client).then(|| authorization.poll(now)))
    }

    /// Redeems a device code: of any number of simultaneous calls, one gets the tokens, and `None` is for the others. `address` is the device's network address.
    pub async fn collect(&self, device_code: Token, address: String) -> Result<Option<Collected>, Stop> {
        let (now, id, seed) = (self.0.clock.now(), GrantId::from(&device_code), RefreshSeed::new(&self.0.rng));
        let sealed = self.0.key.seal(SealedPlace::RefreshSeed(id.0), seed.as_bytes(), &self.0.rng);
        let expires = last_access_expires(now, &self.0.policy);
        let collect = move |tx: &Tx| {
            if !device_authorization::collect(tx, id, now, now - COLLECTED_AFTER_EXPIRY)? {
                return Err(Problem::CodeUsed { device: None }.into());
            }
            tx.lock(Lock::Grant(id))?;
            // If the client was suspended in the meantime, the code isn't used up, and works once the client is back.
            let grant = oauth_grant::note_use(tx, id, &address, now)?.ok_or(Problem::CodeUnknown)?;
            let may_refresh = scopes::has(&grant.scopes, scopes::OFFLINE_ACCESS);
            if may_refresh {
                refresh_family::insert(tx, id, &sealed, now)?;
            } else {
                oauth_grant::note_expiry(tx, id, expires)?;
            }
            let refresh_token = may_refresh.then(|| RefreshToken::make(&seed, id.0, 0));
            Ok(Collected { grant, refresh_token })
        };
        match self.write(collect).await {
            Ok(collected) => Ok(Some(collected)),
            Err(Stop::Refused(_)) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// The same tokens again for a device whose answer may have been lost (D8): it polls with a used device code. `None` if they were
    /// collected too long ago, if their refresh token was used, or if the grant was revoked.
    pub async fn collect_again(&self, device_code: &Token) -> Result<Option<Collected>> {
        let (now, id, store) = (self.0.clock.now(), GrantId::from(device_code), self.clone());
        self.read(move |tx| {
            let collected = device_authorization::collected(tx, id)?;
            if !collected.is_some_and(|collected| may_be_lost(collected, now, &store.0.policy)) {
                return Ok(None);
            }
            let Some(grant) = oauth_grant::live(tx, id)? else { return Ok(None) };
            if !scopes::has(&grant.scopes, scopes::OFFLINE_ACCESS) {
                return Ok(Some(Collected { grant, refresh_token: None }));
            }
            let Some((found, seed)) = refresh::with_seed(tx, &store.0.key, id)? else { return Ok(None) };
            let is_unused = found.family.generation == 0;
            let refresh_token = is_unused.then(|| RefreshToken::make(&seed, id.0, 0));
            Ok(refresh_token.map(|token| Collected { grant: found.grant, refresh_token: Some(token) }))
        })
        .await
    }

    pub(super) fn user_code_hash(&self, code: &UserCode) -> [u8; 16] {
        self.0.key.hash(SealPurpose::UserCode, code.canonical().as_bytes())
    }
}
