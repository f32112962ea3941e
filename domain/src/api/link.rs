//! Linking a device: look up its code, then continue or decline (L2–L10).

use super::{Done, check, endpoints, repeatable};
use crate::code::UserCode;
use crate::device::{DeviceId, DeviceKind};
use crate::field::Parsed;
use crate::rules::network::Nearness;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/link/look-up", SignedIn, LookUpLink => LinkRequest, refuses (USER_CODE);
    Write REPEATABLE "/api/link/approve", SignedIn, ApproveLink => ApprovedLink,
        refuses (USER_CODE) [StepUpNeeded, TooManyDevices];
    Write "/api/link/decline", SignedIn, DeclineLink => Done, refuses (USER_CODE);
    Read UNATTENDED "/api/link/collection", SignedIn, ReadCollection => Collection, refuses [DeviceUnknown];
}

/// Looks up the request behind a code. An unknown code counts against the account and its network address.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LookUpLink {
    /// The user code as typed.
    #[validate(custom(function = check::parsed))]
    pub code: Parsed<UserCode>,
}

/// The details that a person needs before deciding (L3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkRequest {
    /// The code, as the device shows it.
    pub code: UserCode,
    /// The client's name.
    pub client: String,
    /// The path of its logo.
    pub logo: Option<String>,
    /// The kind of device.
    pub kind: DeviceKind,
    /// The requested scopes (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// The untrusted name that the device gives itself.
    pub calls_itself: Option<String>,
    /// The network address that it asked from.
    pub address: String,
    /// Its location, if the operator has a GeoIP database.
    pub place: Option<String>,
    /// Its address compared with this browser's.
    pub nearness: Nearness,
    /// Whether the operator marked the client as sensitive (L5).
    pub sensitive: bool,
    /// Whether it asked from another country than this browser's (L5).
    #[serde(default)]
    pub abroad: bool,
    /// Whether a step-up is required for one of these reasons (L5).
    #[serde(default)]
    pub step_up: bool,
    /// The time since it asked.
    pub asked_s_ago: u64,
    /// Seconds until the code expires.
    pub expires_in_s: u64,
}

repeatable! {
    /// Links the device to the account, after a step-up if required: see [`LinkRequest`].
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct ApproveLink {
        /// The user code.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<UserCode>,
    }
}

/// The device is linked, but hasn't collected its tokens yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApprovedLink {
    /// The device's ID.
    pub device: DeviceId,
}

/// Declines the device.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclineLink {
    /// The user code.
    #[validate(custom(function = check::parsed))]
    pub code: Parsed<UserCode>,
}

/// Reads whether a linked device has collected its tokens (L9).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCollection {
    /// The device's ID.
    pub device: Parsed<DeviceId>,
}

/// Whether the device has collected its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collection {
    /// True once the device has its tokens.
    pub collected: bool,
}
