//! "Is this your device?": everything that a person needs to know before deciding (L3), and the two answers.

use domain::Problem;
use domain::api::link::{ApproveLink, DeclineLink, LinkRequest};
use leptos::html;
use leptos::prelude::*;

use super::flow::{Flow, LinkedDevice, invalidates_code};
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::operation;
use crate::parts::busy::{Busy, button};
use crate::parts::fact::{self, fact};
use crate::parts::heading::heading;
use crate::parts::names;
use crate::parts::picture::{kind, picture};
use crate::parts::summary::{Alert, Alerts, error_at, show_problem};
use crate::reactive::live;
use crate::tab_storage;
use crate::words::request as say;

const SAME_CODE: &str = "same-code";

pub(super) fn question(request: &LinkRequest, flow: Flow, alerts: Alerts) -> AnyView {
    let is_complete =
        tab_storage::text(tab_storage::COMPLETE_CODE).is_some_and(|code| code == request.code.to_string());
    let same_code = NodeRef::<html::Input>::new();
    let same_code_check = is_complete.then(|| same_code_check(same_code, alerts));
    let decision = Decision { request: StoredValue::new(request.clone()), busy: Busy::new(), same_code, flow, alerts };
    view! {
        {picture(request.kind)}
        {heading(t::confirm::heading().into())}
        <p class="lead">{logo(request.logo.clone())} {names::in_text(&t::confirm::lead(&request.client))}</p>
        <p>{t::confirm::compare()}</p>
        <p class="code-show" dir="ltr" translate="no">{request.code.to_string()}</p>
        {facts(request)}
        {account(flow)}
        <div class="notice warning">
            {request.sensitive.then(|| view! { <p>{names::in_text(&t::confirm::sensitive(&request.client))}</p> })}
            {request.abroad.then(|| view! { <p>{t::confirm::abroad()}</p> })}
            <p>{t::confirm::warning()}</p>
            {request.step_up.then(|| view! { <p>{t::confirm::step_up()}</p> })}
        </div>
        {same_code_check}
        <div class="actions pair">
            {button("primary", t::confirm::approve(), decision.busy, move || decision.approve())}
            {button("strong", t::confirm::decline(), decision.busy, move || decision.decline())}
        </div>
    }
    .into_any()
}

/// The device chooses its own name; the client's name beside it is the operator's.
fn facts(request: &LinkRequest) -> AnyView {
    let itself = request.calls_itself.clone().map(|name| fact::name(t::confirm::calls_itself(), name));
    let scopes = request.scopes.iter().map(|scope| say::scope(scope)).collect();
    view! {
        <dl class="facts">
            {fact(t::confirm::kind(), kind(request.kind).into())}
            {itself}
            {fact::facts(t::confirm::asks_to(), scopes)}
            {fact(t::confirm::asked(), crate::intl::ago(request.asked_s_ago))}
            {fact(t::confirm::asked_from(), say::place(request.place.as_deref(), &request.address))}
            {fact(t::confirm::network(), say::nearness(request.nearness).into())}
        </dl>
    }
    .into_any()
}

fn logo(logo: Option<String>) -> Option<AnyView> {
    logo.map(|logo| view! { <img class="logo" src=logo alt="" /> }.into_any())
}

/// The account that will be linked, and the link to another one.
fn account(flow: Flow) -> AnyView {
    let name = flow.session.account().map(|account| account.name).unwrap_or_default();
    let initial = crate::intl::initial(&name);
    let another = move |_| flow.navigator.go_to(Destination::SignIn(NextStep::Link));
    view! {
        <p class="account-label">{t::confirm::account()}</p>
        <p class="account">
            <span class="initial" aria-hidden="true" translate="no">{initial}</span>
            <span dir="auto" translate="no">{name}</span>
        </p>
        <button class="button quiet" type="button" on:click=another>
            {t::confirm::another_account()}
        </button>
    }
    .into_any()
}

/// The code to compare: after a link or a picture, the person hasn't read it on the device yet (L4).
fn same_code_check(same_code: NodeRef<html::Input>, alerts: Alerts) -> AnyView {
    let error = move || error_at(alerts, SAME_CODE);
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=SAME_CODE
                    node_ref=same_code
                    aria-describedby="same-code-error"
                    aria-invalid=Signal::derive(move || error().map(|_| "true"))
                />
                <span>{t::confirm::same_code()}</span>
            </label>
            <p class="error" id="same-code-error">{live(move || error().unwrap_or_default())}</p>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Decision {
    request: StoredValue<LinkRequest>,
    busy: Busy,
    same_code: NodeRef<html::Input>,
    flow: Flow,
    alerts: Alerts,
}

impl Decision {
    fn approve(self) {
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
            tab_storage::set_value(
                tab_storage::LINKED_DEVICE,
                &LinkedDevice { device, client: request.client, kind: request.kind },
            );
            self.finish_at(Destination::Done);
        });
    }

    fn decline(self) {
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
