//! The connections to a mail server, and the commands that hand an email over. The library's own function for that doesn't say which
//! command a reply answers, and that decides what the reply is about.

use super::mail_server::{MailServer, SHORT_REPLY_TIME, close};
use super::reply::{SmtpCommand, SmtpFailure};
use lettre::Message as Email;
use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter, ServerInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// The largest number of idle connections.
const MOST_IDLE: usize = 4;
/// How long a connection stays open without an email.
const IDLE_TIME: Duration = Duration::from_mins(1);
/// The age after which a connection gets no further email: it doesn't know what an operator has changed since it was opened.
const OLDEST: Duration = Duration::from_mins(10);

/// Connections to a mail server. Emails one after the other share a connection.
pub(super) struct SmtpConnections {
    /// The mail server, for questions over a connection of their own.
    pub(super) server: MailServer,
    idle: Arc<IdleConnections>,
}

/// A connection for one email after the other.
struct SharedConnection {
    opened: Instant,
    smtp: AsyncSmtpConnection,
}

/// Connections without an email.
#[derive(Default)]
struct IdleConnections(Mutex<Idle>);

#[derive(Default)]
struct Idle {
    /// Each with the time since when. The newest is last.
    connections: Vec<(Instant, SharedConnection)>,
    /// Whether a task closes them in time.
    are_watched: bool,
}

impl SmtpConnections {
    /// Connections that are opened when they are needed.
    pub(super) fn new(server: MailServer) -> Self {
        Self { server, idle: Arc::default() }
    }

    /// Sends an email. `patience` is the time limit for connecting only.
    pub(super) async fn send(&self, email: &Email, patience: Duration) -> Result<(), SmtpFailure> {
        let mut connection = self.connection(patience).await?;
        let sent = hand_over(&mut connection.smtp, email.envelope(), &email.formatted()).await;
        if sent.is_ok() {
            self.keep(connection);
        } else {
            // In another task, so that a mail server that never replies to QUIT can't hide the reply that counts.
            tokio::spawn(close(connection.smtp));
        }
        sent
    }

    /// An idle connection that still works, or a new one.
    async fn connection(&self, patience: Duration) -> Result<SharedConnection, SmtpFailure> {
        while let Some(mut connection) = self.idle.take() {
            // One that stays silent must leave time for a new one.
            if tokio::time::timeout(SHORT_REPLY_TIME, connection.smtp.test_connected()).await == Ok(true) {
                return Ok(connection);
            }
        }
        let smtp = self.server.connect(patience).await?;
        Ok(SharedConnection { opened: Instant::now(), smtp })
    }

    fn keep(&self, connection: SharedConnection) {
        let mut idle = self.idle.lock();
        if idle.connections.len() >= MOST_IDLE || connection.opened.elapsed() >= OLDEST {
            tokio::spawn(close(connection.smtp));
            return;
        }
        let now = Instant::now();
        idle.connections.push((now, connection));
        if !idle.are_watched {
            idle.are_watched = true;
            tokio::spawn(close_in_time(Arc::downgrade(&self.idle), now + IDLE_TIME));
        }
    }
}

impl IdleConnections {
    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<SharedConnection> {
        self.lock().connections.pop().map(|(_, connection)| connection)
    }

    /// Takes the connections whose time is over. Also returns when the next one's is; `None` if there is none, which ends the watch.
    fn take_expired(&self) -> (Vec<SharedConnection>, Option<Instant>) {
        let mut idle = self.lock();
        let expired = idle.connections.iter().take_while(|(since, _)| since.elapsed() >= IDLE_TIME).count();
        let expired = idle.connections.drain(..expired).map(|(_, connection)| connection).collect();
        let next = idle.connections.first().map(|(since, _)| *since + IDLE_TIME);
        idle.are_watched = next.is_some();
        (expired, next)
    }
}

/// Closes the connections whose time is over, from a time on until there are none.
async fn close_in_time(idle: Weak<IdleConnections>, first: Instant) {
    let mut next = Some(first);
    while let Some(time) = next {
        tokio::time::sleep_until(time).await;
        let Some(idle) = idle.upgrade() else { return };
        let (expired, following) = idle.take_expired();
        for connection in expired {
            tokio::spawn(close(connection.smtp));
        }
        next = following;
    }
}

/// The commands of one email (RFC 5321 §3.3).
async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    content: &[u8],
) -> Result<(), SmtpFailure> {
    let parameters = parameters(connection.server_info(), envelope, content)?;
    let mail = Mail::new(envelope.from().cloned(), parameters);
    connection.command(mail).await.map_err(SmtpFailure::at(SmtpCommand::Mail))?;
    for recipient in envelope.to() {
        let rcpt = Rcpt::new(recipient.clone(), Vec::new());
        connection.command(rcpt).await.map_err(SmtpFailure::at(SmtpCommand::Rcpt))?;
    }
    connection.command(Data).await.map_err(SmtpFailure::at(SmtpCommand::Data))?;
    connection.message(content).await.map_err(SmtpFailure::at(SmtpCommand::Data))?;
    Ok(())
}

/// The parameters of MAIL: an email beyond ASCII needs 8BITMIME (RFC 6152), and in its addresses SMTPUTF8 (RFC 6531).
fn parameters(server: &ServerInfo, envelope: &Envelope, content: &[u8]) -> Result<Vec<MailParameter>, SmtpFailure> {
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    let needed = [
        (!addresses.all(super::is_ascii), Extension::SmtpUtfEight, MailParameter::SmtpUtfEight),
        (!content.is_ascii(), Extension::EightBitMime, MailParameter::Body(MailBodyParameter::EightBitMime)),
    ];
    let mut parameters = Vec::new();
    for (is_needed, extension, parameter) in needed {
        if is_needed && !server.supports_feature(extension) {
            return Err(SmtpFailure::Lacks(extension));
        }
        if is_needed {
            parameters.push(parameter);
        }
    }
    Ok(parameters)
}
