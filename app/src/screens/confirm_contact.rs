//! `/confirm/…`, from the message to the contact of a recovery that an operator has begun: one button confirms it (H5). The link is the
//! credential, and it signs nobody in.

use domain::Screen;
use domain::api::replacement::ConfirmReplacement;
use leptos::prelude::*;

use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button};
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;

lazy::door! { confirm_contact_door: chunk confirm_contact, words Replacement + Message => confirm_contact() }

/// Seconds until the end of the waiting period, once the contact is confirmed.
type EndsIn = RwSignal<Option<u64>>;

/// The screen.
pub(crate) fn confirm_contact() -> AnyView {
    let (confirmed, alerts): (EndsIn, Alerts) = (RwSignal::new(None), RwSignal::new(None));
    let step = move || match confirmed.get() {
        Some(ends_in_s) => done(ends_in_s),
        None => question(confirmed, alerts),
    };
    view! { {summary(alerts, NextStep::Home)} {live(step)} }.into_any()
}

fn question(confirmed: EndsIn, alerts: Alerts) -> AnyView {
    let busy = Busy::new();
    let press = move || {
        alerts.set(None);
        busy.run(async move {
            match ask(ConfirmReplacement { link: link() }).await {
                Ok(replacement) => drop(confirmed.try_set(Some(replacement.ends_in_s))),
                Err(problem) => show_problem(alerts, problem),
            }
        });
    };
    view! {
        {heading(t::new_contact::heading().into())}
        <p class="lead">{t::new_contact::lead()}</p>
        <p>{t::new_contact::not_you()}</p>
        <div class="actions">{button("primary", t::new_contact::confirm(), busy, press)}</div>
    }
    .into_any()
}

/// The link's secret: the end of the path.
fn link() -> String {
    let path = location().pathname().unwrap_or_default();
    path.strip_prefix(Screen::ConfirmContact.path()).unwrap_or_default().to_owned()
}

fn done(ends_in_s: u64) -> AnyView {
    view! {
        <div class="picture good">{icon(Icon::TICK)}</div>
        {heading(t::new_contact::done_heading().into())}
        <p class="lead">{t::new_contact::done_text(&intl::day_in(ends_in_s))}</p>
        <div class="actions">
            <a class="button" href=Destination::Home.path()>{t::replacement::close()}</a>
        </div>
    }
    .into_any()
}
