//! Refresh tokens of devices: each brings the next, and an old one ends them all (D2).

use super::error::{Result, Stop, StoreError};
use super::grant::Grant;
use super::tables::device;
use super::tables::refresh_family::{self, FamilyRow};
use super::tx::Lock;
use super::{DeviceId, Store};
use crate::secrets::{RefreshToken, SealPurpose, Seed};
use domain::rules::refresh::Worth;

/// What a device gets tokens for.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The device.
    pub device: DeviceId,
    /// What it was granted.
    pub grant: Grant,
    /// What it can ask with for the next tokens, if `offline_access` was granted.
    pub refresh_token: Option<RefreshToken>,
}

impl Store {
    /// Takes a refresh token of this client for the next one; `None` when it is worth nothing. A stolen one, as well as one that
    /// comes too late, ends the device's access.
    pub async fn refresh(
        &self,
        token: &RefreshToken,
        client: &str,
        address: String,
    ) -> Result<Option<Collected>, Stop> {
        let device = DeviceId::from(token);
        loop {
            let now = self.0.clock.now();
            let Some((found, seed)) = self.genuine(token).await? else { return Ok(None) };
            if found.grant.client != client {
                return Ok(None);
            }
            let generation = match found.family.worth(token.generation, now, &self.0.policy) {
                Worth::Next => {
                    if !self.rotate(device, token.generation, address.clone()).await? {
                        continue; // another request was faster: this one is a retry now
                    }
                    token.generation + 1
                }
                Worth::Again => found.family.generation,
                worth @ (Worth::Stolen | Worth::Idle) => {
                    tracing::warn!(device = %device, client, ?worth, "a refresh token ended its device's access");
                    self.end_device(device).await?;
                    return Ok(None);
                }
            };
            let refresh_token = Some(RefreshToken::make(&seed, token.device, generation));
            return Ok(Some(Collected { device, grant: found.grant, refresh_token }));
        }
    }

    /// Whose good refresh token this is, without using it; for introspection.
    pub async fn holder_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        let now = self.0.clock.now();
        let good = |(found, _): &(FamilyRow, Seed)| {
            matches!(found.family.worth(token.generation, now, &self.0.policy), Worth::Next | Worth::Again)
        };
        Ok(self.genuine(token).await?.filter(good).map(|(found, _)| found.grant))
    }

    /// Whose refresh token this is, good or not; for revocation.
    pub async fn owner_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        Ok(self.genuine(token).await?.map(|(found, _)| found.grant))
    }

    async fn genuine(&self, token: &RefreshToken) -> Result<Option<(FamilyRow, Seed)>> {
        let device = DeviceId::from(token);
        let Some(found) = self.read(move |tx| refresh_family::of_device(tx, device)).await? else { return Ok(None) };
        let bytes = self.0.key.open(SealPurpose::RefreshSeed, &found.seed).ok();
        let seed =
            bytes.and_then(|bytes| Seed::from_bytes(&bytes)).ok_or(StoreError::Damaged("a seed does not open"))?;
        Ok(token.is_genuine(&seed).then_some((found, seed)))
    }

    async fn rotate(&self, device: DeviceId, generation: u32, address: String) -> Result<bool, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            tx.lock(Lock::Grant(device))?;
            let is_next = refresh_family::rotate(tx, device, generation, now)?;
            if is_next {
                device::note_use(tx, device, &address, now)?;
            }
            Ok(is_next)
        })
        .await
    }
}
