//! "Remove …?": the confirmation.

use domain::api::security::{MethodItem, MethodItemKind, RemoveMethod};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::kind::name;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::reactive::{live, live_if};

pub(super) fn dialog(security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let remove = move || {
        if let Some(method) = security.removing.subject.get_untracked() {
            // Close it first: a step-up may follow, and nothing behind an open dialog can be used.
            security.removing.close();
            busy.run(remove(method, security));
        }
    };
    let about = security.removing.subject;
    let is_passkey = Memo::new(move |_| {
        about.with(|method| method.as_ref().is_some_and(|method| method.kind == MethodItemKind::Passkey))
    });
    let is_last =
        Memo::new(move |_| about.with(|method| method.as_ref().is_some_and(|method| is_last(security, method))));
    let passkey = move || is_passkey.get().then(|| view! { <p>{t::security::remove_passkey()}</p> });
    let text =
        move || if is_last.get() { t::security_problem::last_established_method() } else { t::security::remove_text() };
    let action = move || {
        if is_last.get() {
            button("primary", t::security::add_first(), Busy::new(), move || {
                security.navigator.go_to(Destination::AddMethod);
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
    security.removing.view("remove-title", |method| t::security::remove_title(&name(method)), body.into_any())
}

/// Whether the other methods are too new to replace it (I4).
fn is_last(security: SecurityScreen, method: &MethodItem) -> bool {
    let takes_its_place = |other: &MethodItem| other.id != method.id && other.established_in_s == 0;
    security.info.with(|info| info.as_ref().is_some_and(|info| !info.methods.iter().any(takes_its_place)))
}

async fn remove(method: MethodItem, security: SecurityScreen) {
    security.alerts.try_set(None);
    let answer = ask(RemoveMethod { id: method.id }).await;
    let left = answer.as_ref().ok().map(|info| info.methods.len());
    security.update(answer, ChangeResult::removed(&method, left.unwrap_or_default()));
    if left.is_some() && !security.is_left() {
        focus_heading();
    }
}
