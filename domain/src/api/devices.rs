//! The devices linked to an account (L6).

use super::{check, endpoints};
use crate::device::{DeviceId, DeviceKind, OwnersName};
use crate::field::Parsed;
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

/// The account's devices, newest first.
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
    /// An opaque, stable ID.
    pub id: DeviceId,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The client's name.
    pub client: String,
    /// The kind of device.
    pub kind: DeviceKind,
    /// The untrusted name that the device gives itself.
    pub calls_itself: Option<String>,
    /// The granted scopes (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// The network address that it asked from.
    pub address: String,
    /// Its location, if known.
    pub place: Option<String>,
    /// The time since it was linked.
    pub linked_s_ago: u64,
    /// The time since its last request; `None` until it has collected its tokens.
    pub used_s_ago: Option<u64>,
    /// The network address of its last request.
    pub used_from: Option<String>,
    /// Its location, if known.
    pub used_place: Option<String>,
}

impl Device {
    /// The name to show: its owner's, or else its client's.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.client)
    }
}

/// Names a device, or removes its name. Returns the devices.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameDevice {
    /// The device's ID.
    pub device: Parsed<DeviceId>,
    /// The name; an empty one restores the client's.
    #[validate(custom(function = check::parsed))]
    pub name: Parsed<OwnersName>,
}

/// Ends a device's access at once. Returns the remaining devices.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemoveDevice {
    /// The device's ID.
    pub device: Parsed<DeviceId>,
}
