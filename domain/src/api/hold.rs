//! The hold: the change to an account's security info that waits for its end (H1–H4). An old method cancels it, and so does the link in a
//! message about it.

use super::method::MethodItemKind;
use super::{endpoints, repeatable};
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/hold", SignedIn, ReadHold => HoldInfo;
    Write REPEATABLE "/api/hold/begin", SteppedUp, RemoveAfterHold => HoldInfo,
        refuses (CHANGE) [MethodUnknown, NoSignInLeft, TwoStepNeedsMethods];
    Write "/api/hold/cancel", SteppedUp, CancelHold => HoldInfo, refuses [OldMethodNeeded];
    Write "/api/hold/link/read", Anyone, ReadHoldLink => HoldOfLink, refuses [MessageLinkUnknown];
    Write "/api/hold/link/cancel", Anyone, CancelHoldByLink => HoldOfLink, refuses [MessageLinkUnknown];
}

/// Reads the hold.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadHold {}

/// The hold of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldInfo {
    /// The hold that runs, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldItem>,
}

/// A hold, as the account's owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldItem {
    /// What changes at its end.
    pub change: HoldKind,
    /// The kind of the method that is removed, or of the contact that replaces all methods.
    pub method: MethodItemKind,
    /// The hint of that method or contact: `an…@example.com`; empty if it has none.
    pub hint: String,
    /// Seconds since it began.
    pub started_s_ago: u64,
    /// Seconds from its begin to each message that warns of its end.
    pub warnings_after_s: Vec<u64>,
    /// Seconds until its end.
    pub ends_in_s: u64,
}

/// What a hold changes at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// The last established method is removed (I4).
    Removal,
    /// A new contact replaces all methods: "I don't have any of these" (S3).
    Replacement,
    /// The same, begun by an operator's command.
    Recovery,
}

repeatable! {
    /// Begins a hold at whose end the last established method is removed (I4). A method that can be removed at once is unknown here.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct RemoveAfterHold {
        /// The method's ID.
        pub id: u64,
    }
}

/// Cancels the hold, if one runs. The step-up must be with a method that was old when the hold began (H2).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelHold {}

/// Reads what a link in a message about a hold cancels. It is a write, so that the link's secret isn't in a URL of the API.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadHoldLink {
    /// The secret, from the link's path.
    pub link: String,
}

/// Cancels the hold that a link in a message is about, if it still runs. The link is the only credential.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelHoldByLink {
    /// The secret, from the link's path.
    pub link: String,
}

/// The hold that a link in a message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldOfLink {
    /// The hold, while the link cancels it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldItem>,
    /// Whether the hold was canceled with this link. Without a hold, and if it wasn't, the hold has ended or was canceled otherwise.
    pub canceled: bool,
}
