//! `/security/hold/cancel/…`, from a message: "Cancel the change?", and one button (H2). The link is the credential, so no sign-in is needed.

use domain::Problem;
use domain::api::hold::{CancelHoldByLink, HoldItem, HoldOfLink, ReadHoldLink};
use domain::api::single_use_code::RequestedPurpose;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ROWS, timeline};
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::heading::{self, heading};
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;

/// The states of the screen.
#[derive(Clone, PartialEq)]
enum LinkState {
    Reading,
    Question(HoldItem),
    Canceled,
    /// The link cancels nothing: it is unknown, or its hold has ended.
    Over,
}

#[derive(Clone, Copy)]
struct LinkScreen {
    link: StoredValue<String>,
    state: RwSignal<LinkState>,
    alerts: Alerts,
    busy: Busy,
}

pub(super) fn by_link(link: String) -> AnyView {
    let screen = LinkScreen {
        link: StoredValue::new(link),
        state: RwSignal::new(LinkState::Reading),
        alerts: RwSignal::new(None),
        busy: Busy::new(),
    };
    heading::take_focus_when_late();
    spawn_local(screen.read());
    let view_of = move || match screen.state.get() {
        LinkState::Reading if screen.alerts.with(Option::is_some) => view! {
            {heading(t::hold::question().into())}
            {try_again(screen.alerts, move || spawn_local(screen.read()))}
        }
        .into_any(),
        LinkState::Reading => bones(ROWS),
        LinkState::Question(hold) => question(&hold, screen),
        LinkState::Canceled => canceled(),
        LinkState::Over => over(),
    };
    view! { {summary(screen.alerts, NextStep::Home)} {live(view_of)} }.into_any()
}

impl LinkScreen {
    fn link(self) -> String {
        self.link.try_get_value().unwrap_or_default()
    }

    async fn read(self) {
        self.show(ask(ReadHoldLink { link: self.link() }).await);
    }

    async fn cancel(self) {
        self.show(ask(CancelHoldByLink { link: self.link() }).await);
    }

    fn show(self, answer: Result<HoldOfLink, Problem>) {
        let state = match answer {
            Ok(HoldOfLink { hold: Some(hold), .. }) => LinkState::Question(hold),
            Ok(HoldOfLink { canceled: true, .. }) => LinkState::Canceled,
            Ok(_) | Err(Problem::MessageLinkUnknown) => LinkState::Over,
            Err(problem) => return show_problem(self.alerts, problem),
        };
        self.state.try_set(state);
    }
}

fn question(hold: &HoldItem, screen: LinkScreen) -> AnyView {
    let cancel = move || {
        screen.alerts.set(None);
        screen.busy.run(screen.cancel());
    };
    view! {
        {heading(t::hold::question().into())}
        <p class="lead">{names::in_text(&timeline::lead(hold))}</p>
        <div class="actions">{button("primary", t::hold::cancel(), screen.busy, cancel)}</div>
    }
    .into_any()
}

fn canceled() -> AnyView {
    let reset_password = Destination::Code(RequestedPurpose::ResetPassword, NextStep::Home);
    view! {
        <div class="picture good">{icon(Icon::TICK)}</div>
        {heading(t::hold::canceled().into())}
        <p class="lead">{t::hold::canceled_text()}</p>
        <div class="actions">
            <a class="button primary" href=reset_password.path()>{t::hold::reset_password()}</a>
            <a class="button" href=Destination::Security.path()>{t::menu::security()}</a>
        </div>
    }
    .into_any()
}

fn over() -> AnyView {
    view! {
        <div class="picture plain">{icon(Icon::CLOCK)}</div>
        {heading(t::hold::question().into())}
        <p class="lead">{t::hold::over_text()}</p>
        <div class="actions">
            <a class="button" href=Destination::Security.path()>{t::menu::security()}</a>
        </div>
    }
    .into_any()
}
