//! Notices are counted when they are due, and merged if there are too many (U9).

use crate::ctx::Ctx;
use crate::store::{Admission, Lease, Message, Stop};
use domain::contact::Contact;

/// Whether a message may be delivered at all: texts of any kind go to the operator's countries only.
pub(super) fn may_get_messages(ctx: &Ctx, message: &Message) -> bool {
    match Contact::parse(&message.to) {
        Some(Contact::Phone(phone)) => ctx.phones.allow(&phone).is_ok(),
        _ => true,
    }
}

/// The message to deliver now; `None` for a notice that waits.
pub(super) async fn admit(ctx: &Ctx, lease: Lease, message: Message) -> Result<Option<Message>, Stop> {
    let (Some(to), Some(summary)) = (Contact::parse(&message.to), &message.summary) else { return Ok(Some(message)) };
    let Admission { message, stopped } =
        ctx.store.admit_notice(lease, (&to, summary), ctx.phones.prefixes(&to)).await?;
    ctx.report_stopped(&stopped);
    Ok(message.map(|message| written(ctx, &to, message)))
}

/// A notice as it is delivered.
fn written(ctx: &Ctx, to: &Contact, message: Message) -> Message {
    match &message.summary {
        Some(summary) if summary.number > 1 => ctx.messages.merged(to, summary),
        _ => Message { summary: None, ..message },
    }
}
