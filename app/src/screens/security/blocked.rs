//! Blocked changes, after "This wasn't me" in a message: why, and how the owner allows them again (I8).

use domain::api::security::{MethodItem, SecurityInfo};
use domain::api::unblock::AllowChanges;
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::kind::name;
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;

/// The id of the heading.
const BLOCKED_ID: &str = "blocked";

pub(super) fn blocked(info: &SecurityInfo, security: SecurityScreen) -> Option<AnyView> {
    let blocked = info.blocked.as_ref()?;
    let busy = Busy::new();
    let allow = move || {
        security.alerts.set(None);
        busy.run(allow_changes(security));
    };
    let unblocks = |method: &&MethodItem| blocked.methods.contains(&method.id);
    let item = |method: &MethodItem| view! { <li translate="no">{names::hint(&name(method))}</li> }.into_any();
    let methods: Vec<AnyView> = info.methods.iter().filter(unblocks).map(item).collect();
    let way_out = if methods.is_empty() {
        view! { <p>{t::security::no_unblocking_method()}</p> }.into_any()
    } else {
        view! {
            <p>{t::security::unblock_with()}</p>
            <ul>{methods}</ul>
            <div class="actions">{button("primary", t::security::allow_changes(), busy, allow)}</div>
        }
        .into_any()
    };
    let shown = view! {
        <section class="notice warning" aria-labelledby=BLOCKED_ID>
            {icon(Icon::WARNING)}
            <div>
                <h2 id=BLOCKED_ID>{t::security::blocked()}</h2>
                <p>{names::in_text(&t::security::blocked_by(&blocked.by))}</p>
                {way_out}
            </div>
        </section>
    };
    Some(shown.into_any())
}

async fn allow_changes(security: SecurityScreen) {
    let answer = ask(AllowChanges {}).await;
    let is_gone = answer.is_ok();
    let done = ChangeResult::new(t::security::changes_allowed()).and(t::security::changes_allowed_next());
    security.update(answer, done);
    if is_gone && !security.is_left() {
        focus_heading(); // the button is gone
    }
}
