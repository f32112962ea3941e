//! Refresh tokens: each brings the next, and an old one ends its grant (D2).

use super::error::{Result, Stop, StoreError};
use super::tables::oauth_grant::{self, RefreshableGrant};
use super::tables::refresh_family;
use super::tx::Lock;
use super::{Grant, GrantId, Store};
use crate::secrets::{RefreshToken, SealPurpose, Seed};
use domain::rules::refresh::Worth;

/// What a client gets tokens for.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The grant on which the tokens hang.
    pub grant: Grant,
    /// The token for the next refresh, if `offline_access` was granted.
    pub refresh_token: Option<RefreshToken>,
}

impl Store {
    /// Takes a refresh token of this client for the next one; `None` when it is worth nothing. A stolen one, as well as one that
    /// comes too late, ends the grant.
    pub async fn refresh(
        &self,
        token: &RefreshToken,
        client: &str,
        address: String,
    ) -> Result<Option<Collected>, Stop> {
        let id = GrantId::from(token);
        loop {
            let now = self.0.clock.now();
            let Some((found, seed)) = self.genuine(token).await? else { return Ok(None) };
            if found.grant.client != client {
                return Ok(None);
            }
            let generation = match found.family.worth(token.generation, now, &self.0.policy) {
                Worth::Next => {
                    if !self.rotate(id, token.generation, address.clone()).await? {
                        continue; // another request was faster: this one is a retry now
                    }
                    token.generation + 1
                }
                Worth::Again => found.family.generation,
                worth @ (Worth::Stolen | Worth::Idle) => {
                    tracing::warn!(grant = %id, client, ?worth, "a refresh token ended its grant");
                    self.end_grant(id).await?;
                    return Ok(None);
                }
            };
            let refresh_token = Some(RefreshToken::make(&seed, token.grant, generation));
            return Ok(Some(Collected { grant: found.grant, refresh_token }));
        }
    }

    /// Whose good refresh token this is, without using it; for introspection.
    pub async fn holder_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        let now = self.0.clock.now();
        let good = |(found, _): &(RefreshableGrant, Seed)| {
            matches!(found.family.worth(token.generation, now, &self.0.policy), Worth::Next | Worth::Again)
        };
        Ok(self.genuine(token).await?.filter(good).map(|(found, _)| found.grant))
    }

    /// Whose refresh token this is, good or not; for revocation.
    pub async fn owner_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        Ok(self.genuine(token).await?.map(|(found, _)| found.grant))
    }

    async fn genuine(&self, token: &RefreshToken) -> Result<Option<(RefreshableGrant, Seed)>> {
        let id = GrantId::from(token);
        let Some(found) = self.read(move |tx| oauth_grant::with_refresh_tokens(tx, id)).await? else { return Ok(None) };
        let bytes = self.0.key.open(SealPurpose::RefreshSeed, &found.seed).ok();
        let seed =
            bytes.and_then(|bytes| Seed::from_bytes(&bytes)).ok_or(StoreError::Damaged("a seed does not open"))?;
        Ok(token.is_genuine(&seed).then_some((found, seed)))
    }

    async fn rotate(&self, grant: GrantId, generation: u32, address: String) -> Result<bool, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            tx.lock(Lock::Grant(grant))?;
            let is_alive = oauth_grant::note_use(tx, grant, &address, now)?.is_some();
            Ok(is_alive && refresh_family::rotate(tx, grant, generation, now)?)
        })
        .await
    }
}
