//! The replies of mail servers, and what each is about. `docs/messages.md` has the same table for operators.

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::extension::Extension;
use std::error::Error;
use std::fmt;

/// The commands of a conversation, in their order (RFC 5321 §4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SmtpCommand {
    /// The connection, its greeting, and STARTTLS.
    Ehlo,
    /// The user name and the password.
    Auth,
    /// The sender.
    Mail,
    /// The recipient.
    Rcpt,
    /// The email.
    Data,
}

impl fmt::Display for SmtpCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ehlo => "EHLO",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
        })
    }
}

/// The reason why a mail server has not accepted an email.
#[derive(Debug)]
pub(super) enum SmtpFailure {
    /// A command failed, or got a negative reply.
    At(SmtpCommand, SmtpError),
    /// The mail server lacks an extension that the email needs.
    Lacks(Extension),
}

impl SmtpFailure {
    /// Makes the library's error, which doesn't name the command, a failure of this command.
    pub(super) fn at(command: SmtpCommand) -> impl FnOnce(SmtpError) -> Self {
        move |cause| Self::At(command, cause)
    }

    /// The mail server's reply; `None` if there was none.
    pub(super) fn reply(&self) -> Option<SmtpReply> {
        let Self::At(command, cause) = self else { return None };
        let code = cause.status()?;
        let text = cause.source().map(ToString::to_string).unwrap_or_default();
        Some(SmtpReply::new(*command, code.into(), &text))
    }
}

/// A negative reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SmtpReply {
    command: SmtpCommand,
    code: u16,
    /// Subject and detail of the enhanced status code (RFC 3463), if the reply starts with one of its own class.
    enhanced: Option<(u16, u16)>,
}

/// What a reply is about, which decides whether the email is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplySubject {
    /// A state that passes, such as greylisting.
    Moment,
    /// The recipient's mailbox, which can't receive emails.
    Mailbox,
    /// This server, its sender, or its emails. An operator can fix it while the email waits.
    Sender,
}

impl SmtpReply {
    fn new(command: SmtpCommand, code: u16, text: &str) -> Self {
        Self { command, code, enhanced: enhanced(code, text) }
    }

    /// What the reply is about (RFC 5321 §4.2.3, RFC 3463 §3, RFC 7504). Mail servers use the code alone for many causes, so the enhanced
    /// status code counts first, unless its detail is 0: that says no more than the code.
    pub(super) fn subject(self) -> ReplySubject {
        if self.code < 500 {
            return ReplySubject::Moment;
        }
        // Before RCPT, the mail server doesn't know the mailbox.
        if self.command < SmtpCommand::Rcpt {
            return ReplySubject::Sender;
        }
        match self.enhanced {
            // The sender's address; an email that is too long for the mailbox.
            Some((1, 7 | 8) | (2, 3)) => ReplySubject::Sender,
            // The address, the mailbox; its host has no mail server; no SMTPUTF8 on the way; it has another owner (RFC 7293).
            Some((1 | 2, 1..) | (4, 1 | 4) | (6, 7) | (7, 17 | 18)) => ReplySubject::Mailbox,
            // The mail server, the way to it, the commands, the content, the rules.
            Some((3 | 4 | 6 | 7, _) | (5, 1..)) => ReplySubject::Sender,
            // After RCPT, the code alone is about the email.
            _ => match (self.command, self.code) {
                (SmtpCommand::Rcpt, 550 | 551 | 553 | 556) => ReplySubject::Mailbox,
                _ => ReplySubject::Sender,
            },
        }
    }
}

/// Without the mail server's own text, which can contain addresses.
impl fmt::Display for SmtpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some((subject, detail)) = self.enhanced {
            write!(f, " {}.{subject}.{detail}", self.code / 100)?;
        }
        write!(f, " to {}", self.command)
    }
}

/// The enhanced status code at the beginning of a reply's text.
fn enhanced(code: u16, text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.split_whitespace().next()?.split('.').map(|number| number.parse::<u16>().ok());
    let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    (class == code / 100 && numbers.next().is_none()).then_some((subject, detail))
}

#[cfg(test)]
mod tests {
    use super::{ReplySubject, SmtpCommand, SmtpReply};

    const COMMANDS: [SmtpCommand; 5] =
        [SmtpCommand::Ehlo, SmtpCommand::Auth, SmtpCommand::Mail, SmtpCommand::Rcpt, SmtpCommand::Data];

    /// What is between backticks.
    fn quoted(cell: &'static str) -> impl Iterator<Item = &'static str> {
        cell.split('`').skip(1).step_by(2)
    }

    /// The rows of the operators' table: the replies, each to each command, and what they are about.
    fn table() -> Vec<(Vec<SmtpReply>, &'static str)> {
        let document = include_str!("../../../../docs/messages.md");
        let section = document.split("### Replies of mail servers").nth(1).and_then(|rest| rest.split("\n#").next());
        let rows = section.expect("a section").lines().filter(|line| line.starts_with("| `"));
        let row = |line: &'static str| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
            let command = |name: &str| COMMANDS.into_iter().find(|each| each.to_string() == name).expect("a command");
            let commands: Vec<_> = quoted(cells[1]).map(command).collect();
            let replies = quoted(cells[0]).flat_map(|text| {
                let (code, enhanced) = text.split_once(' ').unwrap_or((text, ""));
                let code = code.parse().expect("a code");
                commands.iter().map(move |command| SmtpReply::new(*command, code, enhanced))
            });
            (replies.collect(), cells[2])
        };
        rows.map(row).collect()
    }

    #[test]
    fn the_operators_table_is_true() {
        let table = table();
        assert!(table.len() >= 14, "{} rows", table.len());
        for (replies, about) in table {
            assert!(!replies.is_empty(), "{about}");
            for reply in replies {
                let subject = match about.split(':').next() {
                    Some("the moment") => ReplySubject::Moment,
                    Some("the mailbox") => ReplySubject::Mailbox,
                    Some("the sender") => ReplySubject::Sender,
                    _ => panic!("{about}"),
                };
                assert_eq!(reply.subject(), subject, "{reply}");
            }
        }
    }

    #[test]
    fn only_an_enhanced_status_code_of_the_class_of_its_reply_counts() {
        for (text, shown) in [
            ("5.7.1 <ann@example.com>: not allowed", "550 5.7.1 to RCPT"),
            ("5.1.10", "550 5.1.10 to RCPT"),
            ("4.7.1 later", "550 to RCPT"),
            ("5.7 ann@example.com", "550 to RCPT"),
            ("5.7.1.1", "550 to RCPT"),
            ("5.7.x", "550 to RCPT"),
            ("192.0.2.1 is listed", "550 to RCPT"),
            ("ann@example.com is unknown", "550 to RCPT"),
            ("", "550 to RCPT"),
        ] {
            assert_eq!(SmtpReply::new(SmtpCommand::Rcpt, 550, text).to_string(), shown, "{text}");
        }
    }
}
