//! "Download my data": what is stored about the account, as a page to read and as a file (I9).

use domain::api::account::{OwnAccount, OwnBrowser, OwnData, OwnDevice, OwnMethod, OwnSession, ReadOwnData};
use js_sys::JSON;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::file;
use super::forgotten::forget_when_left;
use super::kind::kind_words;
use super::way_back::way_back;
use crate::ask::ask;
use crate::intl;
use crate::json;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::bones::bones;
use crate::parts::browser_row::browser_name;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::fact;
use crate::parts::heading::heading;
use crate::parts::signed_in::use_signed_in;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;

lazy::door! { own_data_door: chunk secrets, words Security + Form => own_data() }

/// The rows that are drawn while the data is read.
const ROWS: usize = 6;

/// A fact, and its value if there is one.
type Fact = (&'static str, Option<String>);

fn own_data() -> AnyView {
    let (alerts, busy): (Alerts, _) = (RwSignal::new(None), Busy::new());
    let data = RwSignal::new(None::<OwnData>);
    forget_when_left(data);
    spawn_local(use_signed_in(NextStep::Security).require());
    let read = move || {
        alerts.set(None);
        busy.run(read_data(data, alerts));
    };
    let shown = move || match data.get() {
        Some(data) => page(&data),
        None => view! {
            <p class="lead">{t::security::data_text()}</p>
            {live(move || if busy.get() { bones(ROWS) } else { read_button(busy, read) })}
        }
        .into_any(),
    };
    view! {
        {way_back()}
        {heading(t::security::download_data().into())}
        {summary(alerts, NextStep::Security)}
        {live(shown)}
    }
    .into_any()
}

fn read_button(busy: Busy, read: impl Fn() + 'static) -> AnyView {
    let button = button("primary", t::security::show_data(), busy, read);
    view! { <div class="actions">{button}</div> }.into_any()
}

async fn read_data(data: RwSignal<Option<OwnData>>, alerts: Alerts) {
    match ask(ReadOwnData {}).await {
        Ok(read) => {
            data.try_set(Some(read));
            focus_heading();
        }
        Err(problem) => show_problem(alerts, problem),
    }
}

/// The page to read. The activity, which can be long, has a page of its own.
fn page(data: &OwnData) -> AnyView {
    let file = pretty(data);
    let save = move || {
        let _ = file::save("my-data.json", &file);
    };
    let OwnData { made, account, methods, devices, sessions, known_browsers, activity: _ } = data;
    view! {
        <p class="lead" role="status">{t::security::data_made(&intl::date_and_time(made))}</p>
        <div class="actions">{button("primary", t::security::download(), Busy::new(), save)}</div>
        <div class="groups">
            {group("data-account", t::security::data_account(), vec![of_account(account)])}
            {group("data-methods", t::security::methods(), methods.iter().map(of_method).collect())}
            {group("data-devices", t::menu::devices(), devices.iter().map(of_device).collect())}
            {group("data-sessions", t::security::sessions(), sessions.iter().map(of_session).collect())}
            {group("data-browsers", t::security::data_browsers(), known_browsers.iter().map(of_browser).collect())}
        </div>
        <p>
            <a href=Destination::Activity.path()>{t::menu::activity()}</a>
        </p>
    }
    .into_any()
}

/// The data as JSON that people can read, too.
fn pretty(data: &OwnData) -> String {
    let text = json::write(data);
    let pretty = JSON::parse(&text)
        .and_then(|data| JSON::stringify_with_replacer_and_space(&data, &JsValue::NULL, &JsValue::from(2)));
    pretty.map_or(text, String::from)
}

/// Some of the data under a heading; nothing if there is none.
fn group(id: &'static str, heading: &'static str, items: Vec<Vec<Fact>>) -> Option<AnyView> {
    let lists: Vec<_> = items.into_iter().map(|facts| view! { <dl class="facts">{known(facts)}</dl> }).collect();
    (!lists.is_empty()).then(|| {
        view! {
            <section class="group whole" aria-labelledby=id>
                <header>
                    <h2 id=id>{heading}</h2>
                </header>
                {lists}
            </section>
        }
        .into_any()
    })
}

fn known(facts: Vec<Fact>) -> Vec<AnyView> {
    facts.into_iter().filter_map(|(name, value)| Some(fact::name(name, value?))).collect()
}

fn of_account(account: &OwnAccount) -> Vec<Fact> {
    let yes_or_no = |is_so: bool| {
        let word = if is_so { t::security::yes() } else { t::security::no() };
        Some(word.to_owned())
    };
    vec![
        (t::security::data_names(), Some(account.sign_in_names.join(", "))),
        (t::security::data_id(), Some(account.id.clone())),
        (t::security::data_created(), at(Some(&account.created))),
        (t::security::data_signed_in(), at(account.signed_in.as_ref())),
        (t::security::data_language(), account.language.clone()),
        (t::security::password(), yes_or_no(account.password)),
        (t::security::two_step(), yes_or_no(account.two_step)),
        (t::security::recovery_codes(), Some(intl::number(intl::small(account.recovery_codes) as usize))),
    ]
}

fn of_method(method: &OwnMethod) -> Vec<Fact> {
    vec![
        (kind_words(method.kind), Some(method.contact.as_ref().or(method.name.as_ref()).cloned().unwrap_or_default())),
        (t::security::added(), at(Some(&method.added))),
        (t::security::data_used(), at(method.used.as_ref())),
    ]
}

fn of_device(device: &OwnDevice) -> Vec<Fact> {
    vec![
        (t::security::data_device(), Some(device.client.clone())),
        (t::security::data_name(), device.name.clone()),
        (t::security::data_calls_itself(), device.calls_itself.clone()),
        (t::security::data_scopes(), Some(device.scopes.join(" ")).filter(|scopes| !scopes.is_empty())),
        (t::security::data_linked(), at(Some(&device.linked))),
        (t::security::data_from(), Some(device.linked_from.clone())),
        (t::security::data_used(), at(device.used.as_ref())),
        (t::security::data_used_from(), device.used_from.clone()),
    ]
}

fn of_session(session: &OwnSession) -> Vec<Fact> {
    vec![
        (t::security::data_browser(), Some(browser_name(&session.browser, None))),
        (t::security::data_network(), session.network.clone()),
        (t::security::data_signed_in(), at(Some(&session.signed_in))),
        (t::security::data_used(), at(Some(&session.used))),
    ]
}

fn of_browser(browser: &OwnBrowser) -> Vec<Fact> {
    vec![
        (t::security::data_browser(), Some(browser_name(&browser.browser, None))),
        (t::security::data_network(), browser.network.clone()),
        (t::security::data_country(), browser.country.as_deref().map(intl::country)),
        (t::security::data_first(), at(Some(&browser.first_signed_in))),
        (t::security::data_used(), at(Some(&browser.used))),
        (t::security::data_trusted(), at(browser.trusted_until.as_ref())),
    ]
}

/// A time in the page's language and in the browser's time zone.
fn at(time: Option<&String>) -> Option<String> {
    time.map(|time| intl::date_and_time(time))
}
