//! Changes to the security info that were blocked with a link in a message, allowed again in a session.

use super::endpoints;
use super::security::SecurityInfo;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/security/unblock", SteppedUp, AllowChanges => SecurityInfo, refuses [OldMethodNeeded];
}

/// Allows changes to the security info again that were blocked (I8). The verification must be with another old method than the contact in whose
/// message they were blocked; if the account has none, this is rejected. If changes aren't blocked, nothing happens.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowChanges {}
