//! Destinations in the page: a closed set, so that no address from outside can become one.

mod next_step;

use domain::Screen;
use domain::api::single_use_code::RequestedPurpose;

use crate::route::{Route, use_route};
pub(crate) use next_step::NextStep;

/// A destination in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Home,
    /// The first step of linking.
    Link,
    Confirm,
    Done,
    Declined,
    SignIn(NextStep),
    Password(NextStep),
    /// The step that asks for a sign-in name, although accounts are signed in.
    Name(NextStep),
    /// A second step, which a sign-in requires.
    Verify(NextStep),
    /// The recipient of a code.
    Code(RequestedPurpose, NextStep),
    /// The code itself.
    EnterCode(RequestedPurpose, NextStep),
    /// The end of a password reset.
    PasswordReset(NextStep),
    SignedOut,
    Devices,
    Security,
    AddMethod,
    AddPasskey,
    ChangePassword,
    SetPassword,
    RecoveryCodes,
    /// The developers' inbox: messages that aren't delivered.
    Inbox,
}

impl Destination {
    /// Its address.
    pub(crate) fn path(self) -> String {
        let (screen, step, back) = match self {
            Self::Home => (Screen::Home, "", ""),
            Self::Link => (Screen::Link, "", ""),
            Self::Confirm => (Screen::Link, "step=confirm", ""),
            Self::Done => (Screen::Link, "step=done", ""),
            Self::Declined => (Screen::Link, "step=declined", ""),
            Self::SignIn(back) => (Screen::SignIn, "", back.query()),
            Self::Password(back) => (Screen::SignIn, "step=password", back.query()),
            Self::Verify(back) => (Screen::SignIn, "step=verify", back.query()),
            Self::Name(back) => (Screen::SignIn, "step=name", back.query()),
            Self::Code(purpose, back) => (screen_of(purpose), "", back.query()),
            Self::EnterCode(purpose, back) => (screen_of(purpose), "step=enter", back.query()),
            Self::PasswordReset(back) => (Screen::ResetPassword, "step=done", back.query()),
            Self::SignedOut => (Screen::SignedOut, "", ""),
            Self::Devices => (Screen::Devices, "", ""),
            Self::Security => (Screen::Security, "", ""),
            Self::AddMethod => (Screen::AddMethod, "", ""),
            Self::AddPasskey => (Screen::AddMethod, "kind=passkey", ""),
            Self::ChangePassword => (Screen::Security, "step=password", ""),
            Self::SetPassword => (Screen::Security, "step=set-password", ""),
            Self::RecoveryCodes => (Screen::Security, "step=recovery-codes", ""),
            Self::Inbox => (Screen::Inbox, "", ""),
        };
        match (step, back) {
            ("", "") => screen.path().into(),
            (one, "") | ("", one) => format!("{}?{one}", screen.path()),
            (step, back) => format!("{}?{step}&{back}", screen.path()),
        }
    }
}

/// The address at which a code for this purpose is requested and entered.
fn screen_of(purpose: RequestedPurpose) -> Screen {
    match purpose {
        RequestedPurpose::SignIn => Screen::SingleUseCode,
        RequestedPurpose::CreateAccount => Screen::CreateAccount,
        RequestedPurpose::ResetPassword => Screen::ResetPassword,
    }
}

/// The navigator. Every screen finds it by the router's context.
#[derive(Clone, Copy)]
pub(crate) struct Navigator(Route);

impl Navigator {
    /// Goes to a destination; Back leads to the current screen.
    pub(crate) fn go_to(self, to: Destination) {
        self.0.navigate(&to.path(), false);
    }

    /// Goes to a destination in place of the current screen; Back leads to the one before.
    pub(crate) fn replace_with(self, to: Destination) {
        self.0.navigate(&to.path(), true);
    }
}

/// The navigator of this page.
pub(crate) fn use_navigator() -> Navigator {
    Navigator(use_route())
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_path_is_one_of_a_screen() {
        for (destination, path) in [
            (Destination::Home, "/"),
            (Destination::Confirm, "/link?step=confirm"),
            (Destination::SignIn(NextStep::Home), "/sign-in"),
            (Destination::SignIn(NextStep::Link), "/sign-in?to=link"),
            (Destination::Password(NextStep::Home), "/sign-in?step=password"),
            (Destination::Verify(NextStep::Devices), "/sign-in?step=verify&to=devices"),
            (
                Destination::EnterCode(RequestedPurpose::ResetPassword, NextStep::Link),
                "/reset-password?step=enter&to=link",
            ),
            (Destination::PasswordReset(NextStep::Link), "/reset-password?step=done&to=link"),
            (Destination::AddPasskey, "/security/add?kind=passkey"),
        ] {
            assert_eq!(destination.path(), path);
            assert!(Screen::of(path.split('?').next().unwrap_or_default()).is_some(), "{path}");
        }
    }

    #[wasm_bindgen_test]
    fn a_next_step_is_read_from_the_address_that_it_writes() {
        for next in [NextStep::Home, NextStep::Link, NextStep::Devices, NextStep::Security, NextStep::ChangePassword] {
            let path = Destination::SignIn(next).path();
            assert_eq!(NextStep::read(path.split_once("to=").map(|(_, to)| to)), next, "{path}");
        }
        assert_eq!(NextStep::read(Some("https://elsewhere.example")), NextStep::Home);
    }
}
