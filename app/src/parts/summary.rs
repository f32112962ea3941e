//! The error summary after a submit: it is announced, takes the focus, and links to the field or to the next action.

use domain::Problem;
use domain::api::session::ChooseAccount;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{HtmlElement, MouseEvent};

use crate::ask::ask;
use crate::dom;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::reactive::{effect, live_if};
use crate::reload;
use crate::session::{CurrentSession, use_session};
use crate::words;

/// An error in words, and its field.
#[derive(Clone, Debug)]
pub(crate) struct Alert {
    text: String,
    field: Option<&'static str>,
    problem: Option<Problem>,
}

/// A screen's current alert; `None` while there is none.
pub(crate) type Alerts = RwSignal<Option<Alert>>;

impl Alert {
    /// A problem that concerns no field.
    pub(crate) fn of(problem: Problem) -> Self {
        Self { text: words::problem(&problem), field: None, problem: Some(problem) }
    }

    /// A problem with the value of a field, named by its id.
    pub(crate) fn of_field(field: &'static str, problem: Problem) -> Self {
        Self { field: Some(field), ..Self::of(problem) }
    }

    /// A text for a field.
    pub(crate) fn for_field(field: &'static str, text: String) -> Self {
        Self { text, field: Some(field), problem: None }
    }

    /// A text for no field.
    pub(crate) fn of_text(text: String) -> Self {
        Self { text, field: None, problem: None }
    }

    /// The same problem, with its next actions, in other words.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// Its text, if it is about this field.
    pub(crate) fn error_at(&self, field: &str) -> Option<&str> {
        self.field.is_some_and(|id| id == field).then_some(&*self.text)
    }
}

/// Shows a problem, if the screen is still there.
pub(crate) fn show_problem(alerts: Alerts, problem: Problem) {
    alerts.try_set(Some(Alert::of(problem)));
}

/// The error to show at a field.
pub(crate) fn error_at(alerts: Alerts, field: &'static str) -> Option<String> {
    alerts.with(|alert| alert.as_ref()?.error_at(field).map(str::to_owned))
}

/// The summary. `back` is the destination after a sign-in, for a person who turns out to be signed out.
pub(crate) fn summary(alerts: Alerts, back: NextStep) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    let session = use_session();
    effect(move || {
        if let (true, Some(node)) = (alerts.with(Option::is_some), node.get()) {
            let _ = node.focus();
        }
    });
    let show = move |alert: Alert| {
        let next_actions = alert.problem.as_ref().and_then(|problem| next_actions(problem, alerts, session, back));
        view! {
            <div class="summary" role="alert" tabindex="-1" node_ref=node>
                <h2>{t::summary::title()}</h2>
                <ul>
                    <li>{text_view(alert.text, alert.field)}</li>
                </ul>
                {next_actions}
            </div>
        }
    };
    live_if(move || alerts.get().map(show))
}

fn text_view(text: String, field: Option<&'static str>) -> AnyView {
    let Some(id) = field else { return text.into_any() };
    let focus_field = move |event: MouseEvent| {
        event.prevent_default();
        if let Some(field) = dom::find::<HtmlElement>(id) {
            let _ = field.focus();
        }
    };
    view! { <a href=format!("#{id}") on:click=focus_field>{text}</a> }.into_any()
}

/// The buttons for problems that another try doesn't solve.
fn next_actions(problem: &Problem, alerts: Alerts, session: CurrentSession, back: NextStep) -> Option<AnyView> {
    let buttons = match problem {
        Problem::NotSignedIn => {
            let to = Destination::SignIn(back).path();
            view! { <a class="button" href=to on:click=move |_| session.forget()>{t::summary::sign_in()}</a> }
                .into_any()
        }
        Problem::AccountChanged { now } => {
            view! { {reload_button(t::summary::go_on(now))} {stay_button(alerts, session)} }.into_any()
        }
        Problem::Unknown
        | Problem::Malformed { .. }
        | Problem::NoSuchEndpoint
        | Problem::WrongHttpMethod
        | Problem::WrongContentType => reload_button(t::summary::reload().into()),
        _ => return None,
    };
    Some(view! { <div class="actions row">{buttons}</div> }.into_any())
}

/// Loads the page for the account in use. Typed text is kept.
fn reload_button(words: String) -> AnyView {
    view! { <button class="button" type="button" on:click=|_| reload::reload()>{words}</button> }.into_any()
}

/// Makes this page's account the one in use again.
fn stay_button(alerts: Alerts, session: CurrentSession) -> Option<AnyView> {
    let account = session.account()?;
    let words = t::summary::stay(&account.name);
    let choose_account = move |_| {
        let choose = ChooseAccount { account: account.id.clone() };
        spawn_local(async move {
            match ask(choose).await {
                Ok(chosen) => {
                    session.set(chosen);
                    alerts.try_set(None);
                }
                Err(problem) => show_problem(alerts, problem),
            }
        });
    };
    Some(view! { <button class="button" type="button" on:click=choose_account>{words}</button> }.into_any())
}
