//! The devices linked to an account (L6).

use super::endpoints;
use crate::device::Kind;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/devices", SignedIn, ReadDevices => Devices;
    Write "/api/devices/rename", SignedIn, RenameDevice => Devices, refuses [DeviceUnknown];
    Write "/api/devices/remove", SignedIn, RemoveDevice => Devices, refuses [DeviceUnknown];
}

/// Lists the devices.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadDevices {}

/// All devices of the account, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Devices {
    /// The devices.
    pub devices: Vec<Device>,
}

/// A linked device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Device {
    /// Opaque and stable.
    pub id: String,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The client's name.
    pub client: String,
    /// What it runs on.
    pub kind: Kind,
    /// What the device calls itself: untrusted.
    pub calls_itself: Option<String>,
    /// The scopes it was granted (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// The network address it asked from.
    pub address: String,
    /// Where that is, if known.
    pub place: Option<String>,
    /// How long ago it was linked.
    pub linked_s_ago: u64,
    /// How long ago it last showed itself; `None` until it has collected its sign-in.
    pub used_s_ago: Option<u64>,
    /// The network address it last showed itself from.
    pub used_from: Option<String>,
    /// Where that is, if known.
    pub used_place: Option<String>,
}

impl Device {
    /// What it is called: by its owner, else by its client.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.client)
    }
}

/// Gives a device a name, or takes it away; answers the devices.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameDevice {
    /// Its id.
    pub device: String,
    /// The name; nothing brings the client's back.
    #[validate(custom(function = field::owners_name))]
    pub name: String,
}

/// Ends a device's access at once; answers the devices that are left.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemoveDevice {
    /// Its id.
    pub device: String,
}
