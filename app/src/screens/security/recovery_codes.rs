//! "Save your recovery codes" (I5): ten, shown once; to copy, to save as a file, to print. Two-step verification is turned on once they
//! are saved, unless another tab has replaced them.

use std::cell::Cell;

use domain::Problem;
use domain::api::security::{ConfirmRecoveryCodes, MakeRecoveryCodes, RecoveryCodes, SwitchTwoStep};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::change_result::ChangeResult;
use super::unsaved_codes::UnsavedCodes;
use super::way_back::way_back;
use crate::ask::ask;
use crate::dom;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::copy::{CopyButton, copy_button};
use crate::parts::dialog::focus_heading;
use crate::parts::field_error::FieldError;
use crate::parts::heading::heading;
use crate::parts::other_tabs::on_sign_out;
use crate::parts::signed_in::use_signed_in;
use crate::parts::summary::{Alert, Alerts, show_problem, summary};
use crate::reactive::live;
use crate::session::{CurrentSession, use_session};
use crate::shell;

lazy::door! { recovery_codes_door: chunk secrets, words Security + Form => recovery_codes() }

/// The delay after which every browser has read the file; some start late.
const FILE_READ_WITHIN_MS: i32 = 60_000;
/// The rows that are drawn while the codes are made: ten codes in two columns.
const ROWS: usize = 5;
/// The id of "I have saved them".
const SAVED_ID: &str = "saved";

thread_local! {
    /// Set until the screen makes the codes that the person has asked for. In memory: a browser may withhold the tab's storage, and after a
    /// reload no codes may be made unasked, because they would void others.
    static ASKED_FOR: Cell<Option<CodesPurpose>> = const { Cell::new(None) };
}

/// What new recovery codes are made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CodesPurpose {
    /// A sign-in without the other methods.
    Recovery,
    /// Two-step verification, which is turned on once they are saved.
    TwoStep,
}

/// Goes to the screen, which makes the codes at once, but only once.
pub(super) fn ask_for_codes(navigator: Navigator, purpose: CodesPurpose) {
    ASKED_FOR.set(Some(purpose));
    navigator.go_to(Destination::RecoveryCodes);
}

/// Withdraws it, if the screen couldn't be loaded.
pub(super) fn withdraw() {
    ASKED_FOR.set(None);
}

/// The state of the screen.
#[derive(Clone, Copy)]
struct CodesScreen {
    /// The codes; `None` until they are made, and once others have replaced them.
    set: RwSignal<Option<RecoveryCodes>>,
    session: CurrentSession,
    alerts: Alerts,
    navigator: Navigator,
    /// Whether two-step verification is turned on afterwards.
    turns_on_two_step: bool,
}

fn recovery_codes() -> AnyView {
    let (alerts, busy): (Alerts, _) = (RwSignal::new(None), Busy::new());
    let set = RwSignal::new(None::<RecoveryCodes>);
    let asked_for = ASKED_FOR.take();
    let turns_on_two_step = asked_for == Some(CodesPurpose::TwoStep);
    let screen = CodesScreen { set, session: use_session(), alerts, navigator: use_navigator(), turns_on_two_step };
    forget_when_left(set);
    spawn_local(use_signed_in(NextStep::Security).require());
    let make = move || {
        alerts.set(None);
        busy.run(make_codes(set, alerts));
    };
    if asked_for.is_some() {
        make();
    }
    let shown = move || match set.get() {
        Some(set) => view! { <div>{codes(&set, screen)}</div> }.into_any(),
        // The lead stays while they are made: if the answer is lost, earlier codes may have stopped working.
        None => view! {
            <p class="lead">{t::security::recovery_void()}</p>
            {live(move || if busy.get() { bones(ROWS) } else { make_button(busy, make) })}
        }
        .into_any(),
    };
    view! {
        {way_back()}
        {heading(t::security::save_recovery_codes().into())}
        {summary(alerts, NextStep::Security)}
        {live(shown)}
    }
    .into_any()
}

fn make_button(busy: Busy, make: impl Fn() + 'static) -> AnyView {
    let button = button("primary", t::security::make_recovery_codes(), busy, make);
    view! { <div class="actions">{button}</div> }.into_any()
}

async fn make_codes(set: RwSignal<Option<RecoveryCodes>>, alerts: Alerts) {
    match ask(MakeRecoveryCodes {}).await {
        Ok(codes) => {
            set.try_set(Some(codes));
            focus_heading();
        }
        Err(problem) => show_problem(alerts, problem),
    }
}

/// Forgets the codes when the browser leaves the page, which it may keep for Back, and when another tab signs out (L13).
fn forget_when_left(set: RwSignal<Option<RecoveryCodes>>) {
    let forget = move || {
        set.try_set(None);
    };
    let leaving = window_event_listener_untyped("pagehide", move |_| forget());
    on_cleanup(move || leaving.remove());
    on_sign_out(use_session(), forget);
}

