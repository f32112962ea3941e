//! The devices of an account (L6).

use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::device::{self, DeviceRow};
use super::{AccountId, DeviceId, Store, grants};

impl Store {
    /// The devices of an account, the newest first.
    pub async fn devices(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        let account = account.clone();
        self.read(move |tx| device::of_account(tx, &account)).await
    }

    /// Whether a device of an account has collected its tokens; `None` if the account has no such device.
    pub async fn has_collected(&self, account: &AccountId, device: DeviceId) -> Result<Option<bool>> {
        let account = account.clone();
        self.read(move |tx| device::has_collected(tx, device, &account)).await
    }

    /// Sets or removes the owner's name of a device. `false` if the account has no such device.
    pub async fn rename_device(
        &self,
        account: &AccountId,
        device: DeviceId,
        name: Option<String>,
    ) -> Result<bool, Stop> {
        let account = account.clone();
        self.0.engine.write_one(move |tx| device::rename(tx, device, &account, name.as_deref())).await
    }

    /// Removes a device by revoking its grant, even before the device has collected its tokens. `false` if the account has no such device.
    pub async fn remove_device(&self, account: &AccountId, device: DeviceId) -> Result<bool, Stop> {
        let account = account.clone();
        self.write(move |tx| {
            tx.lock(Lock::Account(&account))?;
            Ok(device::is_of(tx, device, &account)? && grants::revoke(tx, device.into())?)
        })
        .await
    }
}
