//! What an account's contacts are to be told about a change: noted in the transaction of the change, and written as messages once (I8, N6).

use super::error::{Result, Stop, StoreError};
use super::outbox::{self, Message};
use super::tables::account;
use super::tables::change_notice::{self, ChangeNotice, NoticeDetail};
use super::tables::notice_link::{self, NewLink};
use super::tx::Tx;
use super::{AccountId, DRAWS, Store};
use crate::secrets::Token;
use domain::Moment;
use domain::contact::Contact;
use domain::rules::notice::{LinkPurpose, NoticeKind, recipients};
use domain::rules::security_info::{Credentials, shown_name};

/// Notices in one batch.
const BATCH: u32 = 100;

/// Notes what the contacts are to be told: those of the account's methods and sign-in names before the change, and `further` ones. Without
/// anybody to tell, nothing is noted.
#[expect(clippy::too_many_arguments, reason = "each is a fact about the change, and no two belong together")]
pub(super) fn note(
    tx: &Tx,
    store: &Store,
    account: &AccountId,
    kind: NoticeKind,
    detail: NoticeDetail,
    before: &Credentials,
    further: &[Contact],
    now: Moment,
) -> Result<()> {
    let since = detail.since.unwrap_or(now);
    let about = if kind.link() == Some(LinkPurpose::CancelHold) { since } else { now };
    let further: Vec<Contact> = before.names.iter().chain(further).cloned().collect();
    let recipients = recipients(before, &further, kind, since, store.policy());
    if recipients.is_empty() {
        return Ok(());
    }
    let origin = tx.request().and_then(|request| request.origin.get()).cloned();
    // The language of the last sign-in comes first, because a stranger's page can have another one.
    let of_page = || origin.as_ref().map(|origin| origin.language.clone());
    let language = account::language(tx, account)?.or_else(of_page);
    let name = shown_name(&before.names).map(Contact::masked);
    let detail = NoticeDetail { name, origin, ..detail };
    let notice = ChangeNotice { id: 0, account: account.clone(), kind, about, recipients, language, detail };
    for _ in 0..DRAWS {
        if change_notice::insert(tx, &ChangeNotice { id: store.draw_id(), ..notice.clone() })? {
            return Ok(());
        }
    }
    Err(StoreError::Damaged("no free id"))
}

impl Store {
    /// What contacts are to be told that no messages are written for yet: the first batch, the oldest first.
    pub async fn change_notices(&self) -> Result<Vec<ChangeNotice>> {
        self.change_notices_after(0).await
    }

    /// The batch after an ID.
    pub(crate) async fn change_notices_after(&self, id: i64) -> Result<Vec<ChangeNotice>> {
        self.read(move |tx| change_notice::batch(tx, id, BATCH)).await
    }

    /// A new link in a notice to a contact; `None` if the kind of notice has none.
    pub(crate) fn new_link(&self, notice: &ChangeNotice, contact: &Contact) -> Option<NewLink> {
        let purpose = notice.kind.link()?;
        let (secret, sent) = (Token::new(self.draw_id(), &self.0.rng), self.0.clock.now());
        let ChangeNotice { account, kind, about, .. } = notice.clone();
        Some(NewLink { secret, account, purpose, kind, contact: contact.clone(), about, sent })
    }

    /// Adds the messages of a notice to the outbox, and their links, unless another server was faster: the notice is there until this
    /// transaction, and then never again. If the account is gone, its links are as well.
    pub(crate) async fn write_notice(
        &self,
        notice: &ChangeNotice,
        messages: Vec<(Message, Option<NewLink>)>,
    ) -> Result<(), Stop> {
        let (now, store, id, account) = (self.0.clock.now(), self.clone(), notice.id, notice.account.clone());
        self.write(move |tx| {
            if !change_notice::delete(tx, id)? {
                return Ok(());
            }
            for (message, link) in &messages {
                if let Some(link) = link {
                    notice_link::insert(tx, link)?;
                }
                outbox::add_notice(tx, &store, &account, message.clone(), now)?;
            }
            Ok(())
        })
        .await
    }
}
