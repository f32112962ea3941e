//! The browsers in which the account is signed in, and signing out of all of them (S10).

use domain::api::session::{EndSession, SessionItem};
use leptos::prelude::*;

use super::ActivityScreen;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::browser_row::{browser_name, browser_row, row_action};
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::show_problem;
use crate::reactive::live_if;

/// The id of the heading.
const SESSIONS_ID: &str = "sessions";

pub(super) fn sessions(all: &[SessionItem], activity: ActivityScreen) -> AnyView {
    let items: Vec<_> = all.iter().map(|item| session(item, activity)).collect();
    let sign_out = move || activity.signing_out.subject.set(Some(()));
    view! {
        <section class="group whole" aria-labelledby=SESSIONS_ID>
            <header>
                <h2 id=SESSIONS_ID>{t::security::sessions()}</h2>
            </header>
            <ul class="list">{items}</ul>
            <div class="actions row">{button("quiet bad start", t::security::everywhere(), Busy::new(), sign_out)}</div>
        </section>
    }
    .into_any()
}

/// The place of the result of an action. It is there before the notice, so that it is announced.
pub(super) fn result(status: RwSignal<String>) -> AnyView {
    let notice = move || {
        let text = status.get();
        let notice = || {
            view! {
                <div class="notice good">
                    {icon(Icon::TICK)}
                    <div>
                        <strong>{names::in_text(&text)}</strong>
                    </div>
                </div>
            }
            .into_any()
        };
        (!text.is_empty()).then(notice)
    };
    view! { <div class="result" role="status">{live_if(notice)}</div> }.into_any()
}

fn session(session: &SessionItem, activity: ActivityScreen) -> AnyView {
    let (id, busy) = (session.id.clone(), Busy::new());
    let name = browser_name(&session.name, session.place.as_deref());
    let used = match session.used_s_ago {
        _ if session.is_this_browser => t::security::in_use_now().into(),
        0 => t::security::used_just_now().into(),
        seconds => t::security::last_used(&intl::ago(seconds)),
    };
    let end = (!session.is_this_browser).then(|| {
        let called = name.clone();
        let end = move || {
            activity.alerts.set(None);
            busy.run(end_session(id.clone(), called.clone(), activity));
        };
        row_action(t::menu::sign_out(), t::security::sign_out_of(&name), Box::new(end))
    });
    browser_row(&name, session.is_this_browser, used, end)
}

async fn end_session(id: String, name: String, activity: ActivityScreen) {
    match ask(EndSession { id }).await {
        _ if activity.is_left() => {}
        Ok(left) => {
            activity.sessions.set(Some(left.sessions));
            activity.status.set(t::security::session_signed_out(&name));
            focus_heading(); // the button is gone
        }
        Err(problem) => show_problem(activity.alerts, problem),
    }
}
