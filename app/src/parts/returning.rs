//! A page that comes back, from the browser's back/forward cache or in a tab that was away. It asks anew whose it is; after a long time, and
//! after a sign-out in another tab, it does so before it shows anything of an account (L13).

use domain::api::Endpoint as _;
use domain::api::session::{ReadSession, Session};
use domain::api::verify::ReadVerifyOptions;
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlElement;

use crate::api;
use crate::ask::{ask, send_until_answered};
use crate::dom;
use crate::json;
use crate::parts::other_tabs::{is_signed_in, on_sign_out};
use crate::parts::signing_out::empty_tab;
use crate::route;
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// The time away after which nothing is shown until the answer is there. Browsers freeze a tab after about as long.
const LONG_MS: f64 = 300_000.0;

/// Hides the page while it is left, and asks when it comes back, as long as someone is signed in.
pub(super) fn watch_returns() {
    let (session, left_at) = (use_session(), StoredValue::new(f64::INFINITY));
    let on_visibility = move || {
        if document().hidden() {
            left_at.set_value(Date::now());
        } else {
            if Date::now() - left_at.get_value() > LONG_MS {
                conceal(true);
            }
            spawn_local(check(session));
        }
    };
    let on_show = move || {
        // A page that is opened sends this event, too.
        if is_concealed() {
            spawn_local(check(session));
        }
    };
    let listeners = [
        window_event_listener_untyped("pagehide", |_| conceal(true)),
        window_event_listener_untyped("pageshow", move |_| on_show()),
        window_event_listener_untyped("visibilitychange", move |_| on_visibility()),
    ];
    on_sign_out(session, move || {
        conceal(true);
        spawn_local(check(session));
    });
    on_cleanup(move || {
        conceal(false);
        for listener in listeners {
            listener.remove();
        }
    });
}

/// The same for a screen before anyone is signed in: accounts to choose from, or a sign-in that waits for its second step.
pub(crate) fn watch_returns_of_sign_in() {
    if use_session().get_untracked().is_none_or(|session| session.current.is_none()) {
        watch_returns();
    }
}

/// Shows the page if its accounts are still signed in here, and the sign-in that it shows still waits. Otherwise the page is loaded anew,
/// for the accounts that are signed in now. Without an answer, it is concealed.
async fn check(session: CurrentSession) {
    let mut answer = api::send(&ReadSession {}).await.ok();
    if answer.is_none() {
        conceal(true);
        answer = ask(ReadSession {}).await.ok(); // a notice says what prevents the answer
    }
    let shown = session.get_untracked().unwrap_or_default();
    let is_still = |now: &Session| is_signed_in(&shown, |id| now.accounts.iter().any(|account| account.id == id));
    let is_still = answer.as_ref().is_some_and(is_still);
    if is_still && still_waits().await {
        conceal(false);
        return;
    }
    // A sign-in that has only expired keeps its code (L2).
    if let Some(mut left) = answer.filter(|_| !is_still && !shown.accounts.is_empty()) {
        left.accounts.retain(|account| shown.accounts.contains(account)); // others may be the next person's
        empty_tab(&left);
    }
    let _ = location().reload();
}

/// Whether the sign-in of the step "Verify it's you" still waits, if that is shown. Other accounts' can wait here, too (S13).
async fn still_waits() -> bool {
    if !shows_second_step() {
        return true;
    }
    let request = ReadVerifyOptions { account: None, waiting: tab_storage::text(tab_storage::WAITING) };
    let answer = send_until_answered(ReadVerifyOptions::METHOD, ReadVerifyOptions::PATH, json::write(&request)).await;
    answer.is_ok() || !shows_second_step() // it was completed meanwhile
}

fn shows_second_step() -> bool {
    route::address().split(['?', '&']).any(|part| part == "step=verify")
}

fn is_concealed() -> bool {
    dom::by_id::<HtmlElement>("main").hidden()
}

/// Hides or shows everything that can be about an account. Notices stay.
fn conceal(conceals: bool) {
    for id in ["main", "account"] {
        dom::by_id::<HtmlElement>(id).set_hidden(conceals);
    }
}
