//! Codes that a message brings (U1–U5), and signing in with one.
//!
//! Nothing here tells whether an account or a number exists: a name that nobody has gets a decoy, with the same answers.

use super::endpoints;
use super::session::Session;
use crate::field;
use crate::rules::challenge::Purpose;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/single-use-code/ways", Anyone, ReadCodeWays => CodeWays;
    Write "/api/single-use-code/request", Anyone, RequestSingleUseCode => CodeSent, refuses (SENDING);
    Write "/api/single-use-code/delivery", Anyone, ReadCodeDelivery => CodeDelivery;
    Write "/api/session/sign-in-with-code", Anyone, SignInWithCode => Session, refuses (SENT_CODE);
}

/// Asks what codes can be sent here.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCodeWays {}

/// What codes can be sent, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeWays {
    /// Whether texts can be sent at all.
    pub texts: bool,
    /// The countries and regions that get texts.
    pub countries: Vec<Country>,
    /// Whether those are all that there are.
    pub all_countries: bool,
    /// The country that this browser is likely in: ISO 3166-1 alpha-2.
    pub likely: Option<String>,
    /// Whether messages can be read at `/dev/inbox` instead of reaching people.
    pub inbox: bool,
}

/// A country or region whose phones get texts. Its name comes from the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Its calling code, without the plus sign; several may share one.
    pub calling_code: u64,
    /// Whether it is the first of those that share the calling code.
    pub main: bool,
}

/// Whom a code is for, as typed. All requests of one code name it in the same words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeFor {
    /// Email address or phone number of the account.
    #[validate(custom(function = field::email_or_phone))]
    pub name: String,
    /// A phone of that account that shall get a text instead.
    #[validate(custom(function = field::phone))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
    #[validate(custom(function = field::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What anybody can ask a code for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AskedFor {
    /// Signing in (U1).
    #[default]
    SignIn,
    /// Creating an account (S5).
    CreateAccount,
    /// Setting a new password (S6).
    ResetPassword,
}

impl From<AskedFor> for Purpose {
    fn from(asked: AskedFor) -> Self {
        match asked {
            AskedFor::SignIn => Self::SignIn,
            AskedFor::CreateAccount => Self::CreateAccount,
            AskedFor::ResetPassword => Self::ResetPassword,
        }
    }
}

/// Has a code sent. A name that nobody has gets a decoy; for a new account, one that somebody has gets a message that says so.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestSingleUseCode {
    /// Whom it is for.
    #[validate(nested)]
    #[serde(rename = "for")]
    pub whom: CodeFor,
    /// What it is for.
    #[serde(default)]
    pub purpose: AskedFor,
}

/// A code is on its way, if there is such an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeSent {
    /// Where to, as it was understood: an email address, or a number as the world writes it.
    pub to: String,
    /// Whether it is a text.
    pub text: bool,
    /// Seconds until another one can be asked for.
    pub resend_after_s: u64,
    /// Seconds until it ends.
    pub expires_in_s: u64,
    /// Whether [`ReadCodeDelivery`] tells this browser how far it got.
    pub tracked: bool,
}

/// Asks how far a code got (U5). A write only in form: so that the contact is in no address of the API.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadCodeDelivery {
    /// Whom the code was for.
    #[validate(nested)]
    #[serde(rename = "for")]
    pub whom: CodeFor,
    /// What it is for.
    #[serde(default)]
    pub purpose: AskedFor,
}

/// How far a code got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeDelivery {
    /// How far.
    pub stage: Stage,
}

/// How far a message got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not told in this browser.
    Untold,
    /// Waiting to be handed over.
    Waiting,
    /// A mail server or a provider has it.
    HandedOver,
    /// It reached the phone.
    Delivered,
    /// It came back, or nobody would take it.
    Bounced,
}

/// Signs in with a code; the account becomes the one in use.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInWithCode {
    /// Whom the code was for.
    #[validate(nested)]
    #[serde(rename = "for")]
    pub whom: CodeFor,
    /// Six digits.
    #[validate(custom(function = field::one_time_code))]
    pub code: String,
}
