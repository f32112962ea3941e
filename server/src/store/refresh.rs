//! Refresh tokens of devices: each brings the next, and an old one ends them all (D2).

use super::tables::device_authorization::Grant;
use super::{AccountId, DeviceId, Result, Store, StoreError};
use crate::secrets::{Purpose, RefreshToken, Seed};
use domain::Moment;
use domain::rules::methods::{Authenticated, Methods};
use domain::rules::refresh::{Family, Worth};
use rusqlite::{Connection, OptionalExtension, params};

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

/// A family with the device it belongs to.
struct Found {
    seed: Vec<u8>,
    family: Family,
    grant: Grant,
}

/// Begins a family, in the transaction in which a device collects its tokens; gives the first token.
pub(super) fn begin(
    connection: &Connection,
    store: &Store,
    seed: &Seed,
    device: DeviceId,
    now: Moment,
) -> Result<RefreshToken> {
    let sealed = store.0.key.seal(Purpose::RefreshSeed, seed.as_bytes(), &store.0.rng);
    connection
        .prepare_cached("INSERT INTO refresh_family (device, seed, generation, rotated) VALUES (?1, ?2, 0, ?3)")?
        .execute(params![device.0, sealed, now.0])?;
    Ok(RefreshToken::make(seed, device.0, 0))
}

impl Store {
    /// Takes a refresh token of this client for the next one; `None` when it is worth nothing. A stolen one, as well as one that
    /// comes too late, ends the device's access.
    pub async fn refresh(&self, token: &RefreshToken, client: &str, address: String) -> Result<Option<Collected>> {
        let device = DeviceId::of_refresh_token(token);
        loop {
            let now = self.0.clock.now();
            let Some((found, seed)) = self.genuine(token)? else { return Ok(None) };
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
    pub fn holder_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        let now = self.0.clock.now();
        let good = |(found, _): &(Found, Seed)| {
            matches!(found.family.worth(token.generation, now, &self.0.policy), Worth::Next | Worth::Again)
        };
        Ok(self.genuine(token)?.filter(good).map(|(found, _)| found.grant))
    }

    /// Whose refresh token this is, good or not; for revocation.
    pub fn owner_of_refresh_token(&self, token: &RefreshToken) -> Result<Option<Grant>> {
        Ok(self.genuine(token)?.map(|(found, _)| found.grant))
    }

    fn genuine(&self, token: &RefreshToken) -> Result<Option<(Found, Seed)>> {
        let found = self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT seed, generation, rotated, account, auth_time, client, scopes, methods
                     FROM refresh_family JOIN device ON device.id = refresh_family.device WHERE refresh_family.device = ?1",
                )?
                .query_row([token.device], |row| {
                    let family = Family { generation: row.get(1)?, rotated: Moment(row.get(2)?) };
                    let grant = Grant {
                        account: AccountId::of(row.get(3)?),
                        authenticated: Authenticated { at: Moment(row.get(4)?), by: Methods::from_bits(row.get(7)?) },
                        client: row.get(5)?,
                        scopes: row.get(6)?,
                    };
                    Ok(Found { seed: row.get(0)?, family, grant })
                })
                .optional()
        })?;
        let Some(found) = found else { return Ok(None) };
        let bytes = self.0.key.open(Purpose::RefreshSeed, &found.seed).ok();
        let seed =
            bytes.and_then(|bytes| Seed::from_bytes(&bytes)).ok_or(StoreError::Damaged("a seed does not open"))?;
        Ok(token.is_genuine(&seed).then_some((found, seed)))
    }

    async fn rotate(&self, device: DeviceId, generation: u32, address: String) -> Result<bool> {
        let now = self.0.clock.now();
        self.0
            .engine
            .writer
            .write(move |connection| {
                let rows = connection
                    .prepare_cached(
                        "UPDATE refresh_family SET generation = generation + 1, rotated = ?3
                         WHERE device = ?1 AND generation = ?2",
                    )?
                    .execute(params![device.0, generation, now.0])?;
                if rows == 1 {
                    connection
                        .prepare_cached("UPDATE device SET used = ?2, used_from = ?3 WHERE id = ?1")?
                        .execute(params![device.0, now.0, address])?;
                }
                Ok(rows == 1)
            })
            .await
    }
}
