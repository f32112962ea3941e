//! "Close my account": what happens and when, and the button (I9).

use domain::api::account::{CloseAccount, ReadClosing};
use domain::api::session::ReadSession;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::steps::{SecurityTask, path_to};
use super::way_back::way_back;
use crate::api;
use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::operation;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::heading::heading;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::signing_out::{SigningOut, use_signing_out};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::tab_storage;

lazy::door! { close_account_door: chunk secrets, words Security + Form => close_account() }

/// The rows that are drawn until it is known how long the closing takes.
const ROWS: usize = 3;

fn close_account() -> AnyView {
    let alerts: Alerts = RwSignal::new(None);
    let takes = RwSignal::new(None::<u64>);
    let (signed_in, signing_out) = (use_signed_in(NextStep::Security), use_signing_out());
    let read = move || spawn_local(read_closing(signed_in, takes, alerts));
    read();
    let shown = move || match takes.get() {
        Some(seconds) => question(seconds, signing_out, alerts),
        None if alerts.with(Option::is_some) => try_again(alerts, read),
        None => bones(ROWS),
    };
    view! {
        {way_back()}
        {heading(t::security::close_account().into())}
        {summary(alerts, NextStep::Security)}
        {live(shown)}
    }
    .into_any()
}

/// Reads the seconds from the closing until the account is deleted.
async fn read_closing(signed_in: SignedInRequests, takes: RwSignal<Option<u64>>, alerts: Alerts) {
    match signed_in.ask(ReadClosing {}, move || takes.try_get_untracked().is_none()).await {
        Some(Ok(closing)) => takes.set(Some(closing.ends_in_s)),
        Some(Err(problem)) => show_problem(alerts, problem),
        None => {}
    }
}

fn question(seconds: u64, signing_out: SigningOut, alerts: Alerts) -> AnyView {
    let busy = Busy::new();
    let press = move || {
        alerts.set(None);
        busy.run(close(signing_out, alerts));
    };
    view! {
        <p class="lead">{t::security::close_when(&intl::day_in(seconds))}</p>
        <p>{t::security::close_signs_out()}</p>
        <p>{t::security::close_deletes()}</p>
        <p>
            <a href=path_to(SecurityTask::Data)>{t::security::download_data()}</a>
        </p>
        <div class="actions row">
            {button("danger", t::security::close_account(), busy, press)}
            <a class="button" href=Destination::Security.path()>{t::security::cancel()}</a>
        </div>
    }
    .into_any()
}

async fn close(signing_out: SigningOut, alerts: Alerts) {
    match ask(CloseAccount { operation: operation::draw() }).await {
        Ok(closing) => {
            let left = api::send(&ReadSession {}).await.unwrap_or_default();
            signing_out.confirm_signed_out(left); // empties the tab
            tab_storage::set_text(tab_storage::CLOSED_UNTIL, &intl::day_in(closing.ends_in_s));
        }
        Err(problem) => show_problem(alerts, problem),
    }
}
