//! What devices send and hear: the same bytes for every server, but for the device codes.

use crate::Outcome;

/// A whole HTTP request.
pub(crate) type Request = Vec<u8>;

/// `POST /oauth/device_authorization`.
pub(crate) fn open() -> Request {
    post("/oauth/device_authorization", "client_id=tv&scope=openid")
}

/// `POST /oauth/token` with a device code.
pub(crate) fn poll(device_code: &str) -> Request {
    let grant_type = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    post("/oauth/token", &format!("grant_type={grant_type}&client_id=tv&device_code={device_code}"))
}

fn post(path: &str, form: &str) -> Request {
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

/// What a server may answer here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Codes for a device.
    Opened,
    /// `authorization_pending`.
    Pending,
    /// `slow_down`: as much work as the other, and a client that asks this often hears it.
    SlowDown,
}

impl Answer {
    /// Reads an answer. Any other would be quick to give and count as much: it ends the bench.
    pub(crate) fn read(status: u16, body: &[u8]) -> Outcome<Self> {
        match status {
            200 if contains(body, b"\"device_code\"") => Ok(Self::Opened),
            400 if contains(body, b"\"authorization_pending\"") => Ok(Self::Pending),
            400 if contains(body, b"\"slow_down\"") => Ok(Self::SlowDown),
            _ => Err(format!("a server answered {status} {}", String::from_utf8_lossy(body)).into()),
        }
    }
}

/// The device code in the answer to [`open`].
pub(crate) fn device_code(body: &[u8]) -> Option<String> {
    let text = str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("\"device_code\":\"")?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
