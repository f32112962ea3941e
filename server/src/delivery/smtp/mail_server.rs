//! The mail server: its address, how it is greeted, and whether it transports addresses beyond ASCII.

use super::BadSmtp;
use super::reply::{SmtpCommand, SmtpFailure};
use crate::config::remote::{PERCENT_ENCODE, has_raw_credentials, is_this_machine};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::{Error as SmtpError, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::net::IpAddr;
use std::str::Utf8Error;
use std::time::Duration;
use url::Url;

/// The time limit for a mail server's reply to NOOP or QUIT.
pub(super) const SHORT_REPLY_TIME: Duration = Duration::from_secs(5);

/// A mail server's address.
pub(super) struct MailServer {
    host: String,
    port: u16,
    /// Optional only for a mail server on this machine.
    tls: Tls,
    credentials: Option<Credentials>,
    greeting: ClientId,
}

impl MailServer {
    /// The mail server at the address of the setting `smtp.url`. `public_host` is this server's name.
    pub(super) fn new(url: &str, public_host: &str) -> Result<Self, BadSmtp> {
        let bad = |error: &str| BadSmtp::Url(error.into());
        if has_raw_credentials(url) {
            return Err(bad(PERCENT_ENCODE));
        }
        // Errors can contain the address, and so the password.
        let unparsed = || bad("it can't be parsed");
        let parsed = Url::parse(url).map_err(|_| unparsed())?;
        if !is_safe(&parsed) {
            return Err(bad("without TLS, it must be on this machine, because emails contain codes"));
        }
        let host = parsed.host_str().filter(|host| !host.is_empty()).ok_or_else(unparsed)?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let parameters = || TlsParameters::new(host.clone()).map_err(|_| unparsed());
        let (tls, usual_port) = match (parsed.scheme(), tls(&parsed).as_deref()) {
            ("smtps", _) => (Tls::Wrapper(parameters()?), SUBMISSIONS_PORT),
            ("smtp", Some("required")) => (Tls::Required(parameters()?), SUBMISSION_PORT),
            ("smtp", Some("opportunistic")) => (Tls::Opportunistic(parameters()?), SUBMISSION_PORT),
            ("smtp", None) => (Tls::None, SMTP_PORT),
            _ => return Err(unparsed()),
        };
        let credentials = credentials(&parsed).map_err(|_| unparsed())?;
        let (port, greeting) = (parsed.port().unwrap_or(usual_port), greeting(&parsed, public_host));
        Ok(Self { host, port, tls, credentials, greeting })
    }

    /// A new connection on which emails can be sent: signed in, if there is a password.
    pub(super) async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, SmtpFailure> {
        let mut connection = self.greet(patience).await.map_err(SmtpFailure::at(SmtpCommand::Ehlo))?;
        if let Some(credentials) = &self.credentials {
            let signed_in = connection.auth(DEFAULT_MECHANISMS, credentials).await;
            signed_in.map_err(SmtpFailure::at(SmtpCommand::Auth))?;
        }
        Ok(connection)
    }

    /// Asks the mail server whether it transports addresses beyond ASCII (SMTPUTF8, RFC 6531), over a connection of its own: an older one
    /// doesn't know what an operator has changed since.
    pub(super) async fn takes_utf8(&self, patience: Duration) -> Result<bool, SmtpFailure> {
        let connection = self.greet(patience).await.map_err(SmtpFailure::at(SmtpCommand::Ehlo))?;
        let takes_utf8 = connection.server_info().supports_feature(Extension::SmtpUtfEight);
        // In another task, so that a mail server that never replies to QUIT can't hide its answer.
        tokio::spawn(close(connection));
        Ok(takes_utf8)
    }

    /// A new connection, encrypted as the address says.
    async fn greet(&self, patience: Duration) -> Result<AsyncSmtpConnection, SmtpError> {
        let from_beginning = if let Tls::Wrapper(parameters) = &self.tls { Some(parameters.clone()) } else { None };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(patience), &self.greeting, from_beginning, None).await?;
        match &self.tls {
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.greeting).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.greeting).await?;
            }
            Tls::Wrapper(_) | Tls::Opportunistic(_) | Tls::None => {}
        }
        Ok(connection)
    }
}

