//! `/dev/inbox`: messages that aren't delivered, for developers (U8).

use domain::Problem;
use domain::api::inbox::{InboxMessage, ReadInbox};
use domain::api::single_use_code::ReadCodeOptions;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{RequestError, send};
use crate::dom;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::heading::heading;
use crate::parts::lazy_view::part;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::screens::not_found::not_found_door;

lazy::door! { inbox_door: chunk message, words Inbox => inbox() }

/// The states of the inbox.
#[derive(Clone, PartialEq, Eq)]
enum InboxState {
    Reading,
    /// The server isn't in development mode, so this address is like any other that doesn't exist.
    NotFound,
    /// The server doesn't show it to this machine.
    Unavailable,
    Messages(Vec<InboxMessage>),
}

/// The screen.
pub(crate) fn inbox() -> AnyView {
    let (inbox, alerts): (_, Alerts) = (RwSignal::new(InboxState::Reading), RwSignal::new(None));
    spawn_local(poll(inbox, alerts));
    let exists = Memo::new(move |_| inbox.with(|inbox| *inbox != InboxState::NotFound));
    let shown = move || {
        if !exists.get() {
            return part(&not_found_door::DOOR);
        }
        view! {
            {heading(t::inbox::heading().into())}
            <p class="lead">{t::inbox::lead()}</p>
            {summary(alerts, NextStep::Home)}
            {live(move || messages_view(&inbox.get()))}
        }
        .into_any()
    };
    live(shown)
}

/// Asks every two seconds, and only while the page is visible. Unchanged messages keep selection, scroll position and focus.
async fn poll(inbox: RwSignal<InboxState>, alerts: Alerts) {
    loop {
        let next = if document().hidden() { None } else { read(alerts).await };
        let Some(before) = inbox.try_get_untracked() else { return };
        if let Some(next) = next.filter(|next| *next != before) {
            inbox.set(next);
        }
        if inbox.with_untracked(|inbox| *inbox == InboxState::NotFound) {
            return;
        }
        dom::sleep(2000).await;
    }
}

async fn read(alerts: Alerts) -> Option<InboxState> {
    match send(&ReadInbox {}).await {
        Ok(answer) => Some(InboxState::Messages(answer.messages)),
        Err(RequestError::Problem(Problem::NoSuchEndpoint)) => {
            let is_in_development = send(&ReadCodeOptions {}).await.ok()?.inbox;
            Some(if is_in_development { InboxState::Unavailable } else { InboxState::NotFound })
        }
        Err(RequestError::Unreachable) => None, // the server may start again soon
        Err(RequestError::Problem(problem)) => {
            show_problem(alerts, problem);
            None
        }
    }
}

fn messages_view(inbox: &InboxState) -> AnyView {
    match inbox {
        InboxState::NotFound => ().into_any(),
        InboxState::Reading => view! { <p class="empty busy">{t::inbox::loading()}</p> }.into_any(),
        InboxState::Unavailable => view! { <p class="empty">{t::inbox::not_here()}</p> }.into_any(),
        InboxState::Messages(messages) if messages.is_empty() => {
            view! { <p class="empty">{t::inbox::empty()}</p> }.into_any()
        }
        InboxState::Messages(messages) => {
            let items: Vec<_> = messages.iter().map(item).collect();
            view! { <ul class="list">{items}</ul> }.into_any()
        }
    }
}

fn item(message: &InboxMessage) -> AnyView {
    let InboxMessage { to, subject, text, code, sent_s_ago, .. } = message.clone();
    let title = subject.unwrap_or_else(|| t::inbox::text_message().into());
    view! {
        <li class="item inbox-message">
            <div>
                <h2 dir="auto">{title}</h2>
                <p>
                    <bdi>{to}</bdi>
                    " · "
                    {intl::ago(sent_s_ago)}
                </p>
                {code.map(|code| view! { <p class="code-show" dir="ltr" translate="no">{code}</p> })}
                <p class="as-written" dir="auto">{text}</p>
            </div>
        </li>
    }
    .into_any()
}
