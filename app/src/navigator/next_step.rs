//! The step after a sign-in: its name in the address, the texts that announce it, and its destination.

use domain::Screen;

use super::Destination;
use crate::locale::t;
use crate::route;
use crate::tab_storage;

/// Defines the steps, each with its query in the address.
macro_rules! steps {
    ($($(#[$about:meta])* $Step:ident = $query:literal;)+) => {
        /// The step after a sign-in; in the address as `?to=link`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum NextStep { $($(#[$about])* $Step,)+ }

        impl NextStep {
            const ALL: &[Self] = &[$(Self::$Step,)+];

            /// The value that [`NextStep::read`] reads; nothing for home.
            pub(super) fn query(self) -> &'static str {
                match self { $(Self::$Step => $query,)+ }
            }
        }
    };
}

steps! {
    Home = "";
    /// Linking continues, with the code that is stored, if there is one.
    Link = "to=link";
    Devices = "to=devices";
    Security = "to=security";
    /// A password manager leads here (S12).
    ChangePassword = "to=password";
}

impl NextStep {
    /// Reads `to` from the address; an unknown value leads home.
    pub(crate) fn read(to: Option<&str>) -> Self {
        Self::ALL.iter().copied().find(|next| next.query().strip_prefix("to=") == to).unwrap_or(Self::Home)
    }

    /// Back to the current screen.
    pub(crate) fn of_current_screen() -> Self {
        match route::current_screen() {
            Some(Screen::Link) => Self::Link,
            Some(Screen::Devices) => Self::Devices,
            Some(Screen::Security | Screen::AddMethod) => Self::Security,
            _ => Self::Home,
        }
    }

    /// The destination after the sign-in.
    pub(crate) fn destination(self) -> Destination {
        match self {
            Self::Home => Destination::Home,
            Self::Devices => Destination::Devices,
            Self::Security => Destination::Security,
            Self::ChangePassword => Destination::ChangePassword,
            Self::Link if tab_storage::text(tab_storage::CODE).is_some() => Destination::Confirm,
            Self::Link => Destination::Link,
        }
    }

    /// The reason given on "Sign in".
    pub(crate) fn sign_in_lead(self) -> Option<&'static str> {
        match self {
            Self::Home => None,
            Self::Link => Some(t::sign_in::to_link()),
            Self::Devices => Some(t::sign_in::to_devices()),
            Self::Security => Some(t::sign_in::to_security()),
            Self::ChangePassword => Some(t::sign_in::to_change_password()),
        }
    }

    /// The reason given on "Choose an account".
    pub(crate) fn picker_lead(self) -> Option<&'static str> {
        (self == Self::Link).then(t::picker::to_link)
    }

    /// The purpose of a single-use code, in words.
    pub(crate) fn single_use_code_lead(self) -> &'static str {
        if self == Self::Link { t::single_use_code::lead_to_link() } else { t::single_use_code::lead() }
    }

    /// The purpose of a new account, in words.
    pub(crate) fn create_account_lead(self) -> &'static str {
        if self == Self::Link { t::create_account::lead_to_link() } else { t::create_account::lead() }
    }
}
