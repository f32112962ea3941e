//! Labels of metrics and fields of event lines. Their values are enums, so that their number is bounded.

use domain::Problem;
use domain::contact::Contact;
use domain::rules::pumping::PrefixKind;
use domain::rules::security_info::MethodKind;
use prometheus_client::encoding::{EncodeLabelValue, LabelValueEncoder};
use std::fmt::{self, Write};

/// Defines a label: its values, and the name of each in metrics and event lines.
macro_rules! label {
    ($(#[$about:meta])* $Label:ident { $($(#[$value_about:meta])* $Value:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Label { $($(#[$value_about])* $Value,)+ }

        impl $Label {
            /// Its name in metrics and event lines, which never changes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Value => $name,)+ }
            }
        }

        impl prometheus_client::encoding::EncodeLabelValue for $Label {
            fn encode(&self, encoder: &mut prometheus_client::encoding::LabelValueEncoder) -> std::fmt::Result {
                std::fmt::Write::write_str(encoder, self.name())
            }
        }
    };
}

label! {
    /// The channel of a message.
    ChannelLabel {
        /// Email.
        Email = "email",
        /// Text message.
        Text = "text",
    }
}

label! {
    /// The transport of a message.
    ProviderLabel {
        /// A mail server.
        Smtp = "smtp",
        /// A provider with Twilio's API.
        Twilio = "twilio",
        /// The operator's webhook.
        Webhook = "sms_webhook",
        /// The folder for development.
        Folder = "folder",
        /// No transport is configured.
        None = "none",
    }
}

label! {
    /// The outcome of an event.
    Outcome {
        /// It happened.
        Success = "success",
        /// The first of two steps is complete.
        SecondStepNeeded = "second_step_needed",
        /// An operator has disabled the account.
        Disabled = "disabled",
        /// Another sign-in in the same browser had just voided the cookie. What was entered is right.
        TooLate = "too_late",
        /// No account has the name, so the message is dropped.
        Nobody = "nobody",
        /// It was rejected.
        Rejected = "rejected",
        /// The password or the code is wrong.
        Wrong = "wrong",
        /// A newer code was sent.
        Replaced = "replaced",
        /// The code was used before.
        Used = "used",
        /// The code has expired.
        Expired = "expired",
        /// The code has been tried too often.
        Spent = "spent",
        /// A mail server or a provider accepted the message.
        HandedOver = "handed_over",
        /// The message will be sent again.
        PutOff = "put_off",
        /// The message won't be sent.
        GivenUp = "given_up",
        /// The provider has delivered the message.
        Delivered = "delivered",
        /// The provider couldn't deliver the message.
        Bounced = "bounced",
    }
}

label! {
    /// The method of a verification.
    MethodLabel {
        /// The password.
        Password = "password",
        /// A code by email, or an email address.
        Email = "email",
        /// A code by text message, or a phone number.
        Phone = "phone",
        /// An authenticator app.
        Authenticator = "authenticator",
        /// A passkey.
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recovery_code",
    }
}

impl MethodLabel {
    /// The label of a contact.
    pub(crate) fn of_contact(contact: &Contact) -> Self {
        match contact {
            Contact::Email(_) => Self::Email,
            Contact::Phone(_) => Self::Phone,
        }
    }

    /// The label of a sign-in method.
    pub(crate) fn of(kind: &MethodKind) -> Self {
        match kind {
            MethodKind::Contact(contact) => Self::of_contact(contact),
            MethodKind::Authenticator => Self::Authenticator,
            MethodKind::Passkey => Self::Passkey,
        }
    }
}

impl Outcome {
    /// The outcome of a code that was refused; `None` for problems that aren't about the code.
    pub(crate) fn of_code(problem: &Problem) -> Option<Self> {
        Some(match problem {
            Problem::WrongSentCode { .. } | Problem::WrongAuthenticatorCode | Problem::WrongRecoveryCode => Self::Wrong,
            Problem::SentCodeReplaced => Self::Replaced,
            Problem::SentCodeUsed | Problem::AuthenticatorCodeUsed => Self::Used,
            Problem::SentCodeExpired => Self::Expired,
            Problem::SentCodeSpent => Self::Spent,
            _ => return None,
        })
    }
}

label! {
    /// A queue of CPU-heavy work.
    QueueLabel {
        /// Passwords that are checked or hashed.
        Passwords = "passwords",
        /// Codes that are sent or entered.
        Codes = "codes",
        /// Passkeys that are registered or verified.
        Passkeys = "passkeys",
    }
}

label! {
    /// The kind of a prefix of phone numbers.
    PrefixLabel {
        /// Ten thousand numbers.
        Block = "block",
        /// A million numbers.
        Range = "range",
        /// All numbers of a country.
        Country = "country",
    }
}

impl From<PrefixKind> for PrefixLabel {
    fn from(kind: PrefixKind) -> Self {
        match kind {
            PrefixKind::Block => Self::Block,
            PrefixKind::Range => Self::Range,
            PrefixKind::Country => Self::Country,
        }
    }
}

/// A name from the code, such as the kind of a limit, in the spelling of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LabelText(pub &'static str);

impl fmt::Display for LabelText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| f.write_char(if c == '-' || c == ' ' { '_' } else { c }))
    }
}

impl EncodeLabelValue for LabelText {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        write!(encoder, "{self}")
    }
}
