//! "Your account": what to do now, and security and devices at a glance.

use domain::api::devices::{Device, Devices, ReadDevices};
use domain::api::security::{ReadSecurityInfo, SecurityInfo};
use domain::api::session::Account;
use domain::rules::todo::{AccountState, todos};
use domain::{Problem, Screen};
use futures::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{glance, todo};
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::account_page::account_page;
use crate::parts::bones::loading;
use crate::parts::face::face;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::live;
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// What the page shows of an account.
#[derive(Clone)]
struct Overview {
    security: SecurityInfo,
    devices: Vec<Device>,
}

pub(super) fn account(account: &Account) -> AnyView {
    let (session, alerts): (_, Alerts) = (use_session(), RwSignal::new(None));
    let overview = RwSignal::new(None::<Overview>);
    let read = move || spawn_local(read(overview, session, alerts));
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

async fn read(overview: RwSignal<Option<Overview>>, session: CurrentSession, alerts: Alerts) {
    match join(ask(ReadSecurityInfo {}), ask(ReadDevices {})).await {
        (Ok(security), Ok(Devices { devices })) => drop(overview.try_set(Some(Overview { security, devices }))),
        // The session has ended: the screen changes to what it shows to others.
        (Err(Problem::NotSignedIn), _) | (_, Err(Problem::NotSignedIn)) => {
            session.forget();
            let _ = session.ready().await;
        }
        (Err(problem), _) | (_, Err(problem)) => show_problem(alerts, problem),
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

fn groups(Overview { security, devices }: &Overview, session: CurrentSession) -> AnyView {
    let account = AccountState {
        waiting_devices: devices.iter().filter(|device| device.used_s_ago.is_none()).count(),
        sign_in_waits: session.get_untracked().is_some_and(|session| session.sign_in_waits),
        methods: security.methods.len(),
        is_full: security.limit_reached.is_some(),
        two_step: security.two_step,
        recovery_codes: security.recovery_codes,
    };
    let items: Vec<_> = todos(&account).into_iter().map(|what| todo::item(what, security, devices)).collect();
    view! {
        <div class="groups two">
            {todo::view(items)}
            {glance::security(security)}
            {glance::devices(devices)}
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
            {glance::to_come(t::overview::security())}
            {glance::to_come(t::overview::devices())}
        </div>
    }
    .into_any()
}
