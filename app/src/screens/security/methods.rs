//! "Ways to sign in or verify": the list, and "Add".

use domain::api::security::{DropName, SecurityInfo};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::item;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::icon::{Icon, icon};
use crate::parts::names;

/// The id of the heading.
const METHODS_ID: &str = "security-methods";
/// The rows that are drawn while the list is read.
const ROWS: usize = 3;

/// The place of the list until it has been read. Nothing is below it that would move.
pub(super) fn methods_to_come() -> AnyView {
    view! {
        <div class="groups loading">
            <section class="group whole" aria-labelledby=METHODS_ID>
                <header>
                    <h2 id=METHODS_ID>{t::security::methods()}</h2>
                </header>
                {bones(ROWS)}
            </section>
        </div>
    }
    .into_any()
}

pub(super) fn methods(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let has_new = info.methods.iter().any(|method| method.established_in_s > 0);
    let hint = has_new.then(|| view! { <p>{t::security::established_hint()}</p> });
    let items: Vec<_> = info.methods.iter().map(|method| item::item(method, security)).collect();
    let has_names = info.methods.iter().any(|method| method.signs_in == Some(true));
    let other_name = info.other_name.clone().map(|name| other_name(name, has_names, security));
    view! {
        <section class="group whole" aria-labelledby=METHODS_ID>
            <header>
                <h2 id=METHODS_ID>{t::security::methods()}</h2>
                {hint}
            </header>
            <ul class="list">{items}</ul>
            {other_name}
            {add(info.limit_reached, security)}
        </section>
    }
    .into_any()
}

fn add(limit_reached: Option<u64>, security: SecurityScreen) -> AnyView {
    if let Some(limit) = limit_reached {
        return view! { <p class="body hint">{t::security::full(intl::small(limit))}</p> }.into_any();
    }
    let press = move |_| security.navigator.go_to(Destination::AddMethod);
    view! {
        <div class="actions row">
            <button class="button primary" type="button" on:click=press>
                {icon(Icon::PLUS)}
                {t::security::add()}
            </button>
        </div>
    }
    .into_any()
}

/// A sign-in name that is no longer a sign-in method. It can be turned off once there is another one.
fn other_name(name: String, has_others: bool, security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let text = t::security::only_name(&name);
    let drop_name = move || {
        let name = name.clone();
        security.alerts.set(None);
        busy.run(async move {
            let done = ChangeResult::new(t::security::signs_in_no_more(&name));
            security.update(ask(DropName {}).await, done);
        });
    };
    let drop_name = has_others.then(|| button("quiet start", t::security::drop_name(), busy, drop_name));
    view! {
        <div class="body">
            <p class="hint">{names::in_text(&text)}</p>
            {drop_name}
        </div>
    }
    .into_any()
}
