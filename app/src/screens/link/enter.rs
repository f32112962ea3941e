//! The first step: the shell's form, adopted where it stands (L1).

use std::cell::Cell;
use std::rc::Rc;

use domain::code::UserCode;
use domain::{Problem, Screen};
use futures::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{Event, HtmlFormElement};

use super::flow::{Flow, invalidates_code};
use super::next_steps;
use crate::dom;
use crate::navigator::{Destination, NextStep};
use crate::parts::code_field::{self, CodeField};
use crate::parts::summary::{Alert, error_at, summary};
use crate::reactive::{self, effect};
use crate::route;
use crate::tab_storage;

/// Adopts the form, once; handles a submit from before the app started.
pub(crate) fn adopt() {
    let flow = Flow::provide();
    let form: HtmlFormElement = dom::by_id("code-form");
    let code_form = CodeForm { flow, field: CodeField::adopt(), pending_code: Rc::default() };
    code_form.restore_code();

    let (field, alerts) = (code_form.field.clone(), flow.alerts);
    effect(move || {
        if let Some(error) = error_at(alerts, code_field::ID) {
            field.show_error(&error);
        } else {
            field.hide_error(); // an earlier submit's
        }
    });

    let marks = form.dataset();
    let was_submitted = marks.get("held").is_some();
    marks.delete("held");
    if marks.get("complete").is_some()
        && let Ok(code) = UserCode::parse(&code_form.field.text())
    {
        tab_storage::set_text(tab_storage::COMPLETE_CODE, &code.to_string());
    }
    let on_submit = code_form.clone();
    // Fetch the next step ahead for people who begin to type.
    let mut is_first_input = true;
    dom::listen(&form, "input", move |_: Event| {
        if std::mem::take(&mut is_first_input) {
            spawn_local(fetch_next_steps());
        }
    });
    dom::listen(&form, "submit", move |event: Event| {
        event.prevent_default();
        on_submit.submit();
    });
    if was_submitted {
        code_form.submit();
    }
    reactive::mount("code-errors", move || summary(alerts, NextStep::Link));
}

#[derive(Clone)]
struct CodeForm {
    flow: Flow,
    field: CodeField,
    /// The code that is being looked up: the same code isn't requested twice, another one replaces it.
    pending_code: Rc<Cell<Option<UserCode>>>,
}

impl CodeForm {
    /// After a reload at a later step, Back finds the code in the field.
    fn restore_code(&self) {
        if let Some(code) = tab_storage::text(tab_storage::CODE) {
            self.field.restore(&code);
        }
    }

    fn submit(&self) {
        self.flow.alerts.set(None);
        let code = match UserCode::parse(&self.field.text()) {
            Ok(code) => code,
            Err(error) => return self.fail(error.into()),
        };
        if self.pending_code.replace(Some(code)) == Some(code) {
            return;
        }
        tab_storage::set_text(tab_storage::CODE, &code.to_string());
        mark_busy(true);
        let code_form = self.clone();
        spawn_local(async move {
            let (answer, ()) = join(code_form.flow.look_up(code), fetch_next_steps()).await;
            if code_form.pending_code.get() == Some(code) {
                code_form.pending_code.take();
                mark_busy(false);
                code_form.continue_with(answer);
            }
        });
    }

    fn continue_with(&self, answer: Result<(), Problem>) {
        let is_here =
            route::current_screen() == Some(Screen::Link) && !dom::by_id::<web_sys::HtmlElement>("code-form").hidden();
        if !is_here {
            return; // the person has navigated away
        }
        match answer {
            Ok(()) => self.flow.navigator.go_to(Destination::Confirm),
            Err(Problem::NotSignedIn) => self.flow.sign_in_first(false),
            Err(problem) => self.fail(problem),
        }
    }

    fn fail(&self, problem: Problem) {
        tab_storage::forget(tab_storage::CODE);
        let at_field = invalidates_code(&problem) || matches!(problem, Problem::TooMany { .. });
        let alert = if at_field { Alert::of_field(code_field::ID, problem) } else { Alert::of(problem) };
        self.flow.alerts.set(Some(alert));
    }
}

/// Fetches the later steps ahead. Without them, the next step reports that it didn't load.
async fn fetch_next_steps() {
    let _ = next_steps::DOOR.fetch().await;
}

/// Shows on the shell's button that it works.
fn mark_busy(busy: bool) {
    let button = document().query_selector("#code-form .button.primary").ok().flatten();
    if let Some(button) = button {
        let _ = button.class_list().toggle_with_force("busy", busy);
        let _ = button.set_attribute("aria-disabled", &busy.to_string());
    }
}
