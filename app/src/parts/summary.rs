//! The errors after a submit, each said once. The only wrong field says itself what is wrong, and takes the focus; all other errors are in the
//! summary, which is announced, takes the focus, and offers the next action.

use domain::Problem;
use domain::api::session::ChooseAccount;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlElement;

use crate::ask::ask;
use crate::dom;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::reactive::{effect, live_if};
use crate::reload;
use crate::session::{CurrentSession, use_session};
use crate::words;

/// The id of a wrong field, and what is wrong; without a field, what else prevents the action.
pub(super) type AlertText = (Option<&'static str>, String);

/// An error in words, and its field; or the errors of several fields.
#[derive(Clone, Debug)]
pub(crate) struct Alert {
    /// One, or one for each field.
    texts: Vec<AlertText>,
    problem: Option<Problem>,
    /// What the summary says.
    body: fn(&Alert) -> AnyView,
}

/// A screen's current alert; `None` while there is none.
pub(crate) type Alerts = RwSignal<Option<Alert>>;

impl Alert {
    /// A problem that concerns no field.
    pub(crate) fn of(problem: Problem) -> Self {
        Self::of_one(None, words::problem(&problem), Some(problem))
    }

    /// A problem with the value of a field, named by its id.
    pub(crate) fn of_field(field: &'static str, problem: Problem) -> Self {
        Self::of_one(Some(field), words::problem(&problem), Some(problem))
    }

    /// A text for a field.
    pub(crate) fn for_field(field: &'static str, text: String) -> Self {
        Self::of_one(Some(field), text, None)
    }

    /// A text for no field.
    pub(crate) fn of_text(text: String) -> Self {
        Self::of_one(None, text, None)
    }

    fn of_one(field: Option<&'static str>, text: String, problem: Option<Problem>) -> Self {
        Self { texts: vec![(field, text)], problem, body: body_of_one }
    }

    /// Several wrong fields, in the order of the page.
    pub(super) fn of_several(texts: Vec<AlertText>, body: fn(&Alert) -> AnyView) -> Self {
        Self { texts, problem: None, body }
    }

    pub(super) fn texts(&self) -> &[AlertText] {
        &self.texts
    }

    pub(super) fn into_texts(self) -> Vec<AlertText> {
        self.texts
    }

    /// The same problem, with its next actions, in other words.
    pub(crate) fn with_text(self, text: String) -> Self {
        Self::of_one(None, text, self.problem)
    }

    /// Its text, if it is about this field.
    pub(crate) fn error_at(&self, field: &str) -> Option<&str> {
        self.texts.iter().find(|(id, _)| *id == Some(field)).map(|(_, text)| &**text)
    }

    /// Whether it is about one field alone.
    pub(super) fn is_of_one_field(&self) -> bool {
        matches!(*self.texts, [(Some(_), _)])
    }

    /// The only wrong field, if it is on the page.
    fn only_field(&self) -> Option<HtmlElement> {
        if let [(Some(id), _)] = *self.texts { dom::find(id) } else { None }
    }
}

fn body_of_one(alert: &Alert) -> AnyView {
    let text = alert.texts.first().map(|(_, text)| text.clone());
    view! {
        <h2>{t::summary::title()}</h2>
        <p>{text}</p>
    }
    .into_any()
}

/// Shows a problem, if the screen is still there.
pub(crate) fn show_problem(alerts: Alerts, problem: Problem) {
    alerts.try_set(Some(Alert::of(problem)));
}

/// The error to show at a field.
pub(crate) fn error_at(alerts: Alerts, field: &'static str) -> Option<String> {
    alerts.with(|alert| alert.as_ref()?.error_at(field).map(str::to_owned))
}

/// The summary; nothing for the only wrong field, which is focused instead. `back` is the destination after a sign-in, for a person who turns
/// out to be signed out.
pub(crate) fn summary(alerts: Alerts, back: NextStep) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    let session = use_session();
    effect(move || {
        let node = node.get();
        alerts.with(|alert| {
            let Some(alert) = alert else { return };
            let _ = match (alert.only_field(), node) {
                (Some(field), _) => field.focus(),
                (None, Some(node)) => node.focus(),
                (None, None) => Ok(()),
            };
        });
    });
    let show = move |alert: Alert| {
        let next_actions = alert.problem.as_ref().and_then(|problem| next_actions(problem, alerts, session, back));
        view! {
            <div class="summary" role="alert" tabindex="-1" node_ref=node>
                {(alert.body)(&alert)}
                {next_actions}
            </div>
        }
    };
    live_if(move || alerts.get().filter(|alert| alert.only_field().is_none()).map(show))
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
