//! "Remove …?": asked once more.

use domain::api::security::{RemoveWay, WayItem, WayKind};
use leptos::prelude::*;

use super::Security;
use super::item::name;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;

pub(super) fn dialog(security: Security) -> AnyView {
    let busy = Busy::new();
    let remove = move || {
        if let Some(way) = security.leaving.about.get_untracked() {
            // Closed first: a step-up may come, and nothing behind an open dialog can be used.
            security.leaving.close();
            busy.run(remove(way, security));
        }
    };
    let is = move |what: fn(Security, &WayItem) -> bool| {
        security.leaving.about.with(|way| way.as_ref().is_some_and(|way| what(security, way)))
    };
    let passkey = move || is(is_passkey).then(|| view! { <p>{t::security::remove_passkey()}</p> });
    let is_last = Memo::new(move |_| is(is_last));
    let text = move || if is_last.get() { t::security_problem::last_settled_way() } else { t::security::remove_text() };
    let action = move || {
        if is_last.get() {
            button("primary", t::security::add_first(), Busy::new(), move || security.go.to(Destination::AddWay))
        } else {
            button("danger", t::security::remove(), busy, remove)
        }
    };
    let body = view! {
        <p>{text}</p>
        {passkey}
        <div class="actions row">
            {action}
            <button class="button" type="button" autofocus on:click=move |_| security.leaving.close()>
                {t::security::cancel()}
            </button>
        </div>
    };
    security.leaving.view("remove-title", |way| t::security::remove_title(&name(way)), body.into_any())
}

fn is_passkey(_: Security, way: &WayItem) -> bool {
    way.kind == WayKind::Passkey
}

/// Whether the others are too new to take its place (I4).
fn is_last(security: Security, way: &WayItem) -> bool {
    let takes_its_place = |other: &WayItem| other.id != way.id && other.settles_in_s == 0;
    security.info.with(|info| info.as_ref().is_some_and(|info| !info.ways.iter().any(takes_its_place)))
}

async fn remove(way: WayItem, security: Security) {
    security.alerts.try_set(None);
    let answer = ask(RemoveWay { id: way.id }).await;
    let is_removed = answer.is_ok();
    security.take(answer, t::security::removed(&name(&way)));
    if is_removed && !security.is_left() {
        focus_heading();
    }
}
