//! The messages about an operator's commands, to all contacts of an account.

use super::draft::{Draft, Part};
use super::words::{Words, t};
use super::{Messages, summary};
use crate::store::{Message, OperatorCommand, SummaryLine};
use domain::contact::Contact;

/// The sentences of a message that differ by the command.
struct ForCommand {
    purpose: &'static str,
    subject: String,
    what: &'static str,
    text: String,
}

impl Messages {
    /// The message about a command; `None` if there is no message about it.
    pub(crate) fn by_operator(&self, to: &Contact, language: &str, command: OperatorCommand) -> Option<Message> {
        let words = Words::of(language);
        let ForCommand { purpose, subject, what, text } = self.for_command(words, command)?;
        let change = t::by_operator::change(words, &self.brand);
        let line = SummaryLine { text: format!("{what} {change}"), undo_url: None, as_text: text.clone() };
        let draft = Draft {
            purpose,
            heading: subject.clone(),
            subject,
            parts: vec![Part::Paragraph(what.into()), Part::Paragraph(change)],
            text,
            last_line: String::new(),
        };
        Some(Message { summary: Some(summary(words, line, None)), ..draft.to(to, words, &self.look) })
    }

    fn for_command(&self, words: Words, command: OperatorCommand) -> Option<ForCommand> {
        macro_rules! said {
            ($purpose:literal, $section:ident, $what:ident) => {
                Some(ForCommand {
                    purpose: $purpose,
                    subject: t::$section::subject(words, &self.brand),
                    what: t::$section::$what(words),
                    text: t::$section::text(words, &self.brand),
                })
            };
        }
        match command {
            OperatorCommand::Add => None,
            OperatorCommand::Disable => said!("account-disabled", account_disabled, what),
            OperatorCommand::Enable => said!("account-enabled", account_enabled, what),
            OperatorCommand::Delete => said!("account-deleted", account_deleted, what),
            OperatorCommand::SignOut => said!("account-signed-out", account_signed_out, browsers),
            OperatorCommand::SignOutDevices => said!("account-signed-out", account_signed_out, devices),
            OperatorCommand::SetPassword => said!("password-replaced", password_replaced, what),
            OperatorCommand::Unlock => said!("account-unlocked", account_unlocked, what),
        }
    }
}
