//! What accounts' contacts are to be told about changes becomes messages, soon after the changes, and each once.

use crate::ctx::Ctx;
use crate::messages::ChangeMessage;
use crate::store::{ChangeNotice, Stop};
use domain::Screen;
use domain::language::DEFAULT;
use domain::rules::notice::LinkPurpose;
use std::collections::HashSet;

/// The reports of a server about changes. A notice waits in the store until its messages are in the outbox, which is one transaction: so a
/// server that stops in between tells nothing twice, and nothing is left out.
#[derive(Default)]
pub struct NoticeReports {
    /// The IDs of the notices whose messages couldn't be written, which is in the log.
    failed: HashSet<i64>,
}

impl NoticeReports {
    /// Writes the messages about all changes since the last time; `false` if some couldn't be written. These don't stop the others, and are
    /// tried again each time.
    pub async fn report(&mut self, ctx: &Ctx) -> Result<bool, Stop> {
        let (mut after, mut are_all_written) = (0, true);
        loop {
            let notices = ctx.store.change_notices_after(after).await?;
            let Some(last) = notices.last() else { return Ok(are_all_written) };
            after = last.id;
            for notice in &notices {
                are_all_written &= self.report_one(ctx, notice).await;
            }
        }
    }

    async fn report_one(&mut self, ctx: &Ctx, notice: &ChangeNotice) -> bool {
        match write_messages(ctx, notice).await {
            Ok(()) => {
                self.failed.remove(&notice.id);
                true
            }
            Err(cause) => {
                if self.failed.insert(notice.id) {
                    let (account, kind) = (notice.account.as_str(), notice.kind.name());
                    tracing::error!(%cause, account, kind, "the messages about a change couldn't be written");
                }
                false
            }
        }
    }
}

async fn write_messages(ctx: &Ctx, notice: &ChangeNotice) -> Result<(), Stop> {
    let language = notice.language.as_deref().unwrap_or(DEFAULT);
    let ChangeNotice { kind, about, detail, .. } = notice;
    let place = detail.origin.as_ref().map(|origin| ctx.geoip.described(origin.address, language));
    let mut messages = Vec::new();
    for recipient in notice.recipients.iter().filter(|recipient| ctx.reaches(&recipient.contact)) {
        let to = &recipient.contact;
        let link = recipient.has_link.then(|| ctx.store.new_link(notice, to)).flatten();
        let link_url = link.as_ref().map(|link| link_url(ctx, link.purpose, &link.secret.to_text()));
        let (place, now) = (place.clone(), ctx.clock.now());
        let change = ChangeMessage { kind: *kind, at: *about, detail, place, link_url, now };
        messages.extend(ctx.messages.change(to, language, &change).map(|message| (message, link)));
    }
    ctx.store.write_notice(notice, messages).await
}

/// The address of the page behind a link.
fn link_url(ctx: &Ctx, purpose: LinkPurpose, secret: &str) -> String {
    let page = match purpose {
        LinkPurpose::ThisWasNotMe | LinkPurpose::UnlinkDevice => Screen::Undo.path(),
        LinkPurpose::CancelHold => Screen::CancelHold.path(),
    };
    ctx.config.public_url.to(&(page.to_owned() + secret))
}
