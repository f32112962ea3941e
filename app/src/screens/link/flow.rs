//! The state that the steps of linking share. The code survives a reload; the device behind it is looked up again.

use domain::Problem;
use domain::api::link::{LinkRequest, LookUpLink};
use domain::code::UserCode;
use leptos::prelude::*;

use crate::ask::ask;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::code_field;
use crate::parts::summary::{Alert, Alerts};
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// Provided to the steps as a context; created once, because the form of the first step lives as long as the page.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    /// The alert of the first step.
    pub(super) alerts: Alerts,
    /// The account that looked a code up, and the result.
    found: RwSignal<Option<(String, LinkRequest)>>,
    pub(super) session: CurrentSession,
    pub(super) navigator: Navigator,
}

pub(super) fn use_flow() -> Flow {
    expect_context()
}

impl Flow {
    pub(super) fn provide() -> Self {
        let (session, navigator) = (use_session(), use_navigator());
        let flow = Self { alerts: RwSignal::new(None), found: RwSignal::new(None), session, navigator };
        provide_context(flow);
        flow
    }

    /// The device behind the stored code, if the account in use has looked it up.
    pub(super) fn found(self) -> Option<LinkRequest> {
        let (account, code) = (self.session.account()?, tab_storage::text(tab_storage::CODE));
        let is_current = |(by, found): &&(String, LinkRequest)| {
            *by == account.id && code.as_ref().is_none_or(|code| *code == found.code.to_string())
        };
        self.found.with(|found| found.as_ref().filter(is_current).map(|(_, found)| found.clone()))
    }

    /// Looks the code up for the account in use; without a code there is nothing to look up (L2).
    pub(super) async fn look_up(self, code: UserCode) -> Result<(), Problem> {
        let session = self.session.ready().await?;
        let account = session.current.ok_or(Problem::NotSignedIn)?;
        let found = ask(LookUpLink { code: code.into() }).await?;
        self.found.try_set(Some((account, found)));
        Ok(())
    }

    /// Goes back to the first step with an error: this code is invalid. The field keeps it, so that the person can compare.
    pub(super) fn reject_code(self, problem: Problem) {
        tab_storage::forget(tab_storage::CODE);
        self.found.try_set(None);
        self.alerts.try_set(Some(Alert::of_field(code_field::ID, problem)));
        self.navigator.replace_with(Destination::Link);
    }

    /// Sends the person to sign in first; the code is kept. `instead` replaces a step that can't be shown without a session.
    pub(super) fn sign_in_first(self, instead: bool) {
        self.session.forget();
        let to = Destination::SignIn(NextStep::Link);
        if instead { self.navigator.replace_with(to) } else { self.navigator.go_to(to) }
    }

    /// Forgets the code after its use.
    pub(super) fn forget_code(self) {
        for key in [tab_storage::CODE, tab_storage::COMPLETE_CODE] {
            tab_storage::forget(key);
        }
        code_field::clear();
        self.found.try_set(None);
    }

    /// Clears old errors when the person leaves for another screen.
    pub(super) fn clear_alerts(self) {
        self.alerts.try_set(None);
    }
}

/// Whether a problem is about the code itself: another try with the same code can't succeed.
pub(super) fn invalidates_code(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::CodeUnknown
            | Problem::CodeExpired
            | Problem::CodeUsed { .. }
            | Problem::CodeDeclined
            | Problem::Fields { .. }
    )
}
