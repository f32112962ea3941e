//! The device that was linked last, kept over a reload: what the last step shows.

use domain::api::link::LinkRequest;
use domain::device::{DeviceId, DeviceKind};
use domain::rules::link::COLLECTED_AFTER_EXPIRY;
use serde::{Deserialize, Serialize};

/// The device. What is optional is missing in what an older version has stored.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct LinkedDevice {
    pub(super) device: DeviceId,
    pub(super) client: String,
    pub(super) kind: DeviceKind,
    pub(super) calls_itself: Option<String>,
    /// See [`collectable_until`].
    collectable_until: Option<u64>,
}

impl LinkedDevice {
    pub(super) fn new(device: DeviceId, request: LinkRequest, collectable_until: u64) -> Self {
        let LinkRequest { client, kind, calls_itself, .. } = request;
        Self { device, client, kind, calls_itself, collectable_until: Some(collectable_until) }
    }

    /// Whether it can still collect its tokens.
    pub(super) fn is_collectable(&self) -> bool {
        self.collectable_until.is_none_or(|until| now() <= until)
    }
}

/// The time until which a device can collect its tokens (L7), or a little later, in milliseconds since 1970.
pub(super) fn collectable_until(code_expires_in_s: u64) -> u64 {
    now() + 1000 * (code_expires_in_s + COLLECTED_AFTER_EXPIRY.as_secs())
}

/// The current time in this browser.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
fn now() -> u64 {
    js_sys::Date::now() as u64
}