fn codes(RecoveryCodes { codes, set }: &RecoveryCodes, screen: CodesScreen) -> AnyView {
    let account = screen.account_name();
    let (text, made_on) = (codes.join("\n"), t::security::codes_made_on(&intl::today()));
    let once = t::security::each_works_once();
    let file = format!("{}\n{account}\n{made_on}\n{once}\n\n{text}\n", shell::brand());
    let are_saved = StoredValue::new(false);
    let unsaved = UnsavedCodes::watch(are_saved);
    let note_saved = move || {
        are_saved.try_set_value(true);
    };
    let download = move || {
        if save(&file).is_ok() {
            note_saved();
        }
    };
    let CopyButton { button: copy, status } = copy_button(text, note_saved);
    let print = move || {
        if window().print().is_ok() {
            note_saved();
        }
    };
    view! {
        <p class="lead" role="status">{t::security::recovery_made()}</p>
        {paper(codes, account, made_on)}
        <div class="actions row">
            {copy} {button("", t::security::download(), Busy::new(), download)}
            {button("", t::security::print(), Busy::new(), print)}
        </div>
        {status}
        {screen.finish(*set, are_saved)}
        {unsaved.dialog()}
    }
    .into_any()
}

/// The codes, and all that is printed: whose they are and when they were made stand on paper only.
fn paper(codes: &[String], account: String, made_on: String) -> AnyView {
    let items: Vec<_> = codes.iter().map(|code| view! { <li>{code.clone()}</li> }).collect();
    view! {
        <div class="paper">
            <div class="print-only">
                <p>
                    <strong>{shell::brand()}</strong>
                </p>
                <p dir="auto" translate="no">{account}</p>
                <p>{made_on}</p>
            </div>
            <ol class="secret codes" dir="ltr" translate="no">{items}</ol>
        </div>
    }
    .into_any()
}

impl CodesScreen {
    /// The name of the account that the codes belong to.
    fn account_name(self) -> String {
        let session = self.session.get_untracked().unwrap_or_default();
        session.account().map(|account| account.name.clone()).unwrap_or_default()
    }

    /// "I have saved them", and "Done", about the set with this number.
    fn finish(self, set: u64, are_saved: StoredValue<bool>) -> AnyView {
        let (is_checked, busy) = (RwSignal::new(false), Busy::new());
        let toggle = move |_| {
            is_checked.update(|is_checked| *is_checked = !*is_checked);
            if is_checked.get_untracked() {
                are_saved.try_set_value(true); // a copy, a file or a print stays when it is cleared
            }
        };
        let done = move || {
            self.alerts.set(None);
            if is_checked.get_untracked() {
                busy.run(self.leave(set));
            } else {
                self.alerts.set(Some(Alert::for_field(SAVED_ID, t::security::not_saved().into())));
            }
        };
        let error = FieldError::of_field(self.alerts, SAVED_ID);
        view! {
            <div class="field">
                {error.line()}
                <label class="check">
                    <input
                        type="checkbox"
                        id=SAVED_ID
                        prop:checked=is_checked
                        aria-describedby=error.line_id()
                        aria-invalid=error.invalid()
                        on:change=toggle
                    />
                    <span>{t::security::saved_them()}</span>
                </label>
            </div>
            <div class="actions">{button("primary", t::security::done(), busy, done)}</div>
        }
        .into_any()
    }

    /// Turns two-step verification on, if that is what the codes were made for, and returns to the security info. The server compares the
    /// saved set with the newest one.
    async fn leave(self, set: u64) {
        let (answer, result) = if self.turns_on_two_step {
            (ask(SwitchTwoStep { on: true, set: Some(set) }).await, ChangeResult::two_step(true))
        } else {
            let result = ChangeResult::new(t::security::codes_work()).and(t::security::codes_next());
            (ask(ConfirmRecoveryCodes { set }).await, result)
        };
        match answer {
            Ok(_) => {
                result.keep();
                self.navigator.replace_with(Destination::Security);
            }
            Err(Problem::CeremonyOver) => {
                self.set.try_set(None);
                self.alerts.try_set(Some(Alert::of_text(t::security::codes_replaced().into())));
            }
            Err(problem @ Problem::AccountChanged { .. }) => {
                let text = t::security::codes_of_account(&self.account_name());
                self.alerts.try_set(Some(Alert::of(problem).with_text(text)));
            }
            Err(problem) => show_problem(self.alerts, problem),
        }
    }
}

/// Saves a text as a file. It is in no address, because the browser would keep that in its history.
fn save(text: &str) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download("recovery-codes.txt");
    link.click();
    spawn_local(async move {
        dom::sleep(FILE_READ_WITHIN_MS).await;
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}
