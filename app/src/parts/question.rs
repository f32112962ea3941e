//! A question before what can't be undone, with "Cancel" in focus.

use leptos::prelude::*;

use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;

/// A question's words.
pub(crate) struct Question {
    /// The id of its title.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What happens.
    pub(crate) text: &'static str,
    /// The button that does it.
    pub(crate) answer: &'static str,
    pub(crate) cancel: &'static str,
}

impl Question {
    /// The dialog. It closes before `act`, because a step-up may follow, and nothing behind an open dialog can be used.
    pub(crate) fn view(self, dialog: Dialog<()>, act: impl Fn() + 'static) -> AnyView {
        let Self { id, title, text, answer, cancel } = self;
        let press = move || {
            dialog.close();
            act();
        };
        let body = view! {
            <p>{text}</p>
            <div class="actions row">
                {button("danger", answer, Busy::new(), press)}
                <button class="button" type="button" autofocus on:click=move |_| dialog.close()>
                    {cancel}
                </button>
            </div>
        };
        dialog.view(id, move |&()| title.to_owned(), body.into_any())
    }
}
