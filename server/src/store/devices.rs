//! The devices of an account (L6).

use super::error::{Result, Stop};
use super::tables::device::{self, DeviceRow};
use super::tables::device_authorization;
use super::tx::{Lock, Tx};
use super::{AccountId, DeviceId, Store};
use std::time::Duration;

/// A use is noted at most so often.
const NOTED_EVERY: Duration = Duration::from_hours(1);

impl Store {
    /// The devices of an account, the newest first.
    pub async fn devices(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        let account = account.clone();
        self.read(move |tx| device::of_account(tx, &account)).await
    }

    /// Whether a device of this account has collected its tokens; `None` when the account has no such device.
    pub async fn has_collected(&self, account: &AccountId, device: DeviceId) -> Result<Option<bool>> {
        let account = account.clone();
        self.read(move |tx| device::has_collected(tx, device, &account)).await
    }

    /// The account that a device's token still belongs to: `None` ends its access at once.
    pub async fn account_of_device(&self, device: DeviceId, account: &str) -> Result<Option<AccountId>> {
        let account = account.to_owned();
        self.read(move |tx| device::owner(tx, device, &account)).await
    }

    /// Notes that a device has shown itself, unless it was noted within the hour: a read must not become a write.
    pub async fn note_use(&self, device: DeviceId, address: String) -> Result<(), Stop> {
        let now = self.0.clock.now();
        if self.read(move |tx| device::was_used_after(tx, device, now - NOTED_EVERY)).await? {
            return Ok(());
        }
        self.0.engine.write_one(move |tx| device::note_use(tx, device, &address, now)).await
    }

    /// Gives a device its owner's name, or takes it away. `false` when the account has no such device.
    pub async fn rename_device(
        &self,
        account: &AccountId,
        device: DeviceId,
        name: Option<String>,
    ) -> Result<bool, Stop> {
        let account = account.clone();
        self.0.engine.write_one(move |tx| device::rename(tx, device, &account, name.as_deref())).await
    }

    /// Ends a device's access; one that has not collected its tokens yet will not. `false` when the account has no such device.
    pub async fn remove_device(&self, account: &AccountId, device: DeviceId) -> Result<bool, Stop> {
        let account = account.clone();
        self.write(move |tx| {
            tx.lock(Lock::Account(&account))?;
            Ok(device::owner(tx, device, account.as_str())?.is_some() && end(tx, device)?)
        })
        .await
    }

    /// Ends the access of a device whose token says so: it was revoked, or stolen.
    pub async fn end_device(&self, device: DeviceId) -> Result<bool, Stop> {
        self.write(move |tx| Ok(end(tx, device)?)).await
    }
}

/// Removes a device with its refresh tokens, and turns it away if it has yet to collect its first ones. `false` when it is gone.
pub(super) fn end(tx: &Tx, device: DeviceId) -> Result<bool> {
    device_authorization::withdraw(tx, device.0)?;
    tx.lock(Lock::Grant(device))?;
    device::delete(tx, device)
}
