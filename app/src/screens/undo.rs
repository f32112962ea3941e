//! `/undo/…`, from a message: "Was this you?", and one button (L6). The link is the credential, so no sign-in is needed.

use domain::api::single_use_code::RequestedPurpose;
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
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::picture::picture;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::words::request;

lazy::door! { undo_door: chunk message, words Message + Device => undo() }

/// The states of the screen.
#[derive(Clone, PartialEq)]
enum UndoState {
    Reading,
    /// The link is invalid.
    InvalidLink,
    /// No response, for a reason that may pass; the summary names it.
    Failed,
    Question(RecentLink),
    /// The number of devices that were unlinked besides the first.
    Undone(u32),
}

/// The screen.
pub(crate) fn undo() -> AnyView {
    let token = token();
    let (state, alerts): (_, Alerts) = (RwSignal::new(UndoState::Reading), RwSignal::new(None));
    heading::take_focus_when_late();
    spawn_local(read(token.clone(), state, alerts));
    let view_of = move || match state.get() {
        UndoState::Reading => view! { <p class="status busy" role="status">{t::undo::reading()}</p> }.into_any(),
        UndoState::InvalidLink => invalid_link(),
        UndoState::Failed => failed(token.clone(), state, alerts),
        UndoState::Question(details) => question(&details, token.clone(), state, alerts),
        UndoState::Undone(others) => done(others),
    };
    view! { {summary(alerts, NextStep::Home)} {live(view_of)} }.into_any()
}

async fn read(token: String, state: RwSignal<UndoState>, alerts: Alerts) {
    let now = match ask(ReadUndo { link: token }).await {
        Ok(details) if details.undone => UndoState::Undone(intl::small(details.others)),
        Ok(details) => UndoState::Question(details),
        Err(Problem::MessageLinkUnknown) => UndoState::InvalidLink,
        Err(problem) => {
            show_problem(alerts, problem);
            UndoState::Failed
        }
    };
    state.try_set(now);
}

/// The link's token: the end of the path.
fn token() -> String {
    let path = location().pathname().unwrap_or_default();
    path.strip_prefix(Screen::Undo.path()).unwrap_or_default().to_owned()
}

fn question(details: &RecentLink, token: String, state: RwSignal<UndoState>, alerts: Alerts) -> AnyView {
    let (busy, others) = (Busy::new(), intl::small(details.others));
    let text = if others == 0 { t::undo::text(&details.client) } else { t::undo::several(&details.client, others) };
    let press = move || {
        let request = UndoLink { link: token.clone() };
        alerts.set(None);
        busy.run(async move {
            match ask(request).await {
                Ok(_) => drop(state.try_set(UndoState::Undone(others))),
                Err(problem) => show_problem(alerts, problem),
            }
        });
    };
    view! {
        {picture(details.kind)}
        {heading(t::undo::heading().into())}
        <p class="lead">{names::in_text(&text)}</p>
        <dl class="facts">
            {fact(t::undo::linked(), intl::ago(details.linked_s_ago))}
            {fact(t::undo::from(), request::place(details.place.as_deref(), &details.address))}
        </dl>
        <div class="actions">
            {button("primary", t::undo::not_me(), busy, press)}
            <a class="button" href=Destination::Home.path()>{t::undo::me()}</a>
        </div>
    }
    .into_any()
}

fn done(others: u32) -> AnyView {
    let reset_password = Destination::Code(RequestedPurpose::ResetPassword, NextStep::Home);
    let (heading_text, text) = if others == 0 {
        (t::undo::done_heading(), t::undo::done_text())
    } else {
        (t::undo::all_done_heading(), t::undo::all_done_text())
    };
    view! {
        <div class="picture good">{icon(Icon::TICK)}</div>
        {heading(heading_text.into())}
        <p class="lead">{text}</p>
        <div class="notice warning">
            {icon(Icon::WARNING)}
            <div><p>{t::undo::done_advice()}</p></div>
        </div>
        <div class="actions">
            <a class="button primary" href=reset_password.path()>{t::undo::reset_password()}</a>
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
            <a class="button" href=Destination::Security.path()>{t::menu::security()}</a>
        </div>
    }
    .into_any()
}

fn failed(token: String, state: RwSignal<UndoState>, alerts: Alerts) -> AnyView {
    let again = move || {
        alerts.set(None);
        state.set(UndoState::Reading);
        spawn_local(read(token.clone(), state, alerts));
    };
    view! {
        {heading(t::undo::heading().into())}
        <div class="actions">{button("primary", t::notice::try_again(), Busy::new(), again)}</div>
    }
    .into_any()
}

/// Nobody can answer the question: the page says why, and where the devices are.
fn invalid_link() -> AnyView {
    view! {
        <div class="picture plain">{icon(Icon::CROSS)}</div>
        {heading(t::undo::invalid_heading().into())}
        <p class="lead">{t::message_problem::link_unknown()}</p>
        <p>{t::undo::failed_text()}</p>
        <div class="actions">
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
        </div>
    }
    .into_any()
}
