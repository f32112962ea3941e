//! `/link`: enter the code, confirm the device, done (L2). The address names the step, never the code.

mod confirm;
mod decision;
mod done;
mod enter;
mod flow;
mod linked_device;
mod more;
mod nothing_linked;
mod question;
mod ticket;

pub(crate) use enter::adopt;

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::dom;
use crate::lazy;
use crate::parts::heading;
use crate::parts::lazy_view::part;
use crate::reactive::{effect, live, live_if};
use crate::route::use_route;
use flow::{Flow, use_flow};

/// The steps of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkStep {
    Enter,
    Confirm,
    Done,
    Declined,
}

impl LinkStep {
    fn read(step: Option<&str>) -> Self {
        match step {
            Some("confirm") => Self::Confirm,
            Some("done") => Self::Done,
            Some("declined") => Self::Declined,
            _ => Self::Enter,
        }
    }
}

lazy::door! { next_steps: chunk link_steps, words LinkSteps + Device => steps() }

/// The screen. Its first step is the shell's own form, which is only shown and hidden; the other steps are a chunk.
pub(crate) fn link() -> AnyView {
    let flow = use_flow();
    let step = use_step();
    let is_first = Memo::new(move |_| step.get() == LinkStep::Enter);
    effect(move || show_form(is_first.get(), flow));
    on_cleanup(move || {
        flow.clear_alerts();
        form().set_hidden(true);
    });
    live_if(move || (!is_first.get()).then(|| part(&next_steps::DOOR)))
}

/// The steps after the first.
fn steps() -> AnyView {
    let flow = use_flow();
    let step = use_step();
    live(move || match step.get() {
        LinkStep::Enter => ().into_any(),
        LinkStep::Confirm => confirm::confirm(flow),
        LinkStep::Done => done::done(),
        LinkStep::Declined => nothing_linked::declined(),
    })
}

/// The step that the address names.
fn use_step() -> Memo<LinkStep> {
    use_route().step(LinkStep::read)
}

fn show_form(shown: bool, flow: Flow) {
    form().set_hidden(!shown);
    if shown {
        let heading: HtmlElement = dom::by_id("code-heading");
        heading::set_document_title(&heading.text_content().unwrap_or_default());
        if flow.alerts.with_untracked(Option::is_some) {
            flow.alerts.notify(); // set while the form was hidden: now its summary can take the focus
        } else {
            heading::take_focus(&heading);
        }
    }
}

fn form() -> HtmlElement {
    dom::by_id("code-form")
}
