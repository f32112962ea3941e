//! What to do now: one thing, and the others on demand. Their order is a rule of `domain`.

use domain::api::devices::Device;
use domain::api::security::SecurityInfo;
use domain::rules::todo::Todo;
use leptos::prelude::*;

use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::icon::{Icon, icon};
use crate::parts::names;

/// The id of the list of the others.
const OTHERS_ID: &str = "other-todos";

/// One thing, in words.
pub(super) struct TodoItem {
    title: &'static str,
    /// Why.
    text: String,
    /// The link that leads to it.
    action: &'static str,
    to: Destination,
    picture: Icon,
}

/// The words for one thing.
pub(super) fn item(what: Todo, security: &SecurityInfo, devices: &[Device]) -> TodoItem {
    let (title, text, action, to, picture) = match what {
        Todo::FinishLinking => {
            let waiting = devices.iter().find(|device| device.used_s_ago.is_none());
            let text = t::todo::device_text(waiting.map(Device::shown_name).unwrap_or_default());
            (t::todo::device(), text, t::todo::device_action(), Destination::Devices, Icon::CLOCK)
        }
        Todo::FinishSignIn => {
            let to = Destination::Verify(NextStep::Home);
            (t::todo::sign_in(), t::todo::sign_in_text().into(), t::todo::sign_in_action(), to, Icon::PERSON)
        }
        Todo::MakeRecoveryCodes => {
            let to = Destination::RecoveryCodes;
            (t::todo::codes(), t::todo::codes_text().into(), t::todo::codes_action(), to, Icon::CODES)
        }
        Todo::AddMethod => {
            let to = Destination::AddMethod;
            (t::todo::method(), t::todo::method_text().into(), t::todo::method_action(), to, Icon::PLUS)
        }
        Todo::RenewRecoveryCodes => {
            let text = t::todo::few_text(intl::small(security.recovery_codes));
            (t::todo::few(), text, t::todo::few_action(), Destination::RecoveryCodes, Icon::CODES)
        }
    };
    TodoItem { title, text, action, to, picture }
}

/// The first thing, or that there is none.
pub(super) fn view(items: Vec<TodoItem>) -> AnyView {
    let mut items = items.into_iter();
    let Some(TodoItem { title, text, action, to, .. }) = items.next() else { return nothing() };
    let others: Vec<_> = items.collect();
    let is_open = RwSignal::new(false);
    let more = (!others.is_empty()).then(|| more(intl::small(others.len() as u64), is_open));
    let others = (!others.is_empty()).then(|| list(others, is_open));
    view! {
        <section class="group todo line whole" aria-labelledby="todo">
            <header>
                <h2 id="todo">{title}</h2>
                <p>{names::in_text(&text)}</p>
            </header>
            <div class="actions row">
                <a class="button primary" href=to.path()>{action}</a>
                {more}
            </div>
        </section>
        {others}
    }
    .into_any()
}

/// The place of the first thing, as high as it.
pub(super) fn to_come() -> AnyView {
    view! {
        <section class="group line whole" aria-hidden="true">
            <header>
                <h2>
                    <span class="bone"></span>
                </h2>
                <p>
                    <span class="bone"></span>
                    <span class="bone"></span>
                </p>
            </header>
            <div class="actions row">
                <span class="bone"></span>
            </div>
        </section>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! {
        <section class="group line whole" aria-labelledby="todo">
            <header>
                <h2 id="todo">{t::todo::nothing()}</h2>
                <p>{t::todo::nothing_text()}</p>
            </header>
        </section>
    }
    .into_any()
}

/// "and 2 more".
fn more(others: u32, is_open: RwSignal<bool>) -> AnyView {
    view! {
        <button
            class="button quiet"
            type="button"
            aria-expanded=Signal::derive(move || is_open.get().to_string())
            aria-controls=OTHERS_ID
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {t::todo::more(others)}
            {icon(Icon::DOWN)}
        </button>
    }
    .into_any()
}

fn list(others: Vec<TodoItem>, is_open: RwSignal<bool>) -> AnyView {
    let rows: Vec<_> = others.into_iter().map(row).collect();
    view! { <ul class="list whole" id=OTHERS_ID hidden=Signal::derive(move || !is_open.get())>{rows}</ul> }.into_any()
}

fn row(TodoItem { title, text, action, to, picture }: TodoItem) -> AnyView {
    view! {
        <li class="item">
            <span class="tile">{icon(picture)}</span>
            <div class="what">
                <h3>{title}</h3>
                <p>{names::in_text(&text)}</p>
            </div>
            <div class="actions row">
                <a class="button quiet" href=to.path()>{action}</a>
            </div>
        </li>
    }
    .into_any()
}
