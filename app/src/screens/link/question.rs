//! "Is this your device?": everything that a person needs to know before deciding (L3), and the two answers.

use domain::api::link::LinkRequest;
use domain::rules::network::Nearness;
use leptos::html;
use leptos::prelude::*;

use super::decision::{Decision, SAME_CODE};
use super::flow::Flow;
use super::more::more;
use super::ticket::{account_half, between, device_half};
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::button;
use crate::parts::fact::{self, fact};
use crate::parts::field_error::FieldError;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::picture;
use crate::parts::summary::Alerts;
use crate::tab_storage;
use crate::words::request as say;

const KNOT: &str = include_str!("knot.svg");

pub(super) fn question(request: &LinkRequest, flow: Flow, alerts: Alerts) -> AnyView {
    let is_complete =
        tab_storage::text(tab_storage::COMPLETE_CODE).is_some_and(|code| code == request.code.to_string());
    let decision = Decision::new(request, flow, alerts);
    let same_code_check = is_complete.then(|| same_code_check(decision.same_code, alerts));
    view! {
        <div class="question">
            {heading(t::confirm::heading().into())}
            {caution(request)}
            <div class="match">
                <p>{t::confirm::compare()}</p>
                <p class="code-show" dir="ltr" translate="no">{request.code.to_string()}</p>
            </div>
            {same_code_check}
            {ticket(request, flow)}
            // In sight together: nobody decides without the sentence above the buttons.
            <div class="answers">
                <p class="risk">{icon(Icon::WARNING)} <span>{t::confirm::warning()}</span></p>
                <div class="actions pair">
                    {button("primary", t::confirm::approve(), decision.busy, move || decision.approve())}
                    {button("strong", t::confirm::decline(), decision.busy, move || decision.decline())}
                </div>
            </div>
            {more(t::confirm::more(), false.into(), details(request))}
        </div>
    }
    .into_any()
}

/// Why this request needs more care than others (L5). It comes first, so that the answers never cover it.
fn caution(request: &LinkRequest) -> Option<AnyView> {
    let LinkRequest { sensitive, abroad, step_up, client, .. } = request;
    (*sensitive || *abroad || *step_up).then(|| {
        view! {
            <div class="notice warning">
                {icon(Icon::WARNING)}
                <div>
                    {abroad.then(|| view! { <strong>{t::confirm::abroad()}</strong> })}
                    {sensitive.then(|| view! { <p>{names::in_text(&t::confirm::sensitive(client))}</p> })}
                    {step_up.then(|| view! { <p>{t::confirm::step_up()}</p> })}
                </div>
            </div>
        }
        .into_any()
    })
}

fn ticket(request: &LinkRequest, flow: Flow) -> AnyView {
    let LinkRequest { kind, client, logo, calls_itself, .. } = request.clone();
    let asked_from = |place: &str| view! { <p>{names::in_text(&t::confirm::asked_from(place))}</p> };
    let place = request.place.as_deref().map(asked_from);
    let about = view! { {place} <p>{say::nearness(request.nearness)}</p> }.into_any();
    let another = move |_| flow.navigator.go_to(Destination::SignIn(NextStep::Link));
    let another = view! {
        <br />
        <button class="button quiet" type="button" on:click=another>
            {t::confirm::another_account()}
        </button>
    };
    view! {
        <div class="ticket">
            {device_half(kind, client, logo, calls_itself.as_deref(), Some(about))}
            {between(view! { <span inner_html=KNOT></span> }.into_any(), scopes(&request.scopes))}
            {account_half(flow, Some(t::confirm::account()), Some(another.into_any()))}
        </div>
    }
    .into_any()
}

/// The permissions that the device asks for; it can ask for none.
fn scopes(scopes: &[String]) -> AnyView {
    let items: Vec<_> = scopes.iter().map(|scope| view! { <li><bdi>{say::scope(scope)}</bdi></li> }).collect();
    let list = (!items.is_empty()).then(|| view! { <p>{t::confirm::asks_to()}</p> <ul>{items}</ul> });
    list.into_any()
}

/// What may be compared, but decides nothing.
fn details(request: &LinkRequest) -> AnyView {
    let is_elsewhere = request.nearness == Nearness::OtherNetwork;
    view! {
        <dl class="facts">
            {fact(t::confirm::kind(), picture::kind(request.kind).into())}
            {fact(t::confirm::asked(), intl::ago(request.asked_s_ago))}
            {fact::name(t::confirm::address(), request.address.clone())}
        </dl>
        {is_elsewhere.then(|| view! { <p>{t::confirm::other_network()}</p> })}
    }
    .into_any()
}

/// The code to compare: after a link or a picture, the person hasn't read it on the device yet (L4).
fn same_code_check(same_code: NodeRef<html::Input>, alerts: Alerts) -> AnyView {
    let error = FieldError::of_field(alerts, SAME_CODE);
    view! {
        <div class="field">
            {error.line()}
            <label class="check">
                <input
                    type="checkbox"
                    id=SAME_CODE
                    node_ref=same_code
                    aria-describedby=error.line_id()
                    aria-invalid=error.invalid()
                />
                <span>{t::confirm::same_code()}</span>
            </label>
        </div>
    }
    .into_any()
}
