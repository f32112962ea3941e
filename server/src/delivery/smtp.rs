//! Emails by SMTP: with STARTTLS or TLS, with or without a password, over pooled connections.

use super::{PATIENCE, Refusal};
use crate::clock::system_time;
use crate::config::Smtp;
use crate::config::remote::is_this_machine;
use crate::credentials::emails;
use crate::store::Message;
use domain::Moment;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::Duration;

/// The most connections in the pool.
const CONNECTIONS: u32 = 4;

/// The connection to a mail server.
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
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
    #[error("smtp.from must be a sender such as \"Acme <no-reply@acme.example>\" ({0})")]
    From(String),
}

impl Mailer {
    /// A mailer for a mail server. `host` is this server's name in message ids.
    pub(super) fn new(smtp: &Smtp, host: String) -> Result<Self, BadSmtp> {
        if !is_safe(&smtp.url.0) {
            return Err(BadSmtp::Url("without TLS, it must be on this machine, because emails contain codes".into()));
        }
        // The library's error can contain the address, and so the password.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url.0)
            .map_err(|_| BadSmtp::Url("it can't be parsed".into()))?;
        let pool = PoolConfig::new().max_size(CONNECTIONS);
        let transport = builder.timeout(Some(PATIENCE)).pool_config(pool).build();
        let from = smtp.from.parse().map_err(|cause| BadSmtp::From(format!("{cause}")))?;
        Ok(Self { transport, from, host, patience: PATIENCE })
    }

    /// Hands an email over. Its message id is derived from `id`, so that mail programs recognize duplicates.
    pub(super) async fn send(&self, id: i64, message: &Message, written: Moment) -> Result<(), Refusal> {
        let mail = self.compose(id, message, written).map_err(|cause| Refusal::ForGood(cause.to_string()))?;
        // The library's own timeout covers only connecting: a server that then stays silent would block its place forever.
        let Ok(sent) = tokio::time::timeout(self.patience, self.transport.send(mail)).await else {
            return Err(Refusal::ForNow("the mail server did not respond in time".into()));
        };
        match sent {
            Ok(_) => Ok(()),
            Err(cause) if cause.status().is_some_and(is_about_the_mail) => Err(Refusal::ForGood(told(&cause))),
            Err(cause) => Err(Refusal::ForNow(told(&cause))),
        }
    }

    fn compose(&self, id: i64, message: &Message, written: Moment) -> Result<lettre::Message, lettre::error::Error> {
        let to =
            emails::on_the_wire(&message.to).parse::<lettre::Address>().map_err(|_| lettre::error::Error::MissingTo)?;
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let parts = MultiPart::alternative().boundary(format!("part-{id:016x}"));
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&message.subject)
            .date(system_time(written))
            .message_id(Some(format!("<{id:016x}@{}>", self.host)))
            // Prevents automatic replies (RFC 3834 §5).
            .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
            .multipart(
                parts
                    .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
                    .singlepart(part(ContentType::TEXT_HTML, &message.html)),
            )
    }
}

/// Whether the connection is safe: with TLS, or to this machine.
fn is_safe(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return true }; // the library reports it
    // `tls` must occur once, so that the library can't read another value.
    let mut tls = url.query_pairs().filter(|(name, _)| name == "tls");
    let demands_tls = tls.next().is_some_and(|(_, value)| value == "required") && tls.next().is_none();
    url.scheme() == "smtps" || demands_tls || is_this_machine(&url)
}

fn part(kind: ContentType, body: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(body.to_owned())
}

/// Whether a failure is permanent, since it is about the email's recipient or content. An operator can fix all others, such as a wrong
/// password, while the email waits (RFC 5321 §4.2.3).
fn is_about_the_mail(code: Code) -> bool {
    matches!(u16::from(code), 550..=553 | 555)
}

/// The error for the log, without the server's own text, which can contain addresses.
fn told(cause: &lettre::transport::smtp::Error) -> String {
    match cause.status() {
        Some(code) => format!("the mail server responded with {code}"),
        None if cause.is_timeout() => "the mail server did not respond in time".into(),
        None if cause.is_tls() => "no secure connection to the mail server".into(),
        None => "the mail server can't be reached".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Mailer, PATIENCE, Refusal, is_about_the_mail, is_safe};
    use crate::config::{Secret, Smtp};
    use crate::store::{Channel, Message};
    use domain::Moment;
    use lettre::transport::smtp::response::{Category, Detail, Severity};
    use std::time::Duration;

    fn mailer(url: &str, from: &str) -> Result<Mailer, String> {
        let smtp = Smtp { url: Secret(url.into()), from: from.into() };
        Mailer::new(&smtp, "id.example".into()).map_err(|cause| cause.to_string())
    }

    #[test]
    fn emails_leave_this_machine_only_with_tls() {
        for safe in
            ["smtps://mail.example", "smtp://mail.example:587?tls=required", "smtp://127.0.0.1:25", "smtp://[::1]:25"]
        {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_ in [
            "smtp://mail.example",
            "smtp://mail.example?tls=opportunistic",
            "smtp://10.0.0.1",
            "smtp://a.example?tls=opportunistic&tls=required",
        ] {
            assert!(!is_safe(unsafe_), "{unsafe_}");
        }
    }

    #[tokio::test]
    async fn invalid_settings_are_reported_without_the_password() {
        let told = |url: &str, from: &str| mailer(url, from).err().unwrap_or_default();
        assert!(told("smtps://u:geheim@mail example", "a@b.example").contains("smtp.url"));
        assert!(!told("smtps://u:geheim@mail example", "a@b.example").contains("geheim"));
        assert!(told("smtps://mail.example", "nobody").contains("smtp.from"));
        assert_eq!(told("smtps://u:p@mail.example:465", "Acme <a@b.example>"), "");
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

    #[test]
    fn only_failures_about_the_email_itself_are_permanent() {
        let code = |category, detail| Code::new(Severity::PermanentNegativeCompletion, category, detail);
        let [no_such_box, not_allowed] = [Detail::Zero, Detail::Three].map(|detail| code(Category::MailSystem, detail));
        assert!(is_about_the_mail(no_such_box) && is_about_the_mail(not_allowed));
        let wrong_password = code(Category::Unspecified3, Detail::Five);
        let no_service_here = code(Category::MailSystem, Detail::Four);
        assert!(!is_about_the_mail(wrong_password) && !is_about_the_mail(no_service_here));
    }

    #[tokio::test]
    async fn a_silent_mail_server_times_out() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", silent.local_addr().expect("an address"));
        let mailer = Mailer { patience: Duration::from_millis(100), ..mailer(&url, "a@b.example").expect("settings") };
        let message = message();
        let sending = mailer.send(7, &message, Moment(0));
        let refusal = tokio::time::timeout(PATIENCE / 2, sending).await.expect("an end").expect_err("not sent");
        assert!(matches!(refusal, Refusal::ForNow(told) if told.contains("in time")));
    }

    #[tokio::test]
    async fn an_email_has_both_parts_and_a_stable_id() {
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
        assert!(!mail.contains("\r\nBcc:"), "a subject is one line: {mail}");
    }
}
