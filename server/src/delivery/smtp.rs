//! Mail by SMTP: STARTTLS or TLS, with a password or without, over connections that are kept.

use super::{PATIENCE, Refusal};
use crate::clock::system_time;
use crate::config::Smtp;
use crate::config::remote::is_here;
use crate::credentials::emails;
use crate::store::Message;
use domain::Moment;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::Duration;

/// Connections that are kept at most.
const CONNECTIONS: u32 = 4;

/// A mail server.
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
    /// One mail may take so long.
    patience: Duration,
}

/// Why a mail server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSmtp {
    /// The address is not one.
    #[error("smtp.url is an address like smtps://user:password@mail.example:465, or smtp://…:587?tls=required ({0})")]
    Url(String),
    /// The sender is no mailbox.
    #[error("smtp.from is a sender like \"Acme <no-reply@acme.example>\" ({0})")]
    From(String),
}

impl Mailer {
    /// `host` names this server in message ids.
    pub(super) fn new(smtp: &Smtp, host: String) -> Result<Self, BadSmtp> {
        if !is_safe(&smtp.url.0) {
            return Err(BadSmtp::Url("without TLS it may only be on this machine: mails hold codes".into()));
        }
        // The library's words may hold the address, and so the password.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url.0)
            .map_err(|_| BadSmtp::Url("it cannot be read".into()))?;
        let pool = PoolConfig::new().max_size(CONNECTIONS);
        let transport = builder.timeout(Some(PATIENCE)).pool_config(pool).build();
        let from = smtp.from.parse().map_err(|cause| BadSmtp::From(format!("{cause}")))?;
        Ok(Self { transport, from, host, patience: PATIENCE })
    }

    /// Hands a mail over. Its id is that of its row, so a mail that goes out twice is seen to be the same.
    pub(super) async fn send(&self, id: i64, message: &Message, written: Moment) -> Result<(), Refusal> {
        let mail = self.compose(id, message, written).map_err(|cause| Refusal::ForGood(cause.to_string()))?;
        // The library's own time-out is for the connection only: a server that then says nothing would keep its place for ever.
        let Ok(sent) = tokio::time::timeout(self.patience, self.transport.send(mail)).await else {
            return Err(Refusal::ForNow("the mail server does not answer in time".into()));
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
            // RFC 3834 §5: no out-of-office answers, please.
            .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
            .multipart(
                parts
                    .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
                    .singlepart(part(ContentType::TEXT_HTML, &message.html)),
            )
    }
}

/// TLS from the start, or before anything is said; or no way through a network at all.
fn is_safe(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return true }; // which the library will say
    // Said once, so that the library reads no other one.
    let mut tls = url.query_pairs().filter(|(name, _)| name == "tls");
    let demands_tls = tls.next().is_some_and(|(_, value)| value == "required") && tls.next().is_none();
    url.scheme() == "smtps" || demands_tls || is_here(&url)
}

fn part(kind: ContentType, body: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(body.to_owned())
}

/// Whether an answer would always be the same for this mail: about its addressee or its contents. All others, such as those about our
/// password, an operator can mend while the mail waits (RFC 5321 §4.2.3).
fn is_about_the_mail(code: Code) -> bool {
    matches!(u16::from(code), 550..=553 | 555)
}

/// What went wrong, without what the provider says of addresses.
fn told(cause: &lettre::transport::smtp::Error) -> String {
    match cause.status() {
        Some(code) => format!("the mail server answers {code}"),
        None if cause.is_timeout() => "the mail server does not answer in time".into(),
        None if cause.is_tls() => "no safe connection to the mail server".into(),
        None => "the mail server cannot be reached".into(),
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
    fn mails_go_through_networks_with_tls_only() {
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
    async fn settings_that_cannot_work_are_told_without_the_password() {
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
        }
    }

    #[test]
    fn only_answers_about_the_mail_itself_are_final() {
        let code = |category, detail| Code::new(Severity::PermanentNegativeCompletion, category, detail);
        let [no_such_box, not_allowed] = [Detail::Zero, Detail::Three].map(|detail| code(Category::MailSystem, detail));
        assert!(is_about_the_mail(no_such_box) && is_about_the_mail(not_allowed));
        let wrong_password = code(Category::Unspecified3, Detail::Five);
        let no_service_here = code(Category::MailSystem, Detail::Four);
        assert!(!is_about_the_mail(wrong_password) && !is_about_the_mail(no_service_here));
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_keeps_no_place() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", silent.local_addr().expect("an address"));
        let mailer = Mailer { patience: Duration::from_millis(100), ..mailer(&url, "a@b.example").expect("settings") };
        let message = message();
        let sending = mailer.send(7, &message, Moment(0));
        let refusal = tokio::time::timeout(PATIENCE / 2, sending).await.expect("an end").expect_err("not sent");
        assert!(matches!(refusal, Refusal::ForNow(told) if told.contains("in time")));
    }

    #[tokio::test]
    async fn a_mail_has_both_parts_and_an_id_that_stays() {
        let mailer = mailer("smtp://127.0.0.1", "Töster <a@b.example>").expect("settings");
        let message = message();
        let compose = || {
            let mail = mailer.compose(7, &message, Moment(1_790_000_000_000)).expect("composed");
            String::from_utf8(mail.formatted()).expect("text")
        };
        let mail = compose();
        assert_eq!(mail, compose(), "the same however often it is sent");
        for part in ["<0000000000000007@id.example>", "text/plain; charset=utf-8", "text/html; charset=utf-8"] {
            assert!(mail.contains(part), "{part}: {mail}");
        }
        assert!(!mail.contains("\r\nBcc:"), "a subject is one line: {mail}");
    }
}
