//! "New recovery codes" (I5): ten, shown once; to copy, to keep in a file, to print.

use domain::api::security::{MakeRecoveryCodes, RecoveryCodes};
use leptos::prelude::*;

use crate::api;
use crate::go::{Return, To};
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::copy::copy;
use crate::parts::heading::heading;
use crate::parts::summary::{Alerts, summary, tell};
use crate::session::use_session;

pub(crate) fn recovery_codes() -> AnyView {
    let (alerts, busy): (Alerts, _) = (RwSignal::new(None), Busy::new());
    let set = RwSignal::new(None::<RecoveryCodes>);
    let make = move || {
        alerts.set(None);
        busy.run(async move {
            match api::ask(MakeRecoveryCodes {}).await {
                Ok(codes) => drop(set.try_set(Some(codes))),
                Err(problem) => tell(alerts, problem),
            }
        });
    };
    let shown = move || match set.get() {
        Some(set) => view! { <div>{codes(&set.codes)}</div> }.into_any(),
        None => view! {
            <p class="lead">{t::security::recovery_void()}</p>
            <div class="actions">{button("primary", t::security::make_recovery_codes(), busy, make)}</div>
        }
        .into_any(),
    };
    view! {
        {heading(t::security::recovery_codes().into())}
        {summary(alerts, Return::Security)}
        {shown}
        <ul class="links">
            <li>
                <a href=To::Security.path()>{t::security::back()}</a>
            </li>
        </ul>
    }
    .into_any()
}

fn codes(codes: &[String]) -> AnyView {
    let account = use_session().account().map(|account| account.name).unwrap_or_default();
    let text = codes.join("\n");
    let file =
        format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(&format!("{account}\n\n{text}\n")));
    let items: Vec<_> = codes.iter().map(|code| view! { <li>{code.clone()}</li> }).collect();
    let print = || {
        let _ = window().print();
    };
    view! {
        <p class="lead" role="status">{t::security::recovery_made()}</p>
        <p class="print-only" dir="auto">{account}</p>
        <ol class="secret codes" dir="ltr" translate="no">{items}</ol>
        {copy(text)}
        <div class="actions row">
            <a class="button" href=file download="recovery-codes.txt">{t::security::download()}</a>
            {button("", t::security::print(), Busy::new(), print)}
        </div>
    }
    .into_any()
}
