//! What signing in leads on to: how the address says it, what is said of it before, and where it goes.

use domain::Screen;

use super::Destination;
use crate::locale::t;
use crate::route;
use crate::tab_storage;

/// What comes after a sign-in; in the address as `?to=link`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    Home,
    /// Linking goes on: with the code that is kept, if there is one.
    Link,
    Devices,
    Security,
}

impl NextStep {
    /// Reads the address's `to`; whatever it does not know leads home.
    pub(crate) fn read(to: Option<&str>) -> Self {
        match to {
            Some("link") => Self::Link,
            Some("devices") => Self::Devices,
            Some("security") => Self::Security,
            _ => Self::Home,
        }
    }

    /// Back to the screen that is shown.
    pub(crate) fn here() -> Self {
        match route::here() {
            Some(Screen::Link) => Self::Link,
            Some(Screen::Devices) => Self::Devices,
            Some(Screen::Security | Screen::AddWay) => Self::Security,
            _ => Self::Home,
        }
    }

    /// What [`NextStep::read`] reads; nothing for home.
    pub(super) fn query(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Link => "to=link",
            Self::Devices => "to=devices",
            Self::Security => "to=security",
        }
    }

    /// Where it goes once somebody is signed in.
    pub(crate) fn destination(self) -> Destination {
        match self {
            Self::Home => Destination::Home,
            Self::Devices => Destination::Devices,
            Self::Security => Destination::Security,
            Self::Link if tab_storage::text(tab_storage::CODE).is_some() => Destination::Confirm,
            Self::Link => Destination::Link,
        }
    }

    /// Why "Sign in" is asked for.
    pub(crate) fn sign_in_lead(self) -> Option<&'static str> {
        match self {
            Self::Home => None,
            Self::Link => Some(t::sign_in::to_link()),
            Self::Devices => Some(t::sign_in::to_devices()),
            Self::Security => Some(t::sign_in::to_security()),
        }
    }

    /// Why "Choose an account" is asked for.
    pub(crate) fn picker_lead(self) -> Option<&'static str> {
        (self == Self::Link).then(t::picker::to_link)
    }

    /// What a single-use code is good for.
    pub(crate) fn single_use_code_lead(self) -> &'static str {
        if self == Self::Link { t::single_use_code::lead_to_link() } else { t::single_use_code::lead() }
    }

    /// What a new account is good for.
    pub(crate) fn create_account_lead(self) -> &'static str {
        if self == Self::Link { t::create_account::lead_to_link() } else { t::create_account::lead() }
    }
}
