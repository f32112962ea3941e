//! Buttons that work: they say so, keep their size and focus, and hear no second press.

use futures::future::LocalBoxFuture;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Whether a screen waits for an answer.
#[derive(Clone, Copy)]
pub(crate) struct Busy(RwSignal<bool>);

impl Busy {
    /// Not yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Whether it waits.
    pub(crate) fn get(self) -> bool {
        self.0.get()
    }

    /// Begins or ends the wait. The screen may have gone meanwhile.
    pub(crate) fn set(self, busy: bool) {
        self.0.try_set(busy);
    }

    /// Does the work, unless some is being done.
    pub(crate) fn run(self, work: impl Future<Output = ()> + 'static) {
        if !self.0.get_untracked() {
            self.run_boxed(Box::pin(work));
        }
    }

    /// One kind of code for all of them.
    fn run_boxed(self, work: LocalBoxFuture<'static, ()>) {
        self.set(true);
        spawn_local(async move {
            work.await;
            self.set(false);
        });
    }
}

/// A button with its look, its words and what it does; `type="submit"` does nothing by itself.
pub(crate) fn button(look: &'static str, words: &'static str, busy: Busy, press: impl Fn() + 'static) -> AnyView {
    any_button("button", look, words, busy, Box::new(press))
}

/// The button that submits its form.
pub(crate) fn submit(words: &'static str, busy: Busy) -> AnyView {
    any_button("submit", "primary", words, busy, Box::new(|| {}))
}

/// One kind of code for all of them.
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