/// Closes a connection with QUIT.
pub(super) async fn close(mut connection: AsyncSmtpConnection) {
    // Best effort: the mail server closes it at the latest when its own time is over.
    let _ = tokio::time::timeout(SHORT_REPLY_TIME, connection.abort()).await;
}

/// The user name and the password in an address; `None` without a password.
fn credentials(url: &Url) -> Result<Option<Credentials>, Utf8Error> {
    let Some(password) = url.password() else { return Ok(None) };
    let decoded = |text| percent_decode_str(text).decode_utf8().map(Cow::into_owned);
    Ok(Some(Credentials::new(decoded(url.username())?, decoded(password)?)))
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

/// The first value of `tls`.
fn tls(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned())
}

/// Whether the connection is safe: with TLS, or to this machine.
fn is_safe(url: &Url) -> bool {
    // `tls` must occur once, so that nobody reads another value.
    let is_only = url.query_pairs().filter(|(name, _)| name == "tls").count() == 1;
    let demands_tls = is_only && tls(url).as_deref() == Some("required");
    url.scheme() == "smtps" || demands_tls || is_this_machine(url)
}

#[cfg(test)]
mod tests {
    use super::{Credentials, MailServer, Tls};

    fn server(url: &str) -> Result<MailServer, String> {
        MailServer::new(url, "id.example").map_err(|cause| cause.to_string())
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
            ("smtps://mail.example", 465, "TLS"),
            ("smtps://mail.example:2465", 2465, "TLS"),
            ("smtp://mail.example?tls=required", 587, "STARTTLS"),
            ("smtp://localhost?tls=opportunistic", 587, "STARTTLS, if possible"),
            ("smtp://localhost", 25, "none"),
        ] {
            let server = server(url).expect(url);
            let name = match server.tls {
                Tls::Wrapper(_) => "TLS",
                Tls::Required(_) => "STARTTLS",
                Tls::Opportunistic(_) => "STARTTLS, if possible",
                Tls::None => "none",
            };
            assert_eq!((server.port, name), (port, encryption), "{url}");
        }
        for unknown in ["https://mail.example", "smtp://localhost?tls=maybe", "lmtp://localhost", "smtps:"] {
            assert!(server(unknown).is_err(), "{unknown}");
        }
        assert_eq!(server("smtp://[::1]").expect("an address").host, "::1", "as sockets and certificates name it");
    }

    #[test]
    fn the_greeting_is_the_public_host_or_the_path() {
        for (public_host, url, greeting) in [
            ("id.example", "smtps://mail.example", "id.example"),
            ("192.0.2.1", "smtps://mail.example", "[192.0.2.1]"),
            ("[2001:db8::1]", "smtps://mail.example", "[IPv6:2001:db8::1]"),
            ("id.example", "smtps://u:p@mail.example:465/out.example", "out.example"),
        ] {
            let server = MailServer::new(url, public_host).expect(url);
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
        for (url, user, password) in [
            ("smtps://u%40acme.example:geheim%231%402+@mail.example:465", "u@acme.example", "geheim#1@2+"),
            ("smtps://u@acme.example:geheim@mail.example:465", "u@acme.example", "geheim"),
            ("smtps://u:%C3%BC@mail.example:465", "u", "ü"),
        ] {
            let credentials = Credentials::new(user.into(), password.into());
            assert!(server(url).expect(url).credentials == Some(credentials), "{url}");
        }
        assert!(server("smtps://u:%FF@mail.example:465").is_err(), "not text");
        assert!(server("smtps://u@mail.example").expect("an address").credentials.is_none(), "no password");
    }
}
