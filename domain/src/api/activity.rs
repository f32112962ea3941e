//! Recent activity: what has happened to an account (V1).

use super::endpoints;
use crate::browser::BrowserName;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/activity", SignedIn, ReadActivity => ActivityPage;
}

/// Defines an enum whose values have the same names in answers and in the store. A name is never changed.
macro_rules! named {
    ($(#[$about:meta])* pub enum $Name:ident { $($(#[$value_about:meta])* $Value:ident = $name:tt,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $Name { $($(#[$value_about])* #[serde(rename = $name)] $Value,)+ }

        impl $Name {
            /// All values.
            pub const ALL: &[Self] = &[$(Self::$Value,)+];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Value => $name,)+ }
            }

            /// The value with a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|each| each.name() == name)
            }
        }
    };
}

named! {
    /// What an entry is about.
    pub enum ActivityTopic {
        /// Signing in and out, and verifying.
        SignIns = "sign_ins",
        /// Codes that were sent, and wrong ones.
        Codes = "codes",
        /// Changes of the account.
        Changes = "changes",
        /// Devices.
        Devices = "devices",
    }
}

named! {
    /// What has happened. The names are those of the server's events; an event without one here isn't shown.
    pub enum ActivityKind {
        /// A sign-in.
        SignIn = "sign_in",
        /// A wrong password.
        WrongPassword = "wrong_password",
        /// A code that doesn't work.
        WrongCode = "wrong_code",
        /// A passkey's response that isn't valid.
        PasskeyRefused = "passkey_refused",
        /// A code was sent.
        CodeSent = "code_sent",
        /// A verification before a change.
        SteppedUp = "stepped_up",
        /// The account was created.
        AccountCreated = "account_created",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// A forgotten password was replaced.
        PasswordReset = "password_reset",
        /// A sign-in method was added.
        MethodAdded = "method_added",
        /// A sign-in method was removed.
        MethodRemoved = "method_removed",
        /// A sign-in name was turned on.
        SignInNameOn = "sign_in_name_on",
        /// A sign-in name was turned off.
        SignInNameOff = "sign_in_name_off",
        /// Two-step verification was turned on.
        TwoStepOn = "two_step_on",
        /// Two-step verification was turned off.
        TwoStepOff = "two_step_off",
        /// A browser is no longer trusted.
        TrustEnded = "trust_ended",
        /// New recovery codes.
        RecoveryCodesMade = "recovery_codes_made",
        /// A sign-out in this browser.
        SignedOut = "signed_out",
        /// A sign-out of another browser.
        SessionEnded = "session_ended",
        /// A sign-out of all browsers.
        SignedOutEverywhere = "signed_out_everywhere",
        /// A device was linked.
        DeviceLinked = "device_linked",
        /// A device was declined.
        DeviceDeclined = "device_declined",
        /// A device was renamed.
        DeviceRenamed = "device_renamed",
        /// A device was removed.
        DeviceRemoved = "device_removed",
        /// The link of a device was undone from a message.
        DeviceUndone = "device_undone",
        /// A device signed itself out.
        DeviceRevoked = "device_revoked",
        /// A device was unlinked because the operator removed its app.
        DeviceClientRemoved = "device_client_removed",
        /// A device was unlinked because it wasn't used.
        DeviceExpired = "device_expired",
        /// A device was unlinked because it never finished signing in.
        DeviceUncollected = "device_uncollected",
        /// A device was unlinked because its key was used twice.
        RefreshTokenReused = "refresh_token_reused",
        /// Support disabled the account.
        AccountDisabled = "account_disabled",
        /// Support enabled the account again.
        AccountEnabled = "account_enabled",
        /// Support signed the account out.
        AccountSignedOut = "account_signed_out",
        /// Support signed the account out, and unlinked its devices.
        AccountDevicesUnlinked = "account_devices_unlinked",
        /// Support set the password.
        AccountPasswordSet = "account_password_set",
        /// Support cleared the counts of wrong entries.
        AccountUnlocked = "account_unlocked",
        /// A waiting period began.
        HoldStarted = "hold_started",
        /// A waiting period was canceled.
        HoldCanceled = "hold_canceled",
        /// The change at the end of a waiting period.
        HoldApplied = "hold_applied",
        /// Changes were blocked.
        ChangesBlocked = "changes_blocked",
        /// Changes were allowed again.
        ChangesUnblocked = "changes_unblocked",
        /// A waiting period began in which a new contact replaces all methods.
        ReplacementBegun = "replacement_begun",
        /// Support began a waiting period in which a new contact replaces all methods.
        AccountRecoveryBegun = "account_recovery_begun",
        /// The new contact of a recovery was confirmed.
        AccountRecoveryConfirmed = "account_recovery_confirmed",
        /// The owner confirmed that the security info is right.
        SecurityInfoConfirmed = "security_info_confirmed",
        /// The owner downloaded the account's data.
        DataDownloaded = "data_downloaded",
        /// The owner closed the account.
        AccountClosing = "account_closing",
        /// A sign-in canceled the closing of the account.
        ClosingCanceled = "closing_canceled",
    }
}

named! {
    /// The method of a verification, or the kind of a sign-in method.
    pub enum ActivityMethod {
        /// The password.
        Password = "password",
        /// An email address, or a code sent to it.
        Email = "email",
        /// A phone, or a code sent to it.
        Phone = "phone",
        /// An authenticator app.
        Authenticator = "authenticator",
        /// A passkey.
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recovery_code",
    }
}

impl ActivityKind {
    /// What it is about.
    pub fn topic(self) -> ActivityTopic {
        match self {
            Self::SignIn
            | Self::WrongPassword
            | Self::PasskeyRefused
            | Self::SteppedUp
            | Self::SignedOut
            | Self::SessionEnded
            | Self::SignedOutEverywhere
            | Self::AccountSignedOut => ActivityTopic::SignIns,
            Self::WrongCode | Self::CodeSent => ActivityTopic::Codes,
            Self::DeviceLinked
            | Self::DeviceDeclined
            | Self::DeviceRenamed
            | Self::DeviceRemoved
            | Self::DeviceUndone
            | Self::DeviceRevoked
            | Self::DeviceClientRemoved
            | Self::DeviceExpired
            | Self::DeviceUncollected
            | Self::RefreshTokenReused
            | Self::AccountDevicesUnlinked => ActivityTopic::Devices,
            _ => ActivityTopic::Changes,
        }
    }
}

/// Reads the account's recent activity, the newest first: a page of it.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadActivity {
    /// Only what is older: [`ActivityPage::next`] of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Only entries about this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<ActivityTopic>,
}

/// A page of an account's recent activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityPage {
    /// The entries, the newest first. With a topic, a page can have few or none although others follow.
    pub entries: Vec<ActivityEntry>,
    /// Where the next page begins; none if this is the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The days for which activity is kept.
    pub kept_days: u64,
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityEntry {
    /// An opaque ID.
    pub id: String,
    /// What has happened.
    pub kind: ActivityKind,
    /// Whether it is complete. A sign-in can still need another verification, or be rejected although what was entered is right.
    pub complete: bool,
    /// The method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<ActivityMethod>,
    /// The device: what its client is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The browser in which it was done; none if that was not in a browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<BrowserName>,
    /// The place, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Seconds since it happened.
    pub s_ago: u64,
}
