//! "Verify it's you": one more proof, by a code that goes to one of the account's ways (S9).

use domain::Problem;
use domain::api::single_use_code::CodeSent;
use domain::api::verify::{ReadVerifyWays, RequestSecurityCode, Verify, VerifyWays};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::go::{Return, To};
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::sent_code_field::{ID, SentCodeField};
use crate::parts::summary::{Alert, Alerts, summary, tell};
use crate::way::{Way, use_way};

/// What the parts share.
#[derive(Clone, Copy)]
struct Verifying {
    way: Way,
    ways: RwSignal<VerifyWays>,
    /// The number of the way that is chosen.
    chosen: RwSignal<u64>,
    /// The code that is on its way.
    sent: RwSignal<Option<CodeSent>>,
    alerts: Alerts,
}

/// The step of a sign-in that waits for it.
pub(crate) fn verify() -> AnyView {
    let verifying = Verifying {
        way: use_way(),
        ways: RwSignal::new(VerifyWays { ways: Vec::new(), inbox: false }),
        chosen: RwSignal::new(0),
        sent: RwSignal::new(None),
        alerts: RwSignal::new(None),
    };
    spawn_local(verifying.read_ways());
    let is_sent = Memo::new(move |_| verifying.sent.with(Option::is_some));
    view! {
        {heading(t::verify::heading().into())}
        {summary(verifying.alerts, Return::Home)}
        // In elements of their own: forms of one shape would share their fields' nodes.
        {move || if is_sent.get() { view! { <div>{verifying.enter()}</div> }.into_any() } else { verifying.ask() }}
    }
    .into_any()
}

impl Verifying {
    async fn read_ways(self) {
        match api::ask(ReadVerifyWays {}).await {
            Ok(ways) => {
                self.ways.try_set(ways);
            }
            Err(problem) => self.tell(problem),
        }
    }

    /// Which way, and "Send code".
    fn ask(self) -> AnyView {
        let busy = Busy::new();
        let send = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            busy.run(self.send());
        };
        let radios = move || {
            let ways = self.ways.get().ways.into_iter();
            let radio = move |way: domain::api::verify::Way| {
                view! {
                    <label class="check">
                        <input
                            type="radio"
                            name="way"
                            prop:checked=move || self.chosen.get() == way.id
                            on:change=move |_| self.chosen.set(way.id)
                        />
                        <span dir="auto">{way.hint}</span>
                    </label>
                }
            };
            ways.map(radio).collect::<Vec<_>>()
        };
        view! {
            <form novalidate on:submit=send>
                <p class="lead">{t::verify::lead()}</p>
                <fieldset class="field">
                    <legend>{t::verify::legend()}</legend>
                    {radios}
                </fieldset>
                <div class="actions">{submit(t::verify::send(), busy)}</div>
                {self.links()}
            </form>
        }
        .into_any()
    }

    /// The code, and "Verify".
    fn enter(self) -> AnyView {
        let (field, busy) = (SentCodeField::new(), Busy::new());
        let verify = move |event: SubmitEvent| {
            event.prevent_default();
            self.alerts.set(None);
            match field.code() {
                Ok(code) => busy.run(self.redeem(code.to_string())),
                Err(error) => self.alerts.set(Some(Alert::at(ID, error))),
            }
        };
        let to = self.sent.get_untracked().map(|sent| sent.to).unwrap_or_default();
        let no_code = move || {
            self.alerts.set(None);
            self.sent.set(None);
        };
        view! {
            <form novalidate on:submit=verify>
                <p class="lead">{t::verify::sent(&to)}</p>
                {field.view(t::verify::code(), self.alerts)}
                <div class="actions">
                    {submit(t::verify::submit(), busy)} {button("", t::verify::no_code(), Busy::new(), no_code)}
                </div>
                {self.links()}
            </form>
        }
        .into_any()
    }

    fn links(self) -> AnyView {
        let back = self.way.back;
        let is_inbox = move || self.ways.with(|ways| ways.inbox);
        let inbox = move || {
            is_inbox().then(|| view! { <li class="quiet"><a href=To::Inbox.path()>{t::verify::inbox()}</a></li> })
        };
        view! {
            <ul class="links">
                <li>
                    <a href=move || To::Name(back.get()).path()>{t::verify::other_name()}</a>
                </li>
                {inbox}
            </ul>
        }
        .into_any()
    }

    async fn send(self) {
        let way = self.chosen.get_untracked();
        match api::ask(RequestSecurityCode { way }).await {
            Ok(sent) => {
                self.sent.try_set(Some(sent));
            }
            Err(problem) => self.tell(problem),
        }
    }

    async fn redeem(self, code: String) {
        let way = self.chosen.get_untracked();
        match api::ask(Verify { way, code }).await {
            Ok(session) => self.way.arrive(session),
            Err(problem) => self.tell(problem),
        }
    }

    fn tell(self, problem: Problem) {
        match problem {
            Problem::WrongSentCode { .. }
            | Problem::SentCodeReplaced
            | Problem::SentCodeUsed
            | Problem::SentCodeExpired
            | Problem::SentCodeSpent => {
                self.alerts.try_set(Some(Alert::of_field(ID, problem)));
            }
            // Too long ago: from the start.
            Problem::NothingToVerify => {
                if let Some(back) = self.way.back.try_get_untracked() {
                    self.way.go.instead(To::Name(back));
                }
            }
            problem => tell(self.alerts, problem),
        }
    }
}
