//! `/undo/…`, from a message: "Was this you?", and one button (L6). The link is the credential, so no sign-in is needed.

use domain::api::undo::{ReadUndo, RecentLink, UndoLink};
use domain::{Problem, Screen};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button};
use crate::parts::fact::fact;
use crate::parts::heading::{self, heading};
use crate::parts::picture::picture;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::words::request;

lazy::door! { undo_door: chunk message, words Message + Device => undo() }

/// The states of the screen.
#[derive(Clone, PartialEq)]
enum State {
    Reading,
    /// The link is invalid.
    Dead,
    /// No response, for a reason that may pass; the summary names it.
    Failed,
    Asked(RecentLink),
    Undone,
}

/// The screen.
pub(crate) fn undo() -> AnyView {
    let link = link();
    let (state, alerts): (_, Alerts) = (RwSignal::new(State::Reading), RwSignal::new(None));
    heading::take_focus_when_late();
    spawn_local(read(link.clone(), state, alerts));
    let show = move || match state.get() {
        State::Reading => view! { <p class="empty busy">{t::undo::reading()}</p> }.into_any(),
        State::Dead => dead(),
        State::Failed => failed(link.clone(), state, alerts),
        State::Asked(then) => question(&then, link.clone(), state, alerts),
        State::Undone => done(),
    };
    view! { {summary(alerts, NextStep::Home)} {live(show)} }.into_any()
}

async fn read(link: String, state: RwSignal<State>, alerts: Alerts) {
    let now = match ask(ReadUndo { link }).await {
        Ok(then) if then.undone => State::Undone,
        Ok(then) => State::Asked(then),
        Err(problem) => {
            let is_dead = problem == Problem::MessageLinkUnknown;
            show_problem(alerts, problem);
            if is_dead { State::Dead } else { State::Failed }
        }
    };
    state.try_set(now);
}

/// The link's token: the end of the path.
fn link() -> String {
    let path = location().pathname().unwrap_or_default();
    path.strip_prefix(Screen::Undo.path()).unwrap_or_default().to_owned()
}

fn question(then: &RecentLink, link: String, state: RwSignal<State>, alerts: Alerts) -> AnyView {
    let busy = Busy::new();
    let press = move || {
        let request = UndoLink { link: link.clone() };
        alerts.set(None);
        busy.run(async move {
            match ask(request).await {
                Ok(_) => drop(state.try_set(State::Undone)),
                Err(problem) => show_problem(alerts, problem),
            }
        });
    };
    view! {
        {picture(then.kind)}
        {heading(t::undo::heading().into())}
        <p class="lead">{t::undo::text(&then.client)}</p>
        <dl class="facts">
            {fact(t::undo::linked(), intl::ago(then.linked_s_ago))}
            {fact(t::undo::from(), request::place(then.place.as_deref(), &then.address))}
        </dl>
        <div class="actions">
            {button("primary", t::undo::not_me(), busy, press)}
            <a class="button quiet" href=Destination::Home.path()>{t::undo::me()}</a>
        </div>
    }
    .into_any()
}

fn done() -> AnyView {
    view! {
        <div class="picture good" aria-hidden="true"></div>
        {heading(t::undo::done_heading().into())}
        <p class="lead">{t::undo::done_text()}</p>
        <p>{t::undo::done_advice()}</p>
        <div class="actions">
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
        </div>
    }
    .into_any()
}

fn failed(link: String, state: RwSignal<State>, alerts: Alerts) -> AnyView {
    let again = move || {
        alerts.set(None);
        state.set(State::Reading);
        spawn_local(read(link.clone(), state, alerts));
    };
    view! {
        {heading(t::undo::heading().into())}
        <div class="actions">{button("primary", t::load_failed::try_again(), Busy::new(), again)}</div>
    }
    .into_any()
}

fn dead() -> AnyView {
    view! {
        {heading(t::undo::heading().into())}
        <p class="lead">{t::undo::failed_text()}</p>
        <div class="actions">
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
        </div>
    }
    .into_any()
}
