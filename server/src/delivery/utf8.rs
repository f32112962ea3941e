//! Email addresses beyond ASCII: the mail server is asked whether it transports them (SMTPUTF8, RFC 6531), so that the page refuses those
//! that no email could reach, instead of waiting for a code that never arrives.

use super::Carriers;
use super::carriers::Utf8Support;
use crate::ctx::Ctx;
use std::time::Duration;

/// The interval between questions, because an operator can change the mail server's settings.
const ASK_EVERY: Duration = Duration::from_hours(1);
/// The pause after a question without an answer.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// Asks the mail server at start, and then every hour. Doesn't return, unless there is no mail server.
pub async fn watch_mail_server(ctx: Ctx, carriers: Carriers) {
    while let Some(has_answered) = ask_mail_server(&ctx, &carriers).await {
        tokio::time::sleep(if has_answered { ASK_EVERY } else { ASK_AGAIN }).await;
    }
}

/// Asks the mail server once, and remembers its answer. Returns whether it has answered; `None` if there is no mail server.
pub async fn ask_mail_server(ctx: &Ctx, carriers: &Carriers) -> Option<bool> {
    let answer = carriers.utf8_of_mail_server().await?;
    let has_answered = answer.is_ok();
    match answer {
        Ok(support) => note(ctx, &support),
        Err(cause) => tracing::warn!(cause, "the mail server couldn't be asked whether it supports SMTPUTF8"),
    }
    Some(has_answered)
}

fn note(ctx: &Ctx, support: &Utf8Support) {
    let is_new = ctx.emails.set_utf8(support.is_supported);
    if support.is_supported {
        if is_new {
            tracing::info!("the mail server supports SMTPUTF8 again, so email addresses beyond ASCII are accepted");
        }
    } else if support.is_needed_by_sender {
        tracing::error!(
            "no email can be sent: smtp.from is beyond ASCII, and the mail server doesn't support SMTPUTF8"
        );
    } else if is_new {
        tracing::warn!("the mail server doesn't support SMTPUTF8, so addresses beyond ASCII before the @ are refused");
    }
}
