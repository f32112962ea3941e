//! Refresh tokens: each is exchanged for the next one, and reuse revokes the grant (D2).

use super::ahead::now_after;
use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::tables::oauth_grant::{self, RefreshableGrant};
use super::tables::refresh_family;
use super::tx::Tx;
use super::{Grant, GrantId, RevokedGrant, Store, sealed};
use crate::secrets::{RefreshSeed, RefreshToken, SealedPlace, ServerKey};
use domain::rules::refresh::{Family, Worth};

/// The input of new tokens.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The grant that the tokens belong to.
    pub grant: Grant,
    /// The token for the next refresh, if `offline_access` was granted.
    pub refresh_token: Option<RefreshToken>,
}

/// The result of a refresh.
pub enum Refreshed {
    /// The next tokens.
    Next(Collected),
    /// The token was used before, and has revoked its grant.
    Revoked(RevokedGrant),
    /// The token was idle for too long.
    Idle(Grant),
    /// The token isn't active.
    Inactive,
}

impl Store {
    /// Exchanges a client's refresh token for the next one. A copied token revokes its grant.
    pub async fn refresh(&self, token: &RefreshToken, client: &str, address: String) -> Result<Refreshed, Stop> {
        let id = GrantId::from(token);
        loop {
            let now = self.0.clock.now();
            let Some((found, seed)) = self.genuine(token).await? else { return Ok(Refreshed::Inactive) };
            if found.grant.client != client {
                return Ok(Refreshed::Inactive);
            }
            let generation = match found.family.worth(token.generation, now, &self.0.policy) {
                worth @ (Worth::Next | Worth::Newer) => {
                    let next = token.generation + 1;
                    if !self.rotate(id, found.family, next, address.clone()).await? {
                        continue; // another request was faster, so this one is a retry
                    }
                    if worth == Worth::Newer {
                        tracing::warn!(grant = %id, client, "the store is older than its tokens: was it restored?");
                    }
                    next
                }
                Worth::Again => found.family.generation,
                Worth::Unclear => return Ok(Refreshed::Inactive),
                // Its grant is purged, once the clock is trusted.
                Worth::Idle => return Ok(Refreshed::Idle(found.grant)),
                Worth::Stolen => {
                    return Ok(self.revoke_grant(id).await?.map_or(Refreshed::Inactive, Refreshed::Revoked));
                }
            };
            let refresh_token = Some(RefreshToken::make(&seed, token.grant, generation));
            return Ok(Refreshed::Next(Collected { grant: found.grant, refresh_token }));
        }
    }

    /// The grant of an active refresh token, without using the token. For introspection.
    pub async fn holder_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        let now = self.0.clock.now();
        let good = |(found, _): &(RefreshableGrant, RefreshSeed)| {
            let worth = found.family.worth(token.generation, now, &self.0.policy);
            matches!(worth, Worth::Next | Worth::Newer | Worth::Again)
        };
        Ok(self.genuine(token).await?.filter(good).map(|(found, _)| found.grant))
    }

    /// The grant of a refresh token, active or not. For revocation.
    pub async fn owner_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        Ok(self.genuine(token).await?.map(|(found, _)| found.grant))
    }

    async fn genuine(&self, token: &RefreshToken) -> Result<Option<(RefreshableGrant, RefreshSeed)>> {
        let (id, key) = (GrantId::from(token), self.0.key.clone());
        Ok(self.read(move |tx| with_seed(tx, &key, id)).await?.filter(|(_, seed)| token.is_genuine(seed)))
    }

    async fn rotate(&self, grant: GrantId, current: Family, next: u32, address: String) -> Result<bool, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            tx.lock(Lock::Grant(grant))?;
            let now = now_after(tx, current.rotated, now)?;
            let is_live = oauth_grant::note_use(tx, grant, &address, now)?.is_some();
            Ok(is_live && refresh_family::rotate(tx, grant, current.generation, next, now)?)
        })
        .await
    }
}

/// A live grant with its refresh tokens, and the seed that they are derived from; `None` if it has none.
pub(super) fn with_seed(tx: &Tx, key: &ServerKey, grant: GrantId) -> Result<Option<(RefreshableGrant, RefreshSeed)>> {
    let Some(found) = oauth_grant::with_refresh_tokens(tx, grant)? else { return Ok(None) };
    let bytes = sealed::open(tx, key, SealedPlace::RefreshSeed(grant.0), &found.seed)?;
    let seed = RefreshSeed::from_bytes(&bytes).ok_or(StoreError::Damaged("a seed has a wrong length"))?;
    Ok(Some((found, seed)))
}
