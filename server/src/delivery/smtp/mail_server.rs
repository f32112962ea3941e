//! The mail server: its address, how it is greeted, and whether it transports addresses beyond ASCII.

use super::BadSmtp;
use crate::config::remote::{PERCENT_ENCODE, has_raw_credentials, is_this_machine};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// A mail server's address.
pub(super) struct MailServer {
    host: String,
    port: u16,
    encryption: Encryption,
    greeting: ClientId,
}

/// How a connection becomes encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    /// It is encrypted from the beginning.
    Tls,
    /// By STARTTLS.
    StartTls,
    /// By STARTTLS, if the mail server supports it. Only for a mail server on this machine.
    Opportunistic,
    /// Not at all. Only for a mail server on this machine.
    None,
}

impl MailServer {
    /// The mail server at the address of the setting `smtp.url`, and a builder of connections to it. `public_host` is this server's name.
    pub(super) fn new(url: &str, public_host: &str) -> Result<(Self, AsyncSmtpTransportBuilder), BadSmtp> {
        let bad = |error: &str| BadSmtp::Url(error.into());
        if has_raw_credentials(url) {
            return Err(bad(PERCENT_ENCODE));
        }
        // Errors can contain the address, and so the password.
        let parsed = Url::parse(url).map_err(|_| bad("it can't be parsed"))?;
        if !is_safe(&parsed) {
            return Err(bad("without TLS, it must be on this machine, because emails contain codes"));
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| bad("it can't be parsed"))?;
        let greeting = greeting(&parsed, public_host);
        let (encryption, usual_port) = match (parsed.scheme(), tls(&parsed).as_deref()) {
            ("smtps", _) => (Encryption::Tls, SUBMISSIONS_PORT),
            (_, Some("required")) => (Encryption::StartTls, SUBMISSION_PORT),
            (_, Some(_)) => (Encryption::Opportunistic, SUBMISSION_PORT),
            (_, None) => (Encryption::None, SMTP_PORT),
        };
        let (host, port) = (parsed.host_str().unwrap_or_default().to_owned(), parsed.port().unwrap_or(usual_port));
        Ok((Self { host, port, encryption, greeting: greeting.clone() }, builder.hello_name(greeting)))
    }

    /// Asks the mail server whether it transports addresses beyond ASCII (SMTPUTF8, RFC 6531), over a connection of its own: the pool hides
    /// what a mail server supports.
    pub(super) async fn takes_utf8(&self, patience: Duration) -> Result<bool, Error> {
        let parameters = || TlsParameters::new(self.host.clone());
        let from_beginning = if self.encryption == Encryption::Tls { Some(parameters()?) } else { None };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(patience), &self.greeting, from_beginning, None).await?;
        let is_asked = match self.encryption {
            Encryption::StartTls => true,
            Encryption::Opportunistic => connection.can_starttls(),
            Encryption::Tls | Encryption::None => false,
        };
        if is_asked {
            connection.starttls(parameters()?, &self.greeting).await?;
        }
        let takes_utf8 = connection.server_info().supports_feature(Extension::SmtpUtfEight);
        connection.abort().await; // with QUIT
        Ok(takes_utf8)
    }
}

/// The name in EHLO: the host at which people reach this server (RFC 5321 §4.1.4), or the path of the mail server's address.
fn greeting(url: &Url, public_host: &str) -> ClientId {
    let own = url.path().trim_matches('/');
    if !own.is_empty() {
        return ClientId::Domain(own.to_owned());
    }
    match public_host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(public_host.to_owned()),
    }
}

/// The first value of `tls`, which is the one that the library reads.
fn tls(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned())
}

/// Whether the connection is safe: with TLS, or to this machine.
fn is_safe(url: &Url) -> bool {
    // `tls` must occur once, so that the library can't read another value.
    let is_only = url.query_pairs().filter(|(name, _)| name == "tls").count() == 1;
    let demands_tls = is_only && tls(url).as_deref() == Some("required");
    url.scheme() == "smtps" || demands_tls || is_this_machine(url)
}

#[cfg(test)]
mod tests {
    use super::{Encryption, MailServer};

    fn server(url: &str) -> Result<MailServer, String> {
        MailServer::new(url, "id.example").map(|(server, _)| server).map_err(|cause| cause.to_string())
    }

    #[test]
    fn emails_leave_this_machine_only_with_tls() {
        for safe in
            ["smtps://mail.example", "smtp://mail.example:587?tls=required", "smtp://127.0.0.1:25", "smtp://[::1]:25"]
        {
            assert!(server(safe).is_ok(), "{safe}");
        }
        for unsafe_ in [
            "smtp://mail.example",
            "smtp://mail.example?tls=opportunistic",
            "smtp://10.0.0.1",
            "smtp://a.example?tls=opportunistic&tls=required",
            "smtp://a.example?tls=required&tls=opportunistic",
        ] {
            assert!(server(unsafe_).is_err_and(|error| error.contains("without TLS")), "{unsafe_}");
        }
    }

    #[test]
    fn the_port_and_the_encryption_are_those_of_the_address() {
        for (url, port, encryption) in [
            ("smtps://mail.example", 465, Encryption::Tls),
            ("smtps://mail.example:2465", 2465, Encryption::Tls),
            ("smtp://mail.example?tls=required", 587, Encryption::StartTls),
            ("smtp://localhost?tls=opportunistic", 587, Encryption::Opportunistic),
            ("smtp://localhost", 25, Encryption::None),
        ] {
            let server = server(url).expect(url);
            assert_eq!((server.port, server.encryption), (port, encryption), "{url}");
        }
    }

    #[test]
    fn the_greeting_is_the_public_host_or_the_path() {
        for (public_host, url, greeting) in [
            ("id.example", "smtps://mail.example", "id.example"),
            ("192.0.2.1", "smtps://mail.example", "[192.0.2.1]"),
            ("[2001:db8::1]", "smtps://mail.example", "[IPv6:2001:db8::1]"),
            ("id.example", "smtps://u:p@mail.example:465/out.example", "out.example"),
        ] {
            let (server, _) = MailServer::new(url, public_host).expect(url);
            assert_eq!(server.greeting.to_string(), greeting);
        }
    }

    #[test]
    fn a_password_with_reserved_characters_must_be_percent_encoded() {
        for raw in ["geheim#1", "9#geheim", "geheim@1", "geheim/1", "9?geheim"] {
            let error = server(&format!("smtps://u:{raw}@mail.example:465")).err().expect(raw);
            assert!(error.contains("smtp.url") && error.contains("percent-encode"), "{error}");
            assert!(!error.contains("geheim"), "{error}");
        }
        assert!(server("smtps://u%40acme.example:geheim%231%402@mail.example:465").is_ok());
        assert!(server("smtps://u@acme.example:geheim@mail.example:465").is_ok());
    }
}
