//! What a change has done, and what comes next: said once, in a notice.

use domain::api::security::{MethodItem, MethodItemKind, SecurityInfo};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::kind::name;
use crate::intl;
use crate::locale::t;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::reactive::live_if;
use crate::tab_storage;

/// The result of a change.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ChangeResult {
    done: String,
    /// Empty if there is nothing to say.
    next: String,
}

impl ChangeResult {
    /// What was done.
    pub(super) fn new(done: impl Into<String>) -> Self {
        Self { done: done.into(), next: String::new() }
    }

    /// The same, with what comes next.
    pub(super) fn and(self, next: impl Into<String>) -> Self {
        Self { next: next.into(), ..self }
    }

    /// A method was added. It is the newest one.
    pub(super) fn added(info: &SecurityInfo) -> Option<Self> {
        let method = info.methods.last()?;
        let done = Self::new(t::security::added_method(&name(method)));
        Some(match method.established_in_s {
            _ if method.signs_in == Some(false) => done.and(t::security::contact_next()),
            0 => done,
            seconds => done.and(t::security::method_next(&intl::day_in(seconds))),
        })
    }

    /// A method was removed, and this many are left.
    pub(super) fn removed(method: &MethodItem, left: usize) -> Self {
        let next = match (method.kind, left) {
            (MethodItemKind::Passkey, _) => t::security::remove_passkey(),
            (_, 1) => t::security::one_method_left(),
            _ => t::security::others_stay(),
        };
        Self::new(t::security::removed(&name(method))).and(next)
    }

    /// The password was changed, or the account got its first one.
    pub(super) fn password(had_one: bool) -> Self {
        if had_one {
            Self::new(t::security::password_changed()).and(t::security::password_changed_next())
        } else {
            Self::new(t::security::password_set()).and(t::security::password_set_next())
        }
    }

    /// Two-step verification is on or off.
    pub(super) fn two_step(on: bool) -> Self {
        if on {
            Self::new(t::security::two_step_is_on()).and(t::security::two_step_on_next())
        } else {
            Self::new(t::security::two_step_is_off()).and(t::security::two_step_off_next())
        }
    }

    /// Keeps it for the security info, the next screen.
    pub(super) fn keep(&self) {
        tab_storage::set_value(tab_storage::RESULT, self);
    }

    /// The result of the previous screen, once.
    pub(super) fn take() -> Option<Self> {
        let result = tab_storage::value(tab_storage::RESULT);
        tab_storage::forget(tab_storage::RESULT);
        result
    }

    fn view(&self) -> AnyView {
        let next = (!self.next.is_empty()).then(|| view! { <p>{names::in_text(&self.next)}</p> });
        view! {
            <div class="notice good">
                {icon(Icon::TICK)}
                <div>
                    <strong>{names::in_text(&self.done)}</strong>
                    {next}
                </div>
            </div>
        }
        .into_any()
    }
}

/// The place of the notice. It is there before the notice, so that it is announced, and stays in sight after an action far below it.
pub(super) fn notice(result: RwSignal<Option<ChangeResult>>) -> AnyView {
    let shown = move || result.with(|result| result.as_ref().map(ChangeResult::view));
    view! { <div class="result" role="status">{live_if(shown)}</div> }.into_any()
}
