//! The second step: looks the code up, unless the first step has, and asks the question.

use domain::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{Flow, ends_code};
use super::question::question;
use crate::go::{Return, To};
use crate::keep;
use crate::locale::t;
use crate::parts::heading;
use crate::parts::summary::{summary, tell};

pub(super) fn confirm(flow: Flow) -> AnyView {
    let alerts = RwSignal::new(None);
    if untrack(|| flow.found()).is_none() {
        heading::comes_late();
        spawn_local(async move {
            let answer = match keep::text(keep::CODE) {
                Some(code) => flow.look_up(code).await,
                None => return flow.go.instead(To::Link),
            };
            match answer {
                Ok(()) => {}
                Err(Problem::NotSignedIn) => flow.sign_in_first(true),
                Err(problem) if ends_code(&problem) => flow.give_up(problem),
                Err(problem) => tell(alerts, problem),
            }
        });
    }
    let found = Memo::new(move |_| flow.found());
    let question = move || match found.get() {
        Some(found) => question(&found, flow, alerts),
        None if alerts.with(Option::is_some) => ().into_any(),
        None => view! { <p class="status busy" role="status">{t::link::looking_up()}</p> }.into_any(),
    };
    view! { {summary(alerts, Return::Link)} {question} }.into_any()
}
