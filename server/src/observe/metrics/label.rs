//! Labels of metrics and fields of event lines. Their values are enums, so that their number is bounded.

use domain::rules::pumping::PrefixKind;

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
    /// The outcome of an attempt to deliver a message.
    DeliveryOutcome {
        /// A mail server or a provider accepted it.
        HandedOver = "handed_over",
        /// It will be retried.
        PutOff = "put_off",
        /// It won't be retried.
        GivenUp = "given_up",
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
