//! The two answers to the question, and what follows from each.

use domain::Problem;
use domain::api::link::{ApproveLink, DeclineLink, LinkRequest};
use leptos::html;
use leptos::prelude::*;

use super::flow::{Flow, invalidates_code};
use super::linked_device::{LinkedDevice, collectable_until};
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::Destination;
use crate::operation;
use crate::parts::busy::Busy;
use crate::parts::summary::{Alert, Alerts, show_problem};
use crate::tab_storage;

/// The id of the checkbox that confirms the code of a complete link.
pub(super) const SAME_CODE: &str = "same-code";

#[derive(Clone, Copy)]
pub(super) struct Decision {
    request: StoredValue<LinkRequest>,
    collectable_until: u64,
    pub(super) busy: Busy,
    /// That checkbox, where there is one.
    pub(super) same_code: NodeRef<html::Input>,
    flow: Flow,
    alerts: Alerts,
}

impl Decision {
    pub(super) fn new(request: &LinkRequest, flow: Flow, alerts: Alerts) -> Self {
        Self {
            request: StoredValue::new(request.clone()),
            collectable_until: collectable_until(request.expires_in_s),
            busy: Busy::new(),
            same_code: NodeRef::new(),
            flow,
            alerts,
        }
    }

    pub(super) fn approve(self) {
        if self.same_code.get_untracked().is_some_and(|same_code| !same_code.checked()) {
            return self.alerts.set(Some(Alert::for_field(SAME_CODE, t::confirm::same_code_missing().into())));
        }
        self.alerts.set(None);
        self.busy.run(async move {
            let request = self.request.get_value();
            let device = match ask(ApproveLink { code: request.code.into(), operation: operation::draw() }).await {
                Ok(linked) => linked.device,
                // The response to an earlier request was lost.
                Err(Problem::CodeUsed { device: Some(device) }) => device,
                Err(problem) => return self.show_failure(problem),
            };
            let linked = LinkedDevice::new(device, request, self.collectable_until);
            tab_storage::set_value(tab_storage::LINKED_DEVICE, &linked);
            self.finish_at(Destination::Done);
        });
    }

    pub(super) fn decline(self) {
        self.alerts.set(None);
        self.busy.run(async move {
            let code = self.request.with_value(|request| request.code.into());
            match ask(DeclineLink { code }).await {
                // Already declined: the response to an earlier request was lost.
                Ok(_) | Err(Problem::CodeDeclined) => self.finish_at(Destination::Declined),
                Err(problem) => self.show_failure(problem),
            }
        });
    }

    fn finish_at(self, to: Destination) {
        self.flow.navigator.replace_with(to);
        self.flow.forget_code();
    }

    fn show_failure(self, problem: Problem) {
        if invalidates_code(&problem) {
            self.flow.reject_code(problem);
        } else {
            show_problem(self.alerts, problem);
        }
    }
}
