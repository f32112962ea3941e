//! "I don't have any of these": after the first step, a new contact replaces all sign-in methods at the end of a hold (S3, H1, H5). It never
//! signs anybody in. A recovery that an operator has begun waits until the person at the contact confirms it.

use super::single_use_code::CodeSent;
use super::{challenged, check, endpoints};
use crate::code::OneTimeCode;
use crate::field::Parsed;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/replacement/request-code", Challenged EITHER, RequestReplacementCode => CodeSent,
        refuses (SENDING) [ChangesHeld, AccountDisabled, SignInTooLate];
    Write REPEATABLE "/api/replacement/begin", Challenged EITHER, BeginReplacement => Replacement,
        refuses (SENT_CODE) [ChangesHeld, AccountDisabled, SignInTooLate];
    Write "/api/replacement/confirm", Anyone, ConfirmReplacement => Replacement, refuses [MessageLinkUnknown];
}

challenged! {
    /// Sends a code to the contact that is to replace all sign-in methods.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct RequestReplacementCode {
        /// Email address or phone number.
        #[validate(custom(function = check::email_or_phone))]
        pub contact: String,
        /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
        #[validate(custom(function = check::country))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<String>,
    }
}

challenged! {
    REPEATABLE
    /// Begins the hold with the code that the contact received. A sign-in that waits ends with it, and nobody is signed in.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct BeginReplacement {
        /// The contact, as in the request for the code.
        #[validate(custom(function = check::email_or_phone))]
        pub contact: String,
        /// The country, as in the request for the code.
        #[validate(custom(function = check::country))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<String>,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
    }
}

/// Confirms the contact of a recovery that an operator has begun. The link in the message to it is the only credential. A second time changes
/// nothing.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmReplacement {
    /// The secret, from the link's path.
    pub link: String,
}

/// A hold at whose end a new contact replaces all sign-in methods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replacement {
    /// Seconds until its end.
    pub ends_in_s: u64,
}
