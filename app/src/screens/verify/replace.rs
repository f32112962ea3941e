//! "I don't have any of these": a new contact replaces all methods after a waiting period (S3, H5). It signs nobody in.

mod code;
mod contact;

use domain::Problem;
use domain::api::replacement::Replacement;
use domain::api::security::MethodItemKind;
use domain::api::single_use_code::{CodeOptions, ReadCodeOptions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ReplacementStep, VerifyScreen, use_verify_screen};
use crate::ask::ask;
use crate::interrupt::step_up;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading_after;
use crate::parts::sent_code::SentCode;
use crate::parts::summary::{Alert, show_problem};
use crate::reactive::live;
use crate::tab_storage;

lazy::door! { replace_step: chunk replace, words Verify + Replacement + Form + SentCode => replace(use_verify_screen()) }

/// The rows that keep the place of the form until the options have been read.
const ROWS: usize = 2;

/// The state that the steps share.
#[derive(Clone, Copy)]
struct ReplaceScreen {
    verify: VerifyScreen,
    /// How codes can be sent; `None` until it has been read.
    options: RwSignal<Option<CodeOptions>>,
    kind: RwSignal<MethodItemKind>,
    email: RwSignal<String>,
    phone: RwSignal<String>,
    /// The contact that the last code was sent to, as it was typed, and its country.
    recipient: RwSignal<Option<(String, Option<String>)>>,
    /// That code.
    sent: RwSignal<Option<SentCode>>,
    /// Whether the code is to be entered.
    is_entering: RwSignal<bool>,
    /// Seconds until the end of the waiting period that has begun.
    ends_in_s: RwSignal<Option<u64>>,
}

fn replace(verify: VerifyScreen) -> AnyView {
    let offered_in = verify.options.with_untracked(|options| options.as_ref()?.replaceable_in_s);
    if let Some(later @ 1..) = offered_in {
        return view! {
            <p class="lead">{t::replacement::later(&intl::day_in(later))}</p>
            <div class="actions">{other_method(verify)}</div>
        }
        .into_any();
    }
    let screen = ReplaceScreen {
        verify,
        options: RwSignal::new(None),
        kind: RwSignal::new(MethodItemKind::Email),
        email: RwSignal::new(String::new()),
        phone: RwSignal::new(String::new()),
        recipient: RwSignal::new(None),
        sent: RwSignal::new(None),
        is_entering: RwSignal::new(false),
        ends_in_s: RwSignal::new(None),
    };
    spawn_local(screen.read_options());
    focus_heading_after(move || screen.is_entering.get());
    focus_heading_after(move || screen.ends_in_s.with(Option::is_some));
    // In separate elements: forms of the same structure would share their fields' nodes.
    let step = move || match (screen.ends_in_s.get(), screen.is_entering.get(), screen.options.get()) {
        (Some(ends_in_s), ..) => done(verify, ends_in_s),
        (None, true, _) => view! { <div>{code::code(screen)}</div> }.into_any(),
        (None, false, Some(options)) => view! { <section>{contact::contact(screen, &options)}</section> }.into_any(),
        (None, false, None) if verify.alerts.with(Option::is_some) => ().into_any(),
        (None, false, None) => bones(ROWS).into_any(),
    };
    live(step)
}

impl ReplaceScreen {
    async fn read_options(self) {
        match ask(ReadCodeOptions {}).await {
            Ok(options) => drop(self.options.try_set(Some(options))),
            Err(problem) => show_problem(self.verify.alerts, problem),
        }
    }

    fn finish(self, begun: &Replacement) {
        if !self.verify.is_step_up {
            tab_storage::forget(tab_storage::WAITING); // the sign-in has ended
        }
        self.ends_in_s.try_set(Some(begun.ends_in_s));
        self.verify.replacement.try_set(ReplacementStep::Begun);
    }

    /// Shows a problem at the field that it concerns.
    fn show_problem(self, problem: Problem) {
        let alert = match (contact::field_of(self, &problem), problem) {
            (Some(field), problem) => Alert::of_field(field, problem),
            (None, Problem::ChangesHeld { ends_in_s }) => {
                Alert::of_text(t::replacement::later(&intl::day_in(ends_in_s)))
            }
            (None, problem) => return self.verify.show_problem(problem),
        };
        self.verify.alerts.try_set(Some(alert));
    }
}

/// Back to the account's methods.
fn other_method(verify: VerifyScreen) -> AnyView {
    let back = move || {
        verify.alerts.set(None);
        verify.replacement.set(ReplacementStep::NotAsked);
    };
    button("quiet", t::verify::other_method(), Busy::new(), back)
}

/// The waiting period has begun.
fn done(verify: VerifyScreen, ends_in_s: u64) -> AnyView {
    let session = verify.flow.session;
    let close = if verify.is_step_up {
        button("primary", t::replacement::close(), Busy::new(), || step_up::close(false))
    } else {
        // The page may still believe that a sign-in waits.
        view! {
            <a class="button primary" href=Destination::Home.path() on:click=move |_| session.forget()>
                {t::replacement::close()}
            </a>
        }
        .into_any()
    };
    view! {
        <p class="lead">{t::replacement::begun(&intl::day_in(ends_in_s))}</p>
        <p>{t::replacement::reason()}</p>
        <p>{t::replacement::found()}</p>
        <div class="actions">{close}</div>
    }
    .into_any()
}
