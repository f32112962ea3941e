//! "Choose an account": the accounts that are signed in in this browser (S2).

use domain::Problem;
use domain::api::session::{Account, ChooseAccount, Session, SignOut};
use leptos::prelude::*;

use crate::ask::ask;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::face::face;
use crate::parts::heading::heading;
use crate::parts::names;
use crate::parts::other_tabs::report_sign_out;
use crate::parts::returning::watch_returns_of_sign_in;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::{live, live_if};
use crate::sign_in_flow::SignInFlow;

#[derive(Clone, Copy)]
struct Picker {
    flow: SignInFlow,
    busy: Busy,
    alerts: Alerts,
}

pub(super) fn picker(flow: SignInFlow) -> AnyView {
    watch_returns_of_sign_in();
    let picker = Picker { flow, busy: Busy::new(), alerts: RwSignal::new(None) };
    let rows = move || {
        let Session { accounts, current, .. } = flow.session.get().unwrap_or_default();
        let row = |account: Account| {
            let in_use = current.as_ref() == Some(&account.id);
            row(account, in_use, picker)
        };
        accounts.into_iter().map(row).collect::<Vec<_>>()
    };
    let lead = move || flow.next.get().picker_lead().map(|lead| view! { <p class="lead">{lead}</p> });
    let another = move || flow.navigator.go_to(Destination::Name(flow.next.get_untracked()));
    view! {
        {heading(t::picker::heading().into())}
        {live_if(lead)}
        {summary(picker.alerts, NextStep::Home)}
        <ul class="list account-list">{live(rows)}</ul>
        <div class="actions">{button("", t::picker::another(), picker.busy, another)}</div>
    }
    .into_any()
}

fn row(account: Account, in_use: bool, picker: Picker) -> AnyView {
    let Account { id, name } = account;
    let sign_out_of = t::picker::sign_out_of(&name);
    let (chosen, signed_out) = (id.clone(), id);
    view! {
        <li>
            <button class="item" type="button" on:click=move |_| picker.choose(chosen.clone())>
                {face(name.clone())}
                <span class="what">
                    <strong><bdi translate="no">{names::hint(&name)}</bdi></strong>
                    {in_use.then(|| view! { <small>{t::picker::in_use()}</small> })}
                </span>
            </button>
            <button
                class="button quiet"
                type="button"
                aria-label=sign_out_of
                on:click=move |_| picker.sign_out(signed_out.clone())
            >
                {t::picker::sign_out()}
            </button>
        </li>
    }
    .into_any()
}

impl Picker {
    fn choose(self, account: String) {
        self.alerts.set(None);
        self.busy.run(async move {
            match ask(ChooseAccount { account }).await {
                Ok(session) => self.flow.complete(session),
                Err(problem) => self.show_failure(problem),
            }
        });
    }

    /// The list shrinks; when it is empty, the step for the sign-in name follows by itself.
    fn sign_out(self, account: String) {
        self.alerts.set(None);
        self.busy.run(async move {
            match ask(SignOut { account }).await {
                Ok(session) => {
                    report_sign_out(&session);
                    self.flow.session.set(session);
                    focus_heading(); // the button is gone
                }
                Err(problem) => self.show_failure(problem),
            }
        });
    }

    fn show_failure(self, problem: Problem) {
        show_problem(self.alerts, problem);
    }
}
