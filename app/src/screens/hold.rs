//! `/security/hold`: the change to the security info that waits for its end, and its cancel (H1–H4). After each sign-in, people come here first.
//! `/security/hold/cancel/…`, from a message, cancels without a sign-in.

mod by_link;
mod timeline;

use domain::api::hold::{CancelHold, HoldItem, ReadHold};
use domain::{Problem, Screen};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::interrupt::step_up::step_up;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::account_page::account_page;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::heading::{self, heading};
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::route::use_route;

lazy::door! { hold_door: chunk hold, words Hold => hold() }

/// The rows that keep the place of the timeline while it is read.
const ROWS: usize = 4;

/// The states of the screen.
#[derive(Clone, PartialEq)]
enum HoldState {
    Reading,
    Running(HoldItem),
    Canceled,
    /// No hold runs.
    Nothing,
}

#[derive(Clone, Copy)]
struct HoldScreen {
    state: RwSignal<HoldState>,
    alerts: Alerts,
    /// Where the person continues.
    next: Memo<NextStep>,
    busy: Busy,
}

/// The screen.
pub(crate) fn hold() -> AnyView {
    let path = location().pathname().unwrap_or_default();
    match path.strip_prefix(Screen::CancelHold.path()) {
        Some(link) => by_link::by_link(link.to_owned()),
        None => of_account(),
    }
}

fn of_account() -> AnyView {
    let route = use_route();
    let screen = HoldScreen {
        state: RwSignal::new(HoldState::Reading),
        alerts: RwSignal::new(None),
        next: Memo::new(move |_| NextStep::read(route.query("to").as_deref())),
        busy: Busy::new(),
    };
    let signed_in = use_signed_in(NextStep::Security);
    heading::take_focus_when_late();
    spawn_local(screen.read(signed_in));
    let view_of = move || match screen.state.get() {
        HoldState::Reading if screen.alerts.with(Option::is_some) => view! {
            {heading(t::menu::security().into())}
            {try_again(screen.alerts, move || spawn_local(screen.read(signed_in)))}
        }
        .into_any(),
        HoldState::Reading => bones(ROWS),
        HoldState::Running(hold) => running(&hold, screen),
        HoldState::Canceled => canceled(),
        HoldState::Nothing => nothing(),
    };
    let content = view! { {summary(screen.alerts, NextStep::Security)} {live(view_of)} };
    account_page(Screen::Hold, content).into_any()
}

impl HoldScreen {
    async fn read(self, signed_in: SignedInRequests) {
        let is_left = move || self.state.try_get_untracked().is_none();
        match signed_in.ask(ReadHold {}, is_left).await {
            Some(Ok(info)) => drop(self.state.try_set(info.hold.map_or(HoldState::Nothing, HoldState::Running))),
            Some(Err(problem)) => show_problem(self.alerts, problem),
            None => {}
        }
    }

    /// Cancels it. A step-up with a new method isn't enough, so the person verifies once more, with an old one.
    async fn cancel(self) {
        loop {
            match ask(CancelHold {}).await {
                Ok(_) => return drop(self.state.try_set(HoldState::Canceled)),
                Err(Problem::OldMethodNeeded) => {
                    if !step_up().await {
                        return;
                    }
                }
                Err(problem) => return show_problem(self.alerts, problem),
            }
        }
    }
}

fn running(hold: &HoldItem, screen: HoldScreen) -> AnyView {
    let cancel = move || {
        screen.alerts.set(None);
        screen.busy.run(screen.cancel());
    };
    let go_on = screen.next.get_untracked().destination().path();
    view! {
        <div class="head">
            {heading(timeline::title(hold).into())}
            <p class="lead">{names::in_text(&timeline::lead(hold))}</p>
        </div>
        <div class="actions row">
            {button("primary", t::hold::cancel(), screen.busy, cancel)}
            <a class="button" href=go_on>{t::hold::go_on()}</a>
        </div>
        {timeline::timeline(hold)}
    }
    .into_any()
}

fn canceled() -> AnyView {
    view! {
        <div class="picture good">{icon(Icon::TICK)}</div>
        {heading(t::hold::canceled().into())}
        <p class="lead">{t::hold::canceled_text()}</p>
        <div class="actions row">
            <a class="button primary" href=Destination::ChangePassword.path()>{t::hold::change_password()}</a>
            <a class="button" href=Destination::Security.path()>{t::menu::security()}</a>
        </div>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        {heading(t::hold::nothing().into())}
        <p class="lead">{t::hold::nothing_text()}</p>
        <div class="actions">
            <a class="button" href=Destination::Security.path()>{t::menu::security()}</a>
        </div>
    }
    .into_any()
}
