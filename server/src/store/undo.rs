//! The links in messages with one button, "this wasn't me": what they undo, and that they have been used (L6).

use super::error::{Result, Stop};
use super::tables::undo::{self, Undoable};
use super::{Store, devices};
use crate::secrets::Token;
use domain::rules::link::UNDONE_WITHIN;

impl Store {
    /// What a link undoes; `None` when it is none of ours, or too old.
    pub async fn undoable(&self, link: &Token) -> Result<Option<Undoable>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| undo::by_link(tx, &link, now - UNDONE_WITHIN)).await
    }

    /// Undoes the link: the device loses its access. A second time changes nothing. `false` when the link is none of ours.
    pub async fn undo(&self, link: Token) -> Result<bool, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            let Some(Undoable { device, .. }) = undo::by_link(tx, &link, now - UNDONE_WITHIN)? else {
                return Ok(false);
            };
            devices::end(tx, device)?;
            undo::note_undone(tx, device, now)?;
            Ok(true)
        })
        .await
    }
}
