//! Emails by SMTP: with STARTTLS or TLS, with or without a password, over connections that several emails share.

mod connections;
mod mail_server;
mod reply;

use super::{PATIENCE, Refusal};
use crate::clock::system_time;
use crate::config::Smtp;
use crate::credentials::emails;
use crate::store::Message;
use connections::SmtpConnections;
use domain::Moment;
use lettre::Address;
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::extension::Extension;
use mail_server::MailServer;
use reply::{ReplySubject, SmtpCommand, SmtpFailure, SmtpReply};
use std::time::Duration;

/// The pause after a reply that stays the same until an operator does something (RFC 5321 §4.2.1).
const OPERATORS_PAUSE: Duration = Duration::from_mins(1);

/// The error about a mail server that stays silent.
const NO_RESPONSE: &str = "the mail server did not respond in time";

/// The connection to a mail server.
pub(super) struct Mailer {
    connections: SmtpConnections,
    from: Mailbox,
    host: String,
    /// The time limit for one email.
    patience: Duration,
}

/// The reason why a mail server can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSmtp {
    /// The server's address is invalid.
    #[error(
        "smtp.url must be an address such as smtps://user:password@mail.example:465 or smtp://…:587?tls=required ({0})"
    )]
    Url(String),
    /// The sender is invalid.
    #[error("smtp.from must be a sender such as \"Acme <no-reply@acme.example>\"")]
    From,
}

impl Mailer {
    /// A mailer for a mail server. `host` is this server's name in greetings and message ids.
    pub(super) fn new(smtp: &Smtp, host: String) -> Result<Self, BadSmtp> {
        let connections = SmtpConnections::new(MailServer::new(&smtp.url.0, &host)?);
        let from = sender(&smtp.from).map_err(|_| BadSmtp::From)?;
        Ok(Self { connections, from, host, patience: PATIENCE })
    }

    /// Whether the sender's address has characters beyond ASCII.
    pub(super) fn needs_utf8(&self) -> bool {
        !is_ascii(&self.from.email)
    }

    /// Asks the mail server whether it transports addresses beyond ASCII (SMTPUTF8).
    pub(super) async fn takes_utf8(&self) -> Result<bool, String> {
        match tokio::time::timeout(self.patience, self.connections.server.takes_utf8(self.patience)).await {
            Ok(answer) => answer.map_err(|cause| described(&cause)),
            Err(_) => Err(NO_RESPONSE.into()),
        }
    }

    /// Hands an email over. Its message id is derived from `id`, so that mail programs recognize duplicates.
    pub(super) async fn send(&self, id: i64, message: &Message, written: Moment) -> Result<(), Refusal> {
        let mail = self.compose(id, message, written).map_err(|cause| Refusal::ForGood(cause.to_string()))?;
        // The library's own timeout covers only connecting: a server that then stays silent would block its place forever.
        let Ok(sent) = tokio::time::timeout(self.patience, self.connections.send(&mail, self.patience)).await else {
            return Err(Refusal::ForNow(NO_RESPONSE.into()));
        };
        let Err(cause) = sent else { return Ok(()) };
        // An operator can change the sender, but not the recipient.
        let is_about_recipient =
            matches!(cause, SmtpFailure::Lacks(Extension::SmtpUtfEight)) && !mail.envelope().to().iter().all(is_ascii);
        // A shared connection doesn't know what an operator has changed since it was opened, so a new one is asked.
        if is_about_recipient && self.takes_utf8().await == Ok(false) {
            return Err(Refusal::ForGood("the mail server doesn't support SMTPUTF8, which this address needs".into()));
        }
        Err(refusal(&cause))
    }

    fn compose(&self, id: i64, message: &Message, written: Moment) -> Result<lettre::Message, lettre::error::Error> {
        let to = emails::on_the_wire(&message.to).parse::<Address>().map_err(|_| lettre::error::Error::MissingTo)?;
        let parts = MultiPart::alternative().boundary(format!("part-{id:016x}"));
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.subject)
            .date(system_time(written))
            .message_id(Some(format!("<{id:016x}@{}>", self.host)))
            // Prevents automatic replies (RFC 3834 §5); Exchange has a header of its own (MS-OXCMAIL), here for all but delivery failures.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"))
            .multipart(
                parts
                    .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
                    .singlepart(part(ContentType::TEXT_HTML, &message.html)),
            )
    }
}

