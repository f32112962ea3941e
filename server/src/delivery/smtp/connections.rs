//! The connections to a mail server, and the commands that hand an email over. The library's own function for that doesn't say which
//! command a reply answers, and that decides what the reply is about.

use super::mail_server::{MailServer, SHORT_REPLY_TIME, close};
use super::reply::{SmtpCommand, SmtpFailure};
use lettre::Message as Email;
use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter, ServerInfo};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The most idle connections.
const MOST_IDLE: usize = 4;
/// How long a connection stays open without an email.
const IDLE_TIME: Duration = Duration::from_mins(1);

/// Connections to a mail server. Emails one after the other share a connection.
pub(super) struct SmtpConnections {
    /// The mail server, for questions over a connection of their own.
    pub(super) server: MailServer,
    idle: Arc<IdleConnections>,
}

/// Connections without an email, each with the time since when. The newest is last.
#[derive(Default)]
struct IdleConnections(Mutex<Vec<(Instant, AsyncSmtpConnection)>>);

impl SmtpConnections {
    /// Connections that are opened when they are needed.
    pub(super) fn new(server: MailServer) -> Self {
        Self { server, idle: Arc::default() }
    }

    /// Sends an email. `patience` is the time limit for connecting only.
    pub(super) async fn send(&self, email: &Email, patience: Duration) -> Result<(), SmtpFailure> {
        let mut connection = self.connection(patience).await?;
        let sent = hand_over(&mut connection, email.envelope(), &email.formatted()).await;
        if sent.is_ok() {
            self.keep(connection);
        } else {
            // In another task, so that a mail server that never replies to QUIT can't hide the reply that counts.
            tokio::spawn(close(connection));
        }
        sent
    }

    /// An idle connection that still works, or a new one.
    async fn connection(&self, patience: Duration) -> Result<AsyncSmtpConnection, SmtpFailure> {
        while let Some(mut connection) = self.idle.take() {
            // One that stays silent must leave time for a new one.
            if tokio::time::timeout(SHORT_REPLY_TIME, connection.test_connected()).await == Ok(true) {
                return Ok(connection);
            }
        }
        self.server.connect(patience).await
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if let Some(too_many) = self.idle.add(connection) {
            tokio::spawn(close(too_many));
            return;
        }
        let (idle, pause) = (Arc::downgrade(&self.idle), tokio::time::sleep(IDLE_TIME));
        tokio::spawn(async move {
            pause.await;
            let Some(idle) = idle.upgrade() else { return };
            for connection in idle.take_expired() {
                close(connection).await;
            }
        });
    }
}

impl IdleConnections {
    fn all(&self) -> MutexGuard<'_, Vec<(Instant, AsyncSmtpConnection)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        self.all().pop().map(|(_, connection)| connection)
    }

    /// Adds a connection, or returns it if there are enough.
    fn add(&self, connection: AsyncSmtpConnection) -> Option<AsyncSmtpConnection> {
        let mut all = self.all();
        if all.len() >= MOST_IDLE {
            return Some(connection);
        }
        all.push((Instant::now(), connection));
        None
    }

    fn take_expired(&self) -> Vec<AsyncSmtpConnection> {
        let mut all = self.all();
        let expired = all.iter().take_while(|(since, _)| since.elapsed() >= IDLE_TIME).count();
        all.drain(..expired).map(|(_, connection)| connection).collect()
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
