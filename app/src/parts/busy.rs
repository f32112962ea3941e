//! Buttons that work: they show it, keep their size and focus, and ignore a second press.

use futures::future::LocalBoxFuture;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether a screen waits for a response.
#[derive(Clone, Copy)]
pub(crate) struct Busy(RwSignal<bool>);

impl Busy {
    /// Not waiting.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Whether it waits.
    pub(crate) fn get(self) -> bool {
        self.0.get()
    }

    /// Starts or ends the wait. The screen may be gone by then.
    pub(crate) fn set(self, busy: bool) {
        self.0.try_set(busy);
    }

    /// Does the work, unless other work is in progress.
    pub(crate) fn run(self, work: impl Future<Output = ()> + 'static) {
        if !self.0.get_untracked() {
            self.run_boxed(Box::pin(work));
        }
    }

    /// One type for all of them, so that the code is compiled once.
    fn run_boxed(self, work: LocalBoxFuture<'static, ()>) {
        self.set(true);
        spawn_local(async move {
            work.await;
            self.set(false);
        });
    }
}

/// A button with its style, its label and its action; `type="submit"` does nothing by itself.
pub(crate) fn button(look: &'static str, words: &'static str, busy: Busy, press: impl Fn() + 'static) -> AnyView {
    any_button("button", look, words, busy, Box::new(press))
}

/// The button that submits its form.
pub(crate) fn submit(words: &'static str, busy: Busy) -> AnyView {
    any_button("submit", "primary", words, busy, Box::new(|| {}))
}

/// One type for all of them, so that the code is compiled once.
fn any_button(
    kind: &'static str,
    look: &'static str,
    words: &'static str,
    busy: Busy,
    press: Box<dyn Fn()>,
) -> AnyView {
    let class =
        Signal::derive(move || if busy.get() { format!("button {look} busy") } else { format!("button {look}") });
    let disabled = Signal::derive(move || busy.get().then_some("true"));
    let press = move |_: MouseEvent| press();
    view! {
        <button class=class type=kind aria-disabled=disabled on:click=press>
            {words}
        </button>
    }
    .into_any()
}
