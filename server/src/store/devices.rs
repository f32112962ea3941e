//! The devices of an account (L6).

use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::tables::device::{self, DeviceRow};
use super::tx::Tx;
use super::{AccountId, DeviceId, RevokedGrant, Store, grants};

impl Store {
    /// The devices of an account, the newest first.
    pub async fn devices(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        let (account, now) = (account.clone(), self.0.clock.now());
        self.read(move |tx| device::of_account(tx, &account, now)).await
    }

    /// Whether a device of an account has collected its tokens; `None` if the account has no such device.
    pub async fn has_collected(&self, account: &AccountId, device: DeviceId) -> Result<Option<bool>> {
        let (account, now) = (account.clone(), self.0.clock.now());
        self.read(move |tx| device::has_collected(tx, device, &account, now)).await
    }

    /// Sets or removes the owner's name of a device. `false` if the account has no such device.
    pub async fn rename_device(
        &self,
        browser: &BrowserSession,
        account: &AccountId,
        device: DeviceId,
        name: Option<String>,
    ) -> Result<bool, Stop> {
        let rename = move |tx: &Tx, account: &AccountId| Ok(device::rename(tx, device, account, name.as_deref())?);
        self.write_in(browser, account, rename).await
    }

    /// Removes a device by revoking its grant, even before the device has collected its tokens. `None` if the account has no such device.
    pub async fn remove_device(
        &self,
        browser: &BrowserSession,
        account: &AccountId,
        device: DeviceId,
    ) -> Result<Option<RevokedGrant>, Stop> {
        let now = self.0.clock.now();
        let remove = move |tx: &Tx, account: &AccountId| {
            if !device::is_of(tx, device, account, now)? {
                return Ok(None);
            }
            Ok(grants::revoke(tx, device.into())?)
        };
        self.write_in(browser, account, remove).await
    }
}
