//! Devices that were unlinked by something other than their accounts, until the server has logged them (O11).

use super::Store;
use super::error::{Result, Stop};
use super::tables::oauth_grant;
use super::tables::unlinked_device::{self, UnlinkedDevice};
use super::tx::Tx;
use domain::Moment;

/// Devices in one batch.
const BATCH: u32 = 500;

impl Store {
    /// A batch of the devices that aren't logged yet.
    pub async fn unlinked_devices(&self) -> Result<Vec<UnlinkedDevice>> {
        self.read(|tx| unlinked_device::batch(tx, BATCH)).await
    }

    /// Forgets devices that are logged.
    pub async fn forget_unlinked_devices(&self, logged: Vec<UnlinkedDevice>) -> Result<(), Stop> {
        self.write(move |tx| Ok(logged.iter().try_for_each(|device| unlinked_device::delete(tx, device.id))?)).await
    }

    /// Deletes a batch of the grants whose refresh tokens were unused for too long; `true` if there may be more.
    pub(super) async fn purge_idle_devices(&self, now: Moment) -> Result<bool, Stop> {
        let before = now - self.0.policy.refresh_idle;
        self.purge_noted(move |tx| unlinked_device::note_idle(tx, before, BATCH)).await
    }

    /// Deletes a batch of the grants without refresh tokens whose access tokens have expired; `true` if there may be more.
    pub(super) async fn purge_expired_devices(&self, now: Moment) -> Result<bool, Stop> {
        self.purge_noted(move |tx| unlinked_device::note_expired(tx, now, BATCH)).await
    }

    /// Deletes a batch of the grants that were made before a time and whose tokens were never collected; `true` if there may be more.
    pub(super) async fn purge_uncollected_devices(&self, before: Moment) -> Result<bool, Stop> {
        self.purge_noted(move |tx| unlinked_device::note_uncollected(tx, before, BATCH)).await
    }

    /// Deletes the grants that `note` notes.
    async fn purge_noted(&self, note: impl Fn(&Tx) -> Result<()> + Send + 'static) -> Result<bool, Stop> {
        let purge = move |tx: &Tx| {
            note(tx)?;
            Ok(oauth_grant::delete_unlinked(tx)?)
        };
        Ok(self.write(purge).await? == BATCH as usize)
    }
}
