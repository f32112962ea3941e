//! `/activity`: what has happened to the account, and the browsers in which it is signed in (V1, V2).

pub(crate) mod entry;
mod questions;
mod sessions;

use domain::Screen;
use domain::api::activity::{ActivityEntry, ActivityPage, ActivityTopic, ReadActivity};
use domain::api::session::{ListSessions, SessionItem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::account_page::account_page;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::radios::radios;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::{live, live_if};

lazy::door! { activity_door: chunk activity, words Activity + Security => activity() }

/// The rows that keep the place of the list while it loads.
const ROWS_TO_COME: usize = 6;
/// The pages without an entry about the topic that are passed over at once.
const MOST_READS: usize = 10;
/// The id of the list's heading.
const HAPPENED_ID: &str = "happened";

/// The state that the parts share.
#[derive(Clone, Copy)]
struct ActivityScreen {
    /// `None` until they have been read.
    entries: RwSignal<Option<Vec<ActivityEntry>>>,
    /// Where the next page begins.
    next: RwSignal<Option<String>>,
    /// The days for which activity is kept; 0 until that has been read.
    kept_days: RwSignal<u64>,
    /// What the entries are about; `None` for everything.
    topic: RwSignal<Option<ActivityTopic>>,
    /// `None` until they have been read.
    sessions: RwSignal<Option<Vec<SessionItem>>>,
    /// Open while the person is asked whether to sign out everywhere.
    signing_out: Dialog<()>,
    /// The same because something wasn't the person.
    not_me: Dialog<()>,
    /// The result of an action.
    status: RwSignal<String>,
    alerts: Alerts,
}

impl ActivityScreen {
    fn new() -> Self {
        Self {
            entries: RwSignal::new(None),
            next: RwSignal::new(None),
            kept_days: RwSignal::new(0),
            topic: RwSignal::new(None),
            sessions: RwSignal::new(None),
            signing_out: Dialog::new(),
            not_me: Dialog::new(),
            status: RwSignal::new(String::new()),
            alerts: RwSignal::new(None),
        }
    }

    /// Whether the person has navigated away: then late responses change nothing.
    fn is_left(self) -> bool {
        self.entries.try_get_untracked().is_none()
    }

    /// Reads the sessions and the newest entries.
    async fn read(self, signed_in: SignedInRequests) {
        match signed_in.ask(ListSessions {}, move || self.is_left()).await {
            Some(Ok(list)) => {
                self.sessions.set(Some(list.sessions));
                self.read_page(None).await;
            }
            Some(Err(problem)) => show_problem(self.alerts, problem),
            None => {}
        }
    }

    /// Reads a page about the chosen topic. Pages without any entry are passed over.
    async fn read_page(self, mut before: Option<String>) {
        let topic = self.topic.get_untracked();
        for _ in 0..MOST_READS {
            let page = match ask(ReadActivity { before, topic }).await {
                _ if self.is_left() || self.topic.get_untracked() != topic => return,
                Ok(page) => page,
                Err(problem) => return show_problem(self.alerts, problem),
            };
            let (is_found, next) = (!page.entries.is_empty(), page.next.clone());
            self.add(page);
            if is_found || next.is_none() {
                return;
            }
            before = next;
        }
    }

    fn add(self, ActivityPage { entries, next, kept_days }: ActivityPage) {
        self.next.set(next);
        self.kept_days.set(kept_days);
        self.entries.update(|all| all.get_or_insert_default().extend(entries));
    }

    /// Shows only entries about a topic.
    fn choose(self, topic: Option<ActivityTopic>) {
        self.alerts.set(None);
        self.topic.set(topic);
        self.next.set(None);
        self.entries.set(None);
        spawn_local(self.read_page(None));
    }
}

/// The screen.
pub(crate) fn activity() -> AnyView {
    let activity = ActivityScreen::new();
    let signed_in = use_signed_in(NextStep::Activity);
    spawn_local(activity.read(signed_in));
    let content = view! {
        <div class="head with-action">
            <div>
                {heading(t::activity::heading().into())}
                <p class="lead">{t::activity::lead()}</p>
            </div>
            {button("", t::activity::not_me(), Busy::new(), move || activity.not_me.subject.set(Some(())))}
        </div>
        {summary(activity.alerts, NextStep::Activity)}
        {sessions::result(activity.status)}
        <div class="groups">
            {happened(activity, signed_in)}
            {live_if(move || activity.sessions.with(|all| all.as_ref().map(|all| sessions::sessions(all, activity))))}
        </div>
        {questions::dialogs(activity)}
    };
    account_page(Screen::Activity, content).into_any()
}

fn happened(activity: ActivityScreen, signed_in: SignedInRequests) -> AnyView {
    let topics = [
        (None, t::activity::all()),
        (Some(ActivityTopic::SignIns), t::activity::sign_ins()),
        (Some(ActivityTopic::Codes), t::activity::codes()),
        (Some(ActivityTopic::Changes), t::activity::changes()),
        (Some(ActivityTopic::Devices), t::activity::devices()),
    ];
    let topics = Vec::from(topics.map(|(topic, words)| (topic, words.to_owned())));
    let choose = move |topic| activity.choose(topic);
    let kept = move || {
        let days = activity.kept_days.get();
        (days > 0).then(|| view! { <p>{t::activity::kept(intl::small(days))}</p> })
    };
    view! {
        <section class="group whole" aria-labelledby=HAPPENED_ID>
            <header>
                <h2 id=HAPPENED_ID>{t::activity::happened()}</h2>
                {live_if(kept)}
            </header>
            <div class="body">{radios("topic", t::activity::filter(), topics, activity.topic, choose)}</div>
            {live(move || list(activity, signed_in))}
            {live_if(move || more(activity))}
        </section>
    }
    .into_any()
}

fn list(activity: ActivityScreen, signed_in: SignedInRequests) -> AnyView {
    match activity.entries.with(|all| all.as_ref().map(|all| entry::days(all))) {
        None if activity.alerts.with(Option::is_some) => {
            try_again(activity.alerts, move || spawn_local(activity.read(signed_in)))
        }
        None => bones(ROWS_TO_COME).into_any(),
        Some(days) if days.is_empty() => view! {
            <div class="empty">
                {icon(Icon::CLOCK)}
                <p>{t::activity::empty()}</p>
            </div>
        }
        .into_any(),
        Some(days) => days.into_any(),
    }
}

/// The button that reads the next page, if there is one.
fn more(activity: ActivityScreen) -> Option<AnyView> {
    let next = activity.next.get()?;
    let busy = Busy::new();
    let read = move || busy.run(activity.read_page(Some(next.clone())));
    Some(view! { <div class="actions row">{button("quiet", t::activity::more(), busy, read)}</div> }.into_any())
}
