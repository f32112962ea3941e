//! The address at which people and devices reach the server.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use url::{Host, Url};

/// The server's public origin: `https://id.example`, or `http://localhost:8080` in development.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(Url);

/// An error in the public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPublicUrl {
    /// The text isn't an address.
    #[error("must be an address such as https://id.example")]
    NotAUrl,
    /// Cookies and codes would be sent unencrypted.
    #[error("must start with https://, so that cookies and codes are encrypted (http:// works for localhost only)")]
    PlainHttp,
    /// The address has more than a scheme, a host and a port.
    #[error("must have only a scheme, a host and a port, without a path, a query or a user")]
    NotAnOrigin,
}

impl PublicUrl {
    /// The origin as browsers write it, without a trailing slash.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The origin of this machine with a port.
    pub fn localhost(port: u16) -> Self {
        let mut url = Self::default();
        let _ = url.0.set_port(Some(port)); // fails only without a host
        url
    }

    /// The host.
    pub fn host(&self) -> String {
        self.0.host_str().unwrap_or_default().to_owned()
    }

    /// The address of a path on this server. The path starts with a slash.
    pub fn to(&self, path: &str) -> String {
        self.origin() + path
    }

    /// The origin with its port and without it.
    pub fn with_and_without_port(&self) -> [String; 2] {
        let (scheme, host) = (self.0.scheme(), self.host());
        let port = self.0.port_or_known_default().unwrap_or_default();
        [format!("{scheme}://{host}:{port}"), format!("{scheme}://{host}")]
    }

    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self(Url::parse("http://localhost:8080").expect("a constant address"))
    }
}

impl FromStr for PublicUrl {
    type Err = BadPublicUrl;

    fn from_str(text: &str) -> Result<Self, BadPublicUrl> {
        let url = Url::parse(text.trim()).map_err(|_| BadPublicUrl::NotAUrl)?;
        let is_local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(BadPublicUrl::NotAUrl),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_local => {}
            "http" => return Err(BadPublicUrl::PlainHttp),
            _ => return Err(BadPublicUrl::NotAUrl),
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if bare && url.password().is_none() { Ok(Self(url)) } else { Err(BadPublicUrl::NotAnOrigin) }
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = BadPublicUrl;

    fn try_from(text: String) -> Result<Self, BadPublicUrl> {
        text.parse()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}
