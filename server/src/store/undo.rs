//! The undo links in messages about new devices: the button "This wasn't me" (L6).

use super::error::{Result, Stop};
use super::tables::undo::{self, Undoable};
use super::{DeviceId, RevokedGrant, Store, grants};
use crate::secrets::Token;
use domain::rules::link::UNDONE_WITHIN;

impl Store {
    /// The linked device that an undo link is for; `None` if the link is unknown or has expired.
    pub async fn undoable(&self, link: &Token) -> Result<Option<Undoable>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| undo::by_link(tx, &link, now - UNDONE_WITHIN)).await
    }

    /// The devices that an undo link has yet to undo: its own, and those that a merged message has no links for. `None` if the link is unknown
    /// or has expired.
    pub async fn devices_of_undo_link(&self, link: &Token) -> Result<Option<Vec<DeviceId>>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| {
            let found = undo::by_link(tx, &link, now - UNDONE_WITHIN)?;
            found.map(|_| undo::devices_left(tx, &link)).transpose()
        })
        .await
    }

    /// Revokes the access of a device with an undo link. A second time changes nothing, and returns `None`. Each device is a write of its
    /// own, because a grant is locked after all authorizations.
    pub async fn undo_device(&self, device: DeviceId) -> Result<Option<RevokedGrant>, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            let revoked = grants::revoke(tx, device.into())?;
            undo::note_undone(tx, device, now)?;
            Ok(revoked)
        })
        .await
    }
}
