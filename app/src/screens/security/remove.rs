//! "Remove …?": the confirmation.

use domain::api::security::{RemoveWay, WayItem, WayKind};
use leptos::prelude::*;

use super::SecurityScreen;
use super::item::name;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::reactive::{live, live_if};

pub(super) fn dialog(security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let remove = move || {
        if let Some(way) = security.removing.subject.get_untracked() {
            // Close it first: a step-up may follow, and nothing behind an open dialog can be used.
            security.removing.close();
            busy.run(remove(way, security));
        }
    };
    let about = security.removing.subject;
    let is_passkey = Memo::new(move |_| about.with(|way| way.as_ref().is_some_and(|way| way.kind == WayKind::Passkey)));
    let is_last = Memo::new(move |_| about.with(|way| way.as_ref().is_some_and(|way| is_last(security, way))));
    let passkey = move || is_passkey.get().then(|| view! { <p>{t::security::remove_passkey()}</p> });
    let text = move || if is_last.get() { t::security_problem::last_settled_way() } else { t::security::remove_text() };
    let action = move || {
        if is_last.get() {
            button("primary", t::security::add_first(), Busy::new(), move || {
                security.navigator.go_to(Destination::AddWay);
            })
        } else {
            button("danger", t::security::remove(), busy, remove)
        }
    };
    let body = view! {
        <p>{live(text)}</p>
        {live_if(passkey)}
        <div class="actions row">
            {live(action)}
            <button class="button" type="button" autofocus on:click=move |_| security.removing.close()>
                {t::security::cancel()}
            </button>
        </div>
    };
    security.removing.view("remove-title", |way| t::security::remove_title(&name(way)), body.into_any())
}

/// Whether the other methods are too new to replace it (I4).
fn is_last(security: SecurityScreen, way: &WayItem) -> bool {
    let takes_its_place = |other: &WayItem| other.id != way.id && other.settles_in_s == 0;
    security.info.with(|info| info.as_ref().is_some_and(|info| !info.ways.iter().any(takes_its_place)))
}

async fn remove(way: WayItem, security: SecurityScreen) {
    security.alerts.try_set(None);
    let answer = ask(RemoveWay { id: way.id }).await;
    let is_removed = answer.is_ok();
    security.update(answer, t::security::removed(&name(&way)));
    if is_removed && !security.is_left() {
        focus_heading();
    }
}
