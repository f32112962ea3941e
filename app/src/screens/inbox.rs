//! `/dev/inbox`: messages that aren't delivered, for developers (U8).

use domain::Problem;
use domain::api::inbox::{InboxMessage, ReadInbox};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{RequestError, send};
use crate::dom;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::heading::heading;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;

lazy::door! { inbox_door: chunk message, words Inbox => inbox() }

/// The states of the inbox.
#[derive(Clone, PartialEq, Eq)]
enum Inbox {
    Reading,
    /// The server has no inbox, or doesn't show it to this machine.
    NotHere,
    Messages(Vec<InboxMessage>),
}

/// The screen.
pub(crate) fn inbox() -> AnyView {
    let (inbox, alerts): (_, Alerts) = (RwSignal::new(Inbox::Reading), RwSignal::new(None));
    spawn_local(watch(inbox, alerts));
    view! {
        {heading(t::inbox::heading().into())}
        <p class="lead">{t::inbox::lead()}</p>
        {summary(alerts, NextStep::Home)}
        {live(move || show(&inbox.get()))}
    }
    .into_any()
}

/// Asks every two seconds, and only while the page is visible. Unchanged messages keep selection, scroll position and focus.
async fn watch(inbox: RwSignal<Inbox>, alerts: Alerts) {
    loop {
        let now = if document().hidden() { None } else { read(alerts).await };
        let Some(before) = inbox.try_get_untracked() else { return };
        if let Some(now) = now.filter(|now| *now != before) {
            inbox.set(now);
        }
        dom::sleep(2000).await;
    }
}

async fn read(alerts: Alerts) -> Option<Inbox> {
    match send(&ReadInbox {}).await {
        Ok(answer) => Some(Inbox::Messages(answer.messages)),
        Err(RequestError::Problem(Problem::NoSuchEndpoint)) => Some(Inbox::NotHere),
        Err(RequestError::Unreachable) => None, // the server may start again soon
        Err(RequestError::Problem(problem)) => {
            show_problem(alerts, problem);
            None
        }
    }
}

fn show(inbox: &Inbox) -> AnyView {
    match inbox {
        Inbox::Reading => view! { <p class="empty busy">{t::inbox::loading()}</p> }.into_any(),
        Inbox::NotHere => view! { <p class="empty">{t::inbox::not_here()}</p> }.into_any(),
        Inbox::Messages(messages) if messages.is_empty() => {
            view! { <p class="empty">{t::inbox::empty()}</p> }.into_any()
        }
        Inbox::Messages(messages) => {
            let items: Vec<_> = messages.iter().map(item).collect();
            view! { <ul class="list">{items}</ul> }.into_any()
        }
    }
}

fn item(message: &InboxMessage) -> AnyView {
    let InboxMessage { to, subject, text, code, sent_s_ago, .. } = message.clone();
    let title = subject.unwrap_or_else(|| t::inbox::text_message().into());
    view! {
        <li class="item message">
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
