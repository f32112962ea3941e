//! The undo links in messages about new devices: the button "This wasn't me" (L6).

use super::error::{Result, Stop};
use super::tables::undo::{self, Undoable};
use super::tx::Tx;
use super::{DeviceId, RevokedGrant, Store, grants};
use crate::secrets::Token;
use domain::rules::link::UNDONE_WITHIN;

impl Store {
    /// The linked device that an undo link is for; `None` if the link is unknown or has expired.
    pub async fn undoable(&self, link: &Token) -> Result<Option<Undoable>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| undo::by_link(tx, &link, now - UNDONE_WITHIN)).await
    }

    /// Revokes the access of the link's device, and of those that a merged message has no links for. A second time changes nothing, and
    /// returns no revoked grants. `None` if the undo link is unknown or has expired.
    pub async fn undo(&self, link: Token) -> Result<Option<Vec<(DeviceId, RevokedGrant)>>, Stop> {
        let now = self.0.clock.now();
        let devices = move |tx: &Tx| {
            let Some(Undoable { device, .. }) = undo::by_link(tx, &link, now - UNDONE_WITHIN)? else {
                return Ok(None);
            };
            Ok(Some(std::iter::once(device).chain(undo::others(tx, &link)?).collect::<Vec<_>>()))
        };
        let Some(devices) = self.read(devices).await? else { return Ok(None) };
        let mut all_revoked = Vec::new();
        for device in devices {
            // Each in a write of its own: a grant is locked after all authorizations. If one fails, the link works again.
            let undo = move |tx: &Tx| {
                let revoked = grants::revoke(tx, device.into())?;
                undo::note_undone(tx, device, now)?;
                Ok(revoked)
            };
            all_revoked.extend(self.write(undo).await?.map(|revoked| (device, revoked)));
        }
        Ok(Some(all_revoked))
    }
}
