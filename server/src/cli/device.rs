//! `countersign device`: a device in a terminal, which uses RFC 8628 like any other.

mod server_address;

use super::CommandResult;
use super::output::{print_line, print_note};
use crate::delivery::agent::agent;
use clap::Args;
use fast_qr::QRBuilder;
use serde::Deserialize;
use server_address::{web_address, wrong_server};
use std::time::Duration;
use ureq::Agent;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  countersign device --server http://localhost:8080 --client tv")]
pub(super) struct DeviceCommand {
    /// The server's public address
    #[arg(long, value_name = "URL", value_parser = web_address)]
    server: url::Url,
    /// The `client_id` to act as
    #[arg(long, value_name = "ID")]
    client: String,
    /// The device's name, shown to the person who links it
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// The scopes to request, separated by spaces. Without this option, all scopes that the client may request
    #[arg(long)]
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "device_authorization_endpoint")]
    device_authorization: String,
    #[serde(rename = "token_endpoint")]
    token: String,
    #[serde(rename = "userinfo_endpoint")]
    userinfo: String,
}

#[derive(Deserialize)]
struct DeviceCodes {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    expires_in: u64,
    #[serde(default = "default_interval")]
    interval: u64,
}

/// The time limit for one answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The shortest pause between two polls while the server doesn't answer, whatever interval it has asked for.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause between two polls while the server doesn't answer.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

fn default_interval() -> u64 {
    5
}

#[derive(Deserialize)]
struct ReceivedTokens {
    access_token: String,
}

#[derive(Deserialize)]
struct LinkedAccount {
    sub: String,
    email: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ErrorResponse {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// The reason why a response doesn't have the expected value.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    /// An error that the server reported.
    #[error("{0}")]
    OAuth(ErrorResponse),
    /// A missing or unreadable response, as one line.
    #[error("{0}")]
    Failed(String),
}

impl DeviceCommand {
    pub(super) fn run(self) -> CommandResult {
        let agent = agent(&self.server, TIMEOUT);
        let metadata = self.metadata(&agent)?;
        let codes = self.ask(&agent, &metadata)?;
        show(&codes)?;
        let tokens = wait(&agent, &metadata, &codes, &self.client)?;
        let url = &metadata.userinfo;
        let bearer = format!("Bearer {}", tokens.access_token);
        match read::<LinkedAccount>(agent.get(url).header("authorization", bearer).call(), url) {
            Ok(info) => print_line(&format!("This device now belongs to {}.", plain(&info.email.unwrap_or(info.sub))))?,
            // Without the scope `openid`, the device has its tokens but can't read the account.
            Err(ReadError::OAuth(error)) if error.error == "insufficient_scope" => {
                print_line("This device is linked.")?;
            }
            Err(ReadError::Failed(cause)) => {
                print_line("This device is linked.")?;
                print_note(&plain(&format!("The account's name couldn't be read: {cause}")));
            }
            Err(cause @ ReadError::OAuth(_)) => return Err(cause.into()),
        }
        Ok(())
    }

    /// The server's endpoints: the first request, whose error says what is wrong with the server's address.
    fn metadata(&self, agent: &Agent) -> Result<Metadata, Box<dyn std::error::Error>> {
        let at = self.server.join("/.well-known/oauth-authorization-server")?;
        let response = agent.get(at.as_str()).call();
        if let Some(wrong) = response.as_ref().err().and_then(|cause| wrong_server(cause, &self.server)) {
            return Err(wrong.into());
        }
        Ok(read(response, at.as_str())?)
    }

