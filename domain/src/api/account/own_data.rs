//! All of an account's data, for its owner (I9).

use crate::api::activity::{ActivityKind, ActivityMethod};
use crate::api::security::MethodItemKind;
use crate::browser::BrowserName;
use crate::device::DeviceKind;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Reads everything that the account's owner may know about it. It is a write, because it is counted.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadOwnData {}

/// The data of an account, for its owner. It has no secrets. All times are in UTC (RFC 3339).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnData {
    /// The time when it was read.
    pub made: String,
    /// The account itself.
    pub account: OwnAccount,
    /// The sign-in methods, oldest first.
    pub methods: Vec<OwnMethod>,
    /// The linked devices, newest first.
    pub devices: Vec<OwnDevice>,
    /// The browsers in which the account is signed in, last used first.
    pub sessions: Vec<OwnSession>,
    /// The browsers that the account knows from earlier sign-ins.
    pub known_browsers: Vec<OwnBrowser>,
    /// What has happened to it, the newest first: at most 10,000 entries.
    #[serde(default)]
    pub activity: Vec<OwnActivity>,
}

/// An account itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnAccount {
    /// Its ID.
    pub id: String,
    /// The time when it was created.
    pub created: String,
    /// The time of the last sign-in.
    pub signed_in: Option<String>,
    /// The language of the page at that sign-in: the one of messages.
    pub language: Option<String>,
    /// The sign-in names.
    pub sign_in_names: Vec<String>,
    /// Whether it has a password.
    pub password: bool,
    /// Whether every sign-in requires a second step.
    pub two_step: bool,
    /// The number of unused recovery codes.
    pub recovery_codes: u64,
}

/// A sign-in method of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnMethod {
    /// Its kind.
    pub kind: MethodItemKind,
    /// The email address or phone number.
    pub contact: Option<String>,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The time when it was added.
    pub added: String,
    /// The time when it was last used.
    pub used: Option<String>,
}

/// A device that is linked to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnDevice {
    /// The client's name.
    pub client: String,
    /// The kind of device.
    pub kind: DeviceKind,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The untrusted name that the device gives itself.
    pub calls_itself: Option<String>,
    /// The granted scopes (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// The time when it was linked.
    pub linked: String,
    /// The network address that it asked from.
    pub linked_from: String,
    /// The time of its last request.
    pub used: Option<String>,
    /// The network address of its last request.
    pub used_from: Option<String>,
}

/// A browser in which an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnSession {
    /// What it is called.
    pub browser: BrowserName,
    /// The network of the sign-in: IPv4 /24 or IPv6 /56.
    pub network: Option<String>,
    /// The time of the sign-in.
    pub signed_in: String,
    /// The time when it was last used, to the hour.
    pub used: String,
}

/// A browser that an account knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnBrowser {
    /// What it is called.
    pub browser: BrowserName,
    /// The network of the last sign-in: IPv4 /24 or IPv6 /56.
    pub network: Option<String>,
    /// The country of the last sign-in: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The time of the first sign-in.
    pub first_signed_in: String,
    /// The time when it was last used.
    pub used: String,
    /// The time until which it is trusted.
    pub trusted_until: Option<String>,
}

/// Something that has happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnActivity {
    /// The time.
    pub at: String,
    /// What has happened.
    pub kind: ActivityKind,
    /// Whether it is complete, as in [`ActivityEntry`](crate::api::activity::ActivityEntry).
    pub complete: bool,
    /// The method.
    pub method: Option<ActivityMethod>,
    /// The device's client ID.
    pub client: Option<String>,
    /// The browser in which it was done; none if that was not in a browser.
    pub browser: Option<BrowserName>,
    /// The network: IPv4 /24 or IPv6 /56.
    pub network: Option<String>,
}
