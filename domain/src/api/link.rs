//! Linking a device: look the code up, then continue or decline (L2–L10).

use super::{Done, endpoints};
use crate::device::Kind;
use crate::field;
use crate::rules::network::Nearness;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/link/look-up", SignedIn, LookUpLink => LinkRequest, refuses (USER_CODE);
    Write "/api/link/approve", SignedIn, ApproveLink => Linked, refuses (USER_CODE) [StepUpNeeded];
    Write "/api/link/decline", SignedIn, DeclineLink => Done, refuses (USER_CODE);
    Read "/api/link/collection", SignedIn, ReadCollection => Collection, refuses [DeviceUnknown];
}

/// Asks what a code would link. A code that no device shows counts against the account and its address.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LookUpLink {
    /// The user code as typed.
    #[validate(custom(function = field::user_code))]
    pub code: String,
}

/// What a person must know before deciding (L3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkRequest {
    /// The code, as shown on the device.
    pub code: String,
    /// The asking client's name.
    pub client: String,
    /// Where its logo is served.
    pub logo: Option<String>,
    /// What it runs on.
    pub kind: Kind,
    /// The scopes it asks for (RFC 6749 §3.3).
    pub scopes: Vec<String>,
    /// What the device calls itself: untrusted.
    pub calls_itself: Option<String>,
    /// The network address it asked from.
    pub address: String,
    /// Where that is, if the operator has a GeoIP database.
    pub place: Option<String>,
    /// That address compared with this browser's.
    pub nearness: Nearness,
    /// Whether its operator asks for a warning (L5).
    pub sensitive: bool,
    /// Whether it asked from another country than this browser's (L5).
    #[serde(default)]
    pub abroad: bool,
    /// Whether a step-up will be asked for, for one of these reasons (L5).
    #[serde(default)]
    pub step_up: bool,
    /// How long ago it asked.
    pub asked_s_ago: u64,
    /// Seconds until the code ends.
    pub expires_in_s: u64,
}

/// Links the device to the account, perhaps after a step-up: see [`LinkRequest`].
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApproveLink {
    /// The user code.
    #[validate(custom(function = field::user_code))]
    pub code: String,
}

/// The link is made; the device still has to collect it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Linked {
    /// The device's id.
    pub device: String,
}

/// Refuses the device.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclineLink {
    /// The user code.
    #[validate(custom(function = field::user_code))]
    pub code: String,
}

/// Asks whether a linked device has fetched its sign-in (L9).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCollection {
    /// The device's id.
    pub device: String,
}

/// Whether the device has its sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Collection {
    /// True once the device holds its tokens.
    pub collected: bool,
}
