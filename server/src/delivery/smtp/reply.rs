//! The replies of mail servers, and what each is about. `docs/messages.md` has the same table for operators.

use lettre::transport::smtp::Error as SmtpError;
use std::error::Error;
use std::fmt;

/// A negative reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SmtpReply {
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
    /// The reply in an error; `None` if there was none.
    pub(super) fn of(error: &SmtpError) -> Option<Self> {
        let code = error.status()?;
        let text = error.source().map(ToString::to_string).unwrap_or_default();
        Some(Self::new(code.into(), &text))
    }

    fn new(code: u16, text: &str) -> Self {
        Self { code, enhanced: enhanced(code, text) }
    }

    /// What the reply is about (RFC 5321 §4.2.3, RFC 3463 §3, RFC 7504). Mail servers use the code alone for many causes, so the enhanced
    /// status code counts first, unless its detail is 0: that says no more than the code.
    pub(super) fn subject(self) -> ReplySubject {
        if self.code < 500 {
            return ReplySubject::Moment;
        }
        match self.enhanced {
            // The sender's address; an email that is too long for the mailbox.
            Some((1, 7 | 8) | (2, 3)) => ReplySubject::Sender,
            // The address, the mailbox; its host has no mail server; no SMTPUTF8 on the way; it has another owner (RFC 7293).
            Some((1 | 2, 1..) | (4, 1 | 4) | (6, 7) | (7, 17 | 18)) => ReplySubject::Mailbox,
            // The mail server, the way to it, the commands, the content, the rules.
            Some((3 | 4 | 6 | 7, _) | (5, 1..)) => ReplySubject::Sender,
            _ => match self.code {
                550 | 551 | 553 | 556 => ReplySubject::Mailbox,
                _ => ReplySubject::Sender,
            },
        }
    }
}

/// Without the mail server's own text, which can contain addresses.
impl fmt::Display for SmtpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        let Some((subject, detail)) = self.enhanced else { return Ok(()) };
        write!(f, " {}.{subject}.{detail}", self.code / 100)
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
    use super::{ReplySubject, SmtpReply};

    /// The rows of the operators' table: the replies, and what they are about.
    fn table() -> Vec<(Vec<SmtpReply>, &'static str)> {
        let document = include_str!("../../../../docs/messages.md");
        let section = document.split("### Replies of mail servers").nth(1).and_then(|rest| rest.split("\n#").next());
        let rows = section.expect("a section").lines().filter(|line| line.starts_with("| `"));
        let row = |line: &'static str| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
            let replies = cells[0].split('`').skip(1).step_by(2);
            let reply = |text: &str| {
                let (code, enhanced) = text.split_once(' ').unwrap_or((text, ""));
                SmtpReply::new(code.parse().expect("a code"), enhanced)
            };
            (replies.map(reply).collect(), cells[1])
        };
        rows.map(row).collect()
    }

    #[test]
    fn the_operators_table_is_true() {
        let table = table();
        assert!(table.len() >= 10, "{} rows", table.len());
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
            ("5.7.1 <ann@example.com>: not allowed", "550 5.7.1"),
            ("5.1.10", "550 5.1.10"),
            ("4.7.1 later", "550"),
            ("5.7 ann@example.com", "550"),
            ("5.7.1.1", "550"),
            ("5.7.x", "550"),
            ("192.0.2.1 is listed", "550"),
            ("ann@example.com is unknown", "550"),
            ("", "550"),
        ] {
            assert_eq!(SmtpReply::new(550, text).to_string(), shown, "{text}");
        }
    }
}