    fn ask(&self, agent: &Agent, metadata: &Metadata) -> Result<DeviceCodes, Box<dyn std::error::Error>> {
        let mut form = vec![("client_id", self.client.as_str())];
        form.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        form.extend(self.name.as_deref().map(|name| ("device_name", name)));
        let url = &metadata.device_authorization;
        Ok(read(agent.post(url).send_form(form), url)?)
    }
}

fn show(codes: &DeviceCodes) -> CommandResult {
    let qr = QRBuilder::new(codes.verification_uri_complete.as_str()).build().map_err(|cause| format!("{cause:?}"))?;
    print_line(&qr.to_str())?;
    print_line(&format!("Go to {} and type", plain(&codes.verification_uri)))?;
    print_line(&format!("\n    {}\n", plain(&codes.user_code)))?;
    print_line(&format!("or scan the QR code above: {}", plain(&codes.verification_uri_complete)))?;
    print_line("Waiting for you to finish there (Ctrl-C stops)")?;
    Ok(())
}

/// A server's text without control characters, which a terminal would interpret.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// What a poll has led to.
enum PollOutcome {
    Tokens(ReceivedTokens),
    /// The person hasn't decided.
    Pending,
    /// The interval is too short.
    TooSoon,
    /// The server doesn't answer, or a proxy does. It can be back soon.
    Disturbed(String),
    /// No tokens can follow.
    Ended(String),
}

/// Polls as RFC 8628 §3.5 requires. While the server doesn't answer, it waits longer and longer, and keeps trying.
#[expect(clippy::disallowed_methods, reason = "a device in a terminal waits for real")]
fn wait(
    agent: &Agent,
    metadata: &Metadata,
    codes: &DeviceCodes,
    client: &str,
) -> Result<ReceivedTokens, Box<dyn std::error::Error>> {
    let life = Duration::from_secs(codes.expires_in).saturating_add(LONGEST_PAUSE);
    let mut interval = Duration::from_secs(codes.interval);
    let (mut pause, mut waited, mut is_disturbed) = (interval, Duration::ZERO, false);
    loop {
        std::thread::sleep(pause);
        waited = waited.saturating_add(pause);
        let outcome = poll(agent, metadata, codes, client);
        let was_disturbed = std::mem::replace(&mut is_disturbed, matches!(outcome, PollOutcome::Disturbed(_)));
        pause = match outcome {
            PollOutcome::Tokens(tokens) => return Ok(tokens),
            PollOutcome::Ended(why) => return Err(why.into()),
            PollOutcome::Disturbed(cause) if waited > life => return Err(cause.into()),
            PollOutcome::Disturbed(cause) => {
                if !was_disturbed {
                    print_note(&plain(&format!("{cause}. Trying again")));
                }
                longer(pause, interval)
            }
            PollOutcome::Pending => interval,
            PollOutcome::TooSoon => {
                interval = interval.saturating_add(Duration::from_secs(5));
                interval
            }
        };
    }
}

fn poll(agent: &Agent, metadata: &Metadata, codes: &DeviceCodes, client: &str) -> PollOutcome {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", codes.device_code.as_str()),
        ("client_id", client),
    ];
    let error = match read(agent.post(&metadata.token).send_form(form), &metadata.token) {
        Ok(tokens) => return PollOutcome::Tokens(tokens),
        Err(ReadError::Failed(cause)) => return PollOutcome::Disturbed(cause),
        Err(ReadError::OAuth(error)) => error,
    };
    match error.error.as_str() {
        "authorization_pending" => PollOutcome::Pending,
        "slow_down" => PollOutcome::TooSoon,
        "server_error" | "temporarily_unavailable" => PollOutcome::Disturbed(error.to_string()),
        "access_denied" => PollOutcome::Ended("the request was declined".into()),
        "expired_token" => PollOutcome::Ended("the code has expired: run this again for a new one".into()),
        _ => PollOutcome::Ended(error.to_string()),
    }
}

/// The pause after another poll without an answer of the server: twice as long, but not longer than a minute or the interval.
fn longer(pause: Duration, interval: Duration) -> Duration {
    pause.saturating_mul(2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE.max(interval))
}

impl std::fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&plain(&format!("{}: {}", self.error, self.error_description)))
    }
}

/// Reads a server's response.
fn read<T: for<'a> Deserialize<'a>>(
    response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    url: &str,
) -> Result<T, ReadError> {
    let failed = |cause: ureq::Error| ReadError::Failed(format!("{url}: {cause}"));
    let mut response = response.map_err(failed)?;
    let is_success = response.status().is_success();
    let text = response.body_mut().read_to_string().map_err(failed)?;
    let unexpected = |cause| ReadError::Failed(format!("{url} doesn't respond like a Countersign server: {cause}"));
    if is_success {
        serde_json::from_str(&text).map_err(unexpected)
    } else {
        Err(ReadError::OAuth(serde_json::from_str(&text).map_err(unexpected)?))
    }
}

#[cfg(test)]
mod tests {
    use super::{DeviceCodes, Metadata, PollOutcome, agent, longer, poll};
    use std::net::TcpListener;
    use std::time::Duration;

    #[test]
    fn pauses_double_up_to_a_minute_and_are_never_shorter_than_the_interval() {
        let s = Duration::from_secs;
        for (pause, interval, next) in [(5, 5, 10), (10, 5, 20), (40, 5, 60), (60, 5, 60), (90, 90, 90)] {
            assert_eq!(longer(s(pause), s(interval)), s(next));
        }
        assert_eq!(longer(s(u64::MAX), s(u64::MAX)), s(u64::MAX), "a server can send any number");
        assert!(longer(s(0), s(0)) > s(0), "it doesn't flood a server that asks for no pause");
    }

    #[test]
    fn a_server_that_does_not_answer_in_time_is_asked_again() {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let token = format!("http://{}/token", silent.local_addr().expect("an address"));
        let agent = agent(&token.parse().expect("an address"), Duration::from_millis(100));
        let metadata = Metadata { device_authorization: String::new(), token, userinfo: String::new() };
        let codes = DeviceCodes {
            device_code: "d".into(),
            user_code: String::new(),
            verification_uri: String::new(),
            verification_uri_complete: String::new(),
            expires_in: 600,
            interval: 5,
        };
        let outcome = poll(&agent, &metadata, &codes, "tv");
        assert!(matches!(outcome, PollOutcome::Disturbed(cause) if cause.contains("timeout")));
    }
}