/// The sender in the setting `smtp.from`, its host in ASCII.
fn sender(from: &str) -> Result<Mailbox, AddressError> {
    let mailbox: Mailbox = from.parse()?;
    let address = emails::on_the_wire(mailbox.email.as_ref()).parse()?;
    Ok(Mailbox::new(mailbox.name, address))
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn part(kind: ContentType, body: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(body.to_owned())
}

/// Whether the email is sent again: not if the reply is about its mailbox.
fn refusal(cause: &SmtpFailure) -> Refusal {
    let error = described(cause);
    match cause.reply().map(SmtpReply::subject) {
        Some(ReplySubject::Mailbox) => Refusal::ForGood(error),
        Some(ReplySubject::Sender) => Refusal::After(OPERATORS_PAUSE, error),
        Some(ReplySubject::Moment) | None => Refusal::ForNow(error),
    }
}

/// The error for the log, without the server's own text, which can contain addresses.
fn described(cause: &SmtpFailure) -> String {
    if let Some(reply) = cause.reply() {
        let about = match (reply.subject(), cause) {
            (ReplySubject::Moment, _) => "",
            (ReplySubject::Mailbox, _) => ": the mailbox can't receive emails",
            (ReplySubject::Sender, SmtpFailure::At(SmtpCommand::Ehlo | SmtpCommand::Auth, _)) => {
                ": it rejects this server, or the user name or password in smtp.url"
            }
            (ReplySubject::Sender, _) => ": it rejects the sender or the email, not the mailbox",
        };
        return format!("the mail server responded with {reply}{about}");
    }
    match cause {
        SmtpFailure::Lacks(extension) => format!("the mail server doesn't support {extension}, which the email needs"),
        SmtpFailure::At(_, cause) if cause.is_timeout() => NO_RESPONSE.into(),
        SmtpFailure::At(_, cause) if cause.is_tls() => "no secure connection to the mail server".into(),
        SmtpFailure::At(_, cause) if cause.is_client() => {
            "the mail server doesn't support what is needed: STARTTLS, or a way to sign in".into()
        }
        SmtpFailure::At(..) => "the mail server can't be reached".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mailer, PATIENCE, Refusal};
    use crate::config::{Secret, Smtp};
    use crate::store::{Channel, Message};
    use domain::Moment;
    use std::time::Duration;

    fn mailer(url: &str, from: &str) -> Result<Mailer, String> {
        let smtp = Smtp { url: Secret(url.into()), from: from.into() };
        Mailer::new(&smtp, "id.example".into()).map_err(|cause| cause.to_string())
    }

    #[test]
    fn invalid_settings_are_reported_without_the_password() {
        let error = |url: &str, from: &str| mailer(url, from).err().unwrap_or_default();
        assert!(error("smtps://u:geheim@mail example", "a@b.example").contains("smtp.url"));
        assert!(!error("smtps://u:geheim@mail example", "a@b.example").contains("geheim"));
        let expected = "smtp.from must be a sender such as \"Acme <no-reply@acme.example>\"";
        assert_eq!(error("smtps://mail.example", "nobody"), expected);
        assert_eq!(error("smtps://u:p@mail.example:465", "Acme <a@b.example>"), "");
    }

    #[test]
    fn a_sender_needs_smtputf8_only_for_the_part_before_its_host() {
        for (from, address, needs_utf8) in [
            ("Töster <a@b.example>", "a@b.example", false),
            ("a@exämple.com", "a@xn--exmple-cua.com", false),
            ("Töster <tö@b.example>", "tö@b.example", true),
        ] {
            let mailer = mailer("smtp://127.0.0.1", from).expect(from);
            assert_eq!((mailer.from.email.to_string().as_str(), mailer.needs_utf8()), (address, needs_utf8));
        }
    }

    fn message() -> Message {
        Message {
            channel: Channel::Email,
            to: "ann@example.com".into(),
            subject: "Grüße\r\nBcc: evil@example.com".into(),
            text: "Text".into(),
            html: "<p>HTML</p>".into(),
            purpose: "test".into(),
            code: None,
            until: None,
            decoy: false,
            summary: None,
        }
    }

    #[tokio::test]
    async fn a_silent_mail_server_times_out() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", silent.local_addr().expect("an address"));
        let mailer = Mailer { patience: Duration::from_millis(100), ..mailer(&url, "a@b.example").expect("settings") };
        let message = message();
        let sending = mailer.send(7, &message, Moment(0));
        let refusal = tokio::time::timeout(PATIENCE / 2, sending).await.expect("an end").expect_err("not sent");
        assert!(matches!(refusal, Refusal::ForNow(error) if error.contains("in time")));
    }

    #[test]
    fn an_email_has_both_parts_and_a_stable_id() {
        let mailer = mailer("smtp://127.0.0.1", "Töster <a@b.example>").expect("settings");
        let message = message();
        let compose = || {
            let mail = mailer.compose(7, &message, Moment(1_790_000_000_000)).expect("composed");
            String::from_utf8(mail.formatted()).expect("text")
        };
        let mail = compose();
        assert_eq!(mail, compose(), "a retry sends the same email");
        for part in ["<0000000000000007@id.example>", "text/plain; charset=utf-8", "text/html; charset=utf-8"] {
            assert!(mail.contains(part), "{part}: {mail}");
        }
        let unfolded = mail.replace("\r\n ", " ");
        for header in ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"] {
            assert!(unfolded.lines().any(|line| line == header), "{header}: {mail}");
        }
        for list in ["List-Id:", "List-Unsubscribe:", "Precedence:"] {
            assert!(!mail.contains(list), "it is no mailing list: {mail}");
        }
        assert!(!mail.contains("\r\nBcc:"), "a subject is one line: {mail}");
    }
}
