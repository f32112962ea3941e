//! Codes sent in messages (U1–U5), and signing in with them.
//!
//! No answer reveals whether an account or a number exists: an unknown name gets a decoy with the same answers.

use super::session::Session;
use super::{check, endpoints, repeatable};
use crate::code::OneTimeCode;
use crate::field::Parsed;
use crate::rules::challenge::ChallengePurpose;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/single-use-code/options", Anyone, ReadCodeOptions => CodeOptions;
    Write "/api/single-use-code/request", Anyone, RequestSingleUseCode => CodeSent, refuses (SENDING);
    Write UNATTENDED "/api/single-use-code/delivery", Anyone, ReadCodeDelivery => CodeDelivery;
    Write REPEATABLE "/api/session/sign-in-with-code", Anyone, SignInWithCode => Session,
        refuses (SENT_CODE) [AccountDisabled, SignInTooLate];
}

/// Reads how codes can be sent.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCodeOptions {}

/// How codes can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeOptions {
    /// Whether texts can be sent.
    pub texts: bool,
    /// The countries and regions that texts are sent to.
    pub countries: Vec<Country>,
    /// Whether these are all countries and regions.
    pub all_countries: bool,
    /// The likely country of this browser: ISO 3166-1 alpha-2.
    pub likely: Option<String>,
    /// Whether messages are shown at `/dev/inbox` instead of sent to people.
    pub inbox: bool,
}

/// A country or region that texts are sent to. Its name comes from the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Its calling code, without the plus sign. Several countries can share one.
    pub calling_code: u64,
    /// Whether it is the first of the countries with this calling code.
    pub main: bool,
}

/// The recipient of a code, as typed. All requests about a code repeat the same text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeRecipient {
    /// The email address or phone number of the account.
    #[validate(custom(function = check::email_or_phone))]
    pub name: String,
    /// A phone number of that account, which gets a text instead.
    #[validate(custom(function = check::phone))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
    #[validate(custom(function = check::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The purposes that anyone can request a code for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RequestedPurpose {
    /// Signing in (U1).
    #[default]
    SignIn,
    /// Creating an account (S5).
    CreateAccount,
    /// Resetting a password (S6).
    ResetPassword,
}

impl From<RequestedPurpose> for ChallengePurpose {
    fn from(requested: RequestedPurpose) -> Self {
        match requested {
            RequestedPurpose::SignIn => Self::SignIn,
            RequestedPurpose::CreateAccount => Self::CreateAccount,
            RequestedPurpose::ResetPassword => Self::ResetPassword,
        }
    }
}

/// Sends a code. An unknown name gets a decoy. For a new account, a name that already has one gets a message that says so.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestSingleUseCode {
    /// The recipient.
    #[validate(nested)]
    #[serde(rename = "for")]
    pub recipient: CodeRecipient,
    /// The purpose.
    #[serde(default)]
    pub purpose: RequestedPurpose,
}

/// A code is sent if the account exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// The recipient as understood: an email address, or a number in international format.
    pub to: String,
    /// Whether it is a text message.
    pub text: bool,
    /// Seconds until another code can be requested.
    pub resend_after_s: u64,
    /// Seconds until the code expires.
    pub expires_in_s: u64,
    /// Whether [`ReadCodeDelivery`], or the same request for its purpose, reports to this browser how far the code got.
    pub tracked: bool,
}

/// Reads how far a code got (U5). It is a write, so that the contact isn't in a URL of the API.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCodeDelivery {
    /// The recipient of the code.
    #[validate(nested)]
    #[serde(rename = "for")]
    pub recipient: CodeRecipient,
    /// The purpose of the code.
    #[serde(default)]
    pub purpose: RequestedPurpose,
}

/// The delivery status of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeDelivery {
    /// The status.
    pub stage: DeliveryStage,
}

/// The delivery status of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStage {
    /// Not shown in this browser.
    #[serde(rename = "untold")]
    Untracked,
    /// Waiting to be sent.
    Waiting,
    /// Accepted by a mail server or a provider.
    HandedOver,
    /// Delivered to the phone.
    Delivered,
    /// Undeliverable: it was returned or rejected.
    Bounced,
}

repeatable! {
    /// Signs in with a code. The account becomes the one in use.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct SignInWithCode {
        /// The recipient of the code.
        #[validate(nested)]
        #[serde(rename = "for")]
        pub recipient: CodeRecipient,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
        /// Whether it is a shared computer: then the session ends with the browser (S11).
        #[serde(default)]
        pub shared: bool,
    }
}
