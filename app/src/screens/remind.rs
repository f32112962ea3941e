//! `/remind`, after a sign-in: "Is your security info still right?" (R1, R2). An account without a sign-in method must add one.

use domain::Screen;
use domain::api::Endpoint;
use domain::api::reminder::{ConfirmSecurityInfo, Reminder, ReminderQuestion, ShowReminder, SkipReminder};
use domain::api::security::{MethodItem, MethodItemKind, ReadSecurityInfo};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alert, Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::route::{current_screen, use_route};
use crate::screens::security::kind::drawing;

/// The rows that keep the place of the methods while they are read.
const ROWS: usize = 2;

/// What is asked, and about which methods.
#[derive(Clone)]
struct AskedReminder {
    reminder: Reminder,
    methods: Vec<MethodItem>,
}

/// The state that the parts share.
#[derive(Clone, Copy)]
struct RemindScreen {
    /// `None` until it has been read.
    question: RwSignal<Option<AskedReminder>>,
    alerts: Alerts,
    navigator: Navigator,
    /// The step after an answer.
    next: NextStep,
}

/// The screen.
pub(crate) fn remind() -> AnyView {
    let next = NextStep::read(use_route().query("to").as_deref());
    let screen =
        RemindScreen { question: RwSignal::new(None), alerts: RwSignal::new(None), navigator: use_navigator(), next };
    let signed_in = use_signed_in(next);
    spawn_local(screen.read(signed_in));
    let body = move || match screen.question.get() {
        Some(question) if question.reminder.asks == ReminderQuestion::AddMethod => add_method(),
        Some(question) => confirm(screen, &question),
        None if screen.alerts.with(Option::is_some) => {
            try_again(screen.alerts, move || spawn_local(screen.read(signed_in)))
        }
        None => bones(ROWS),
    };
    view! {
        <div class="picture plain">{icon(Icon::SECURITY)}</div>
        {heading(t::remind::heading().into())}
        {summary(screen.alerts, next)}
        {live(body)}
    }
    .into_any()
}

impl RemindScreen {
    /// Whether the person has navigated away: then late responses change nothing.
    fn is_left(self) -> bool {
        self.question.try_get_untracked().is_none() || current_screen() != Some(Screen::Remind)
    }

    async fn read(self, signed_in: SignedInRequests) {
        match signed_in.ask(ShowReminder {}, move || self.is_left()).await {
            Some(Ok(reminder)) => self.show(reminder).await,
            Some(Err(problem)) => show_problem(self.alerts, problem),
            None => {}
        }
    }

    /// Shows what is asked, with the methods as they are now. Without a question, the person goes on.
    async fn show(self, reminder: Reminder) {
        let to = match reminder.asks {
            ReminderQuestion::Nothing => self.next.destination(),
            ReminderQuestion::ReviewHold => Destination::Hold(self.next),
            ReminderQuestion::Confirm | ReminderQuestion::AddMethod => {
                return match ask(ReadSecurityInfo {}).await {
                    Ok(info) => drop(self.question.try_set(Some(AskedReminder { reminder, methods: info.methods }))),
                    Err(problem) => show_problem(self.alerts, problem),
                };
            }
        };
        if !self.is_left() {
            self.navigator.replace_with(to);
        }
    }

    /// Sends an answer. `not_enough` says why the same is still asked after it.
    fn answer<E: Endpoint<Response = Reminder>>(self, answer: E, busy: Busy, not_enough: &'static str) {
        self.alerts.set(None);
        busy.run(async move {
            match ask(answer).await {
                Ok(reminder) => {
                    self.show(reminder).await;
                    if matches!(reminder.asks, ReminderQuestion::Confirm | ReminderQuestion::AddMethod) {
                        self.alerts.try_set(Some(Alert::of_text(not_enough.into())));
                    }
                }
                Err(problem) => show_problem(self.alerts, problem),
            }
        });
    }
}

fn confirm(screen: RemindScreen, AskedReminder { reminder, methods }: &AskedReminder) -> AnyView {
    let busy = Busy::new();
    let needs_code = reminder.needs_code.then(|| view! { <p>{t::remind::needs_code()}</p> });
    let rows: Vec<_> = methods.iter().map(row).collect();
    let looks_good = move || screen.answer(ConfirmSecurityInfo {}, busy, t::remind::not_tested());
    let update = move || screen.navigator.go_to(Destination::Security);
    let skip = move || screen.answer(SkipReminder {}, busy, t::remind::not_skipped());
    let skip = reminder.can_skip.then(|| button("quiet", t::remind::skip(), busy, skip));
    view! {
        <p class="lead">{t::remind::lead()}</p>
        <ul class="list">{rows}</ul>
        {needs_code}
        <div class="actions">
            {button("primary", t::remind::looks_good(), busy, looks_good)}
            {button("", t::remind::update(), Busy::new(), update)} {skip}
        </div>
    }
    .into_any()
}

fn row(method: &MethodItem) -> AnyView {
    let used = match method.used_s_ago {
        Some(0) => t::remind::used_just_now().into(),
        Some(seconds) => t::remind::last_used(&intl::ago(seconds)),
        None => t::remind::never_used().into(),
    };
    view! {
        <li class="item">
            <span class="tile">{icon(drawing(method.kind))}</span>
            <div class="what">
                <strong>{name(method)}</strong>
                <p>{used}</p>
            </div>
        </li>
    }
    .into_any()
}

/// The name by which the owner recognizes a method. Only apps and passkeys can have none.
fn name(method: &MethodItem) -> AnyView {
    if method.hint.is_empty() {
        let is_passkey = method.kind == MethodItemKind::Passkey;
        let kind = if is_passkey { t::remind::passkey() } else { t::remind::authenticator() };
        return kind.into_any();
    }
    view! { <bdi translate="no">{names::hint(&method.hint)}</bdi> }.into_any()
}

fn add_method() -> AnyView {
    view! {
        <p class="lead">{t::remind::no_methods()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::AddMethod.path()>{t::remind::add()}</a>
        </div>
    }
    .into_any()
}
