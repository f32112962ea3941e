//! The requests and responses of devices: the same bytes for every server, except for the device codes.

use crate::Outcome;

/// The password of every account in the bench.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A password whose judgement takes long: nearly all of its characters can stand for several letters.
pub(crate) const COSTLY: &str = "4({<6&!/0&527(3#1|$+%48[395|+2@";

/// A complete HTTP request.
pub(crate) type Request = Vec<u8>;

/// `POST /oauth/device_authorization`.
pub(crate) fn open() -> Request {
    post("/oauth/device_authorization", "client_id=tv&scope=openid")
}

/// The same from a network address, which `number` selects.
pub(crate) fn open_from(number: usize) -> Request {
    post_with("/oauth/device_authorization", &network_address(number), "client_id=tv&scope=openid")
}

/// `POST /oauth/token` with a device code.
pub(crate) fn poll(device_code: &str) -> Request {
    let grant_type = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    post("/oauth/token", &format!("grant_type={grant_type}&client_id=tv&device_code={device_code}"))
}

/// `POST /oauth/token` with a refresh token.
pub(crate) fn refresh(refresh_token: &str) -> Request {
    post("/oauth/token", &format!("grant_type=refresh_token&client_id=tv&refresh_token={refresh_token}"))
}

/// `POST /oauth/introspect` by the confidential client `api`.
pub(crate) fn introspect(access_token: &str) -> Request {
    post_with("/oauth/introspect", &format!("authorization: Basic {API}\r\n"), &format!("token={access_token}"))
}

/// The page's request for a single-use code; `number` selects its network address.
pub(crate) fn ask_code(name: &str, number: usize) -> Request {
    ask_code_for("sign-in", name, number)
}

/// The same for a new account.
pub(crate) fn ask_to_create(name: &str, number: usize) -> Request {
    ask_code_for("create-account", name, number)
}

/// The same for a new password.
pub(crate) fn ask_to_reset(name: &str, number: usize) -> Request {
    ask_code_for("reset-password", name, number)
}

fn ask_code_for(purpose: &str, name: &str, number: usize) -> Request {
    let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"purpose\":\"{purpose}\"}}");
    page("/api/single-use-code/request", &body, number)
}

/// The page's attempt with a code that is almost never right.
pub(crate) fn try_code(name: &str, number: usize) -> Request {
    let body = format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{:06}\"}}", number % 1_000_000);
    page("/api/session/sign-in-with-code", &body, number)
}

/// The same for a new account.
pub(crate) fn try_to_create(name: &str, number: usize) -> Request {
    try_with_new_password("/api/account/create", name, number)
}

/// The same for a new password.
pub(crate) fn try_to_reset(name: &str, number: usize) -> Request {
    try_with_new_password("/api/account/reset-password", name, number)
}

fn try_with_new_password(path: &str, name: &str, number: usize) -> Request {
    let code = number % 1_000_000;
    let body =
        format!("{{\"for\":{{\"name\":\"{name}\"}},\"code\":\"{code:06}\",\"password\":\"walnut harbour 42 tides\"}}");
    page(path, &body, number)
}

/// The page's sign-in with a password.
pub(crate) fn sign_in(name: &str, number: usize) -> Request {
    sign_in_with(name, PASSWORD, number)
}

/// The page's sign-in with a wrong password.
pub(crate) fn sign_in_wrong(name: &str, number: usize) -> Request {
    sign_in_with(name, "not the right password", number)
}

fn sign_in_with(name: &str, password: &str, number: usize) -> Request {
    let body = format!("{{\"name\":\"{name}\",\"password\":\"{password}\"}}");
    page("/api/session/sign-in-with-password", &body, number)
}

fn page(path: &str, body: &str, number: usize) -> Request {
    page_with(path, "", body, number)
}

/// A write of the page, with further header lines. `number` selects its network address.
pub(crate) fn page_with(path: &str, headers: &str, body: &str, number: usize) -> Request {
    let (address, length) = (network_address(number), body.len());
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n{address}{headers}\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// A read, with further header lines. `number` selects its network address.
pub(crate) fn get(path: &str, headers: &str, number: usize) -> Request {
    let address = network_address(number);
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{address}{headers}\r\n").into_bytes()
}

fn network_address(number: usize) -> String {
    let [_, a, b, c] = u32::try_from(number % 0x00ff_ffff).unwrap_or(0).to_be_bytes();
    format!("x-forwarded-for: 10.{a}.{b}.{c}\r\n")
}

/// The client id `api` and its secret, in base64.
const API: &str = "YXBpOmEtc2VjcmV0LW9mLW1vcmUtdGhhbi10aGlydHktdHdvLWNoYXJhY3RlcnM=";

/// A form of a client.
pub(crate) fn post(path: &str, form: &str) -> Request {
    post_with(path, "", form)
}

/// A form, with further header lines.
pub(crate) fn post_with(path: &str, headers: &str, form: &str) -> Request {
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n{headers}\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

/// The expected responses of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Codes for a device.
    Opened,
    /// `authorization_pending`.
    Pending,
    /// `slow_down`: as much work as the other; a client that polls this often receives it.
    SlowDown,
    /// New tokens for a refresh token.
    Refreshed,
    /// A token is valid.
    Active,
    /// A code was sent, or would have been.
    CodeSent,
    /// Someone is signed in.
    SignedIn,
    /// A code or a password was wrong.
    Refused,
    /// The server is overloaded.
    Busy,
}

impl Answer {
    /// Reads a response. An unexpected one stops the bench: it might be faster, and would count as much.
    pub(crate) fn read(status: u16, body: &[u8]) -> Outcome<Self> {
        match status {
            200 if contains(body, b"\"device_code\"") => Ok(Self::Opened),
            200 if contains(body, b"\"refresh_token\"") => Ok(Self::Refreshed),
            200 if contains(body, b"\"active\":true") => Ok(Self::Active),
            200 if contains(body, b"\"resend_after_s\"") => Ok(Self::CodeSent),
            401 | 409 | 410 if contains(body, b"sent-code") => Ok(Self::Refused),
            200 if contains(body, b"\"accounts\"") => Ok(Self::SignedIn),
            401 if contains(body, b"wrong-password") => Ok(Self::Refused),
            503 if contains(body, b"\"unavailable\"") => Ok(Self::Busy),
            400 if contains(body, b"\"authorization_pending\"") => Ok(Self::Pending),
            400 if contains(body, b"\"slow_down\"") => Ok(Self::SlowDown),
            _ => Err(format!("a server answered {status} {}", String::from_utf8_lossy(body)).into()),
        }
    }
}

/// A text member of a response: all responses are flat objects, and ours have no escaped quotes.
pub(crate) fn member(body: &[u8], name: &str) -> Option<String> {
    let text = str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once(&format!("\"{name}\":\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
