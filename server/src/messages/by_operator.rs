//! The messages about an operator's commands, to all contacts of an account.

use super::draft::{Draft, Part};
use super::words::{Words, t};
use super::{Messages, summary};
use crate::store::{Message, OperatorCommand, SummaryLine};
use domain::contact::Contact;
use domain::rules::notice::NoticeClass;

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
        let line_text = format!("{what} {change}");
        let line = SummaryLine { text: line_text, undo_url: None, as_text: text.clone(), cancels_hold: false };
        let draft = Draft {
            purpose,
            heading: subject.clone(),
            subject,
            parts: vec![Part::Paragraph(what.into()), Part::Paragraph(change)],
            text,
            last_line: String::new(),
        };
        let summary = summary(words, line, NoticeClass::Account, None);
        Some(Message { summary: Some(summary), ..draft.to(to, words, &self.look) })
    }

    /// The message to the contact of a recovery, with the address of the page that confirms it. It doesn't name the account: an operator can
    /// have mistyped the contact.
    pub(crate) fn confirm_contact(&self, to: &Contact, language: &str, url: &str) -> Message {
        use t::confirm_contact as says;
        let words = Words::of(language);
        let subject = says::subject(words, &self.brand);
        let (lead, label) = (says::was_you(words).into(), says::button(words).into());
        let draft = Draft {
            purpose: "confirm-contact",
            heading: subject.clone(),
            subject,
            parts: vec![
                Part::Paragraph(says::what(words, &self.brand)),
                Part::Button { lead, label, url: url.to_owned() },
                Part::Paragraph(says::was_not_you(words).into()),
            ],
            text: says::text(words, &self.brand),
            last_line: format!("\n{url}"),
        };
        draft.to(to, words, &self.look)
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
            // The message of a recovery is `confirm_contact`.
            OperatorCommand::Add | OperatorCommand::Recover => None,
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
