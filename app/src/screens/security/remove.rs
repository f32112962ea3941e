//! "Remove …?": asked once more.

use domain::api::security::{RemoveWay, WayItem, WayKind};
use leptos::prelude::*;

use super::Security;
use super::item::name;
use crate::api;
use crate::locale::t;
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
    let is_passkey =
        move || security.leaving.about.with(|way| way.as_ref().is_some_and(|way| way.kind == WayKind::Passkey));
    let passkey = move || is_passkey().then(|| view! { <p>{t::security::remove_passkey()}</p> });
    let body = view! {
        <p>{t::security::remove_text()}</p>
        {passkey}
        <div class="actions row">
            {button("danger", t::security::remove(), busy, remove)}
            <button class="button" type="button" autofocus on:click=move |_| security.leaving.close()>
                {t::security::cancel()}
            </button>
        </div>
    };
    security.leaving.view("remove-title", |way| t::security::remove_title(&name(way)), body.into_any())
}

async fn remove(way: WayItem, security: Security) {
    security.alerts.try_set(None);
    let answer = api::ask(RemoveWay { id: way.id }).await;
    let is_removed = answer.is_ok();
    security.take(answer, t::security::removed(&name(&way)));
    if is_removed && !security.is_left() {
        focus_heading();
    }
}
