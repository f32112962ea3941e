//! "Your account": what to do now, and security, devices and activity at a glance.

use domain::api::activity::{ActivityEntry, ReadActivity};
use domain::api::devices::{Device, Devices, ReadDevices};
use domain::api::reminder::{ReadReminder, Reminder, ReminderQuestion};
use domain::api::security::{ReadSecurityInfo, SecurityInfo};
use domain::api::session::Account;
use domain::device::DeviceId;
use domain::rules::todo::{AccountState, todos};
use domain::{Problem, Screen};
use futures::future::join4;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::glance::{self, PART, WHOLE};
use super::todo;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::account_page::account_page;
use crate::parts::bones::loading;
use crate::parts::face::face;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::route::current_screen;
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// What the page shows of an account.
#[derive(Clone)]
struct Overview {
    security: SecurityInfo,
    devices: Vec<Device>,
    /// What has happened, the newest first. `None` if it couldn't be read: then the link to it is enough.
    activity: Option<Vec<ActivityEntry>>,
    /// Whether the owner is asked if the security info is still right.
    is_reminded: bool,
}

/// The device that this tab has linked last, of all that it keeps about it.
#[derive(Deserialize)]
struct LinkedHere {
    device: DeviceId,
}

pub(super) fn account(account: &Account) -> AnyView {
    let (session, alerts): (_, Alerts) = (use_session(), RwSignal::new(None));
    let (overview, navigator) = (RwSignal::new(None::<Overview>), use_navigator());
    let read = move || spawn_local(read(overview, session, alerts, navigator));
    read();
    let groups = move || match overview.get() {
        Some(overview) => groups(&overview, session),
        None if alerts.with(Option::is_some) => view! { {try_again(alerts, read)} {glance::without_rows()} }.into_any(),
        None => groups_to_come(),
    };
    let content = view! {
        <div class="hello">
            {face(account.name.clone())}
            <div>
                {heading(t::menu::home().into())}
                <p class="lead">{names::in_text(&t::overview::signed_in(&account.name))}</p>
            </div>
        </div>
        {is_ready()}
        {summary(alerts, NextStep::Home)}
        {live(groups)}
    };
    account_page(Screen::Home, content).into_any()
}

async fn read(overview: RwSignal<Option<Overview>>, session: CurrentSession, alerts: Alerts, navigator: Navigator) {
    let newest = ReadActivity { before: None, topic: None };
    match join4(ask(ReadSecurityInfo {}), ask(ReadDevices {}), ask(ReadReminder {}), ask(newest)).await {
        // Nothing else of the account comes before it (R2).
        (_, _, Ok(reminder), _) if is_required(reminder) => {
            if current_screen() == Some(Screen::Home) {
                navigator.replace_with(Destination::Remind(NextStep::Home));
            }
        }
        (Ok(security), Ok(Devices { devices }), reminder, activity) => {
            let is_reminded = reminder.is_ok_and(|reminder| reminder.asks == ReminderQuestion::Confirm);
            let activity = activity.ok().map(|page| page.entries);
            overview.try_set(Some(Overview { security, devices, activity, is_reminded }));
        }
        // The session has ended: the screen changes to what it shows to others.
        (Err(Problem::NotSignedIn), ..) | (_, Err(Problem::NotSignedIn), ..) => {
            session.forget();
            let _ = session.ready().await;
        }
        (Err(problem), ..) | (_, Err(problem), ..) => show_problem(alerts, problem),
    }
}

/// Whether a reminder can't be put off any more.
fn is_required(Reminder { asks, can_skip, .. }: Reminder) -> bool {
    match asks {
        ReminderQuestion::Nothing | ReminderQuestion::ReviewHold => false,
        ReminderQuestion::Confirm => !can_skip,
        ReminderQuestion::AddMethod => true,
    }
}

/// That the account is ready, once after its creation.
fn is_ready() -> Option<AnyView> {
    tab_storage::text(tab_storage::NEW_ACCOUNT)?;
    tab_storage::forget(tab_storage::NEW_ACCOUNT);
    Some(
        view! {
            <div class="notice good" role="status">
                {icon(Icon::TICK)}
                <div>
                    <strong>{t::overview::ready()}</strong>
                </div>
            </div>
        }
        .into_any(),
    )
}

fn groups(Overview { security, devices, activity, is_reminded }: &Overview, session: CurrentSession) -> AnyView {
    let linked_here = tab_storage::value::<LinkedHere>(tab_storage::LINKED_DEVICE).map(|linked| linked.device);
    let new_device = devices.iter().find(|device| device.is_new(linked_here));
    let account = AccountState {
        is_held: security.hold_ends_in_s.is_some(),
        is_blocked: security.blocked.is_some(),
        waiting_devices: devices.iter().filter(|device| device.used_s_ago.is_none()).count(),
        sign_in_waits: session.get_untracked().is_some_and(|session| session.sign_in_waits),
        is_reminded: *is_reminded,
        has_new_device: new_device.is_some(),
        methods: security.methods.len(),
        is_full: security.limit_reached.is_some(),
        two_step: security.two_step,
        recovery_codes: security.recovery_codes,
    };
    let item = |what| todo::item(what, security, devices, new_device);
    let items: Vec<_> = todos(&account).into_iter().map(item).collect();
    view! {
        <div class="groups two">
            {todo::view(items)}
            {glance::security(security)}
            {glance::devices(devices)}
            {glance::activity(activity.as_deref())}
        </div>
    }
    .into_any()
}

/// As high as what comes. It is replaced as a whole, so that nothing moves.
fn groups_to_come() -> AnyView {
    view! {
        {loading()}
        <div class="groups two">
            {todo::to_come()}
            {glance::to_come(PART, t::overview::security())}
            {glance::to_come(PART, t::overview::devices())}
            {glance::to_come(WHOLE, t::menu::activity())}
        </div>
    }
    .into_any()
}
