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

    /// Revokes the device's access. A second time changes nothing, and returns no revoked grant. `None` if the undo link is unknown or has
    /// expired.
    pub async fn undo(&self, link: Token) -> Result<Option<(DeviceId, Option<RevokedGrant>)>, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            let Some(Undoable { device, .. }) = undo::by_link(tx, &link, now - UNDONE_WITHIN)? else {
                return Ok(None);
            };
            let revoked = grants::revoke(tx, device.into())?;
            undo::note_undone(tx, device, now)?;
            Ok(Some((device, revoked)))
        })
        .await
    }
}
