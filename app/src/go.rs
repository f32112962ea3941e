//! Ways through the page: a closed set, so that no address from outside can become one.

use std::cell::Cell;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::Event;

use crate::dom;

/// Where one can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Home,
    /// The entry, the first step of linking.
    Link,
    Confirm,
    Done,
    Declined,
    SignIn(Return),
    Password(Return),
    /// The name step, although accounts are signed in.
    Name(Return),
    SignedOut,
    Devices,
}

/// Where sign-in leads back to; in the address as `?to=link`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Return {
    Home,
    Link,
    Devices,
}

impl To {
    /// Its address in the page.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Home => "/".into(),
            Self::Link => "/link".into(),
            Self::Confirm => "/link?step=confirm".into(),
            Self::Done => "/link?step=done".into(),
            Self::Declined => "/link?step=declined".into(),
            Self::SignIn(to) => sign_in("", to),
            Self::Password(to) => sign_in("password", to),
            Self::Name(to) => sign_in("name", to),
            Self::SignedOut => "/signed-out".into(),
            Self::Devices => "/devices".into(),
        }
    }
}

fn sign_in(step: &str, to: Return) -> String {
    let step = if step.is_empty() { String::new() } else { format!("step={step}") };
    let query: Vec<String> = [step, to.query()].into_iter().filter(|part| !part.is_empty()).collect();
    if query.is_empty() { "/sign-in".into() } else { format!("/sign-in?{}", query.join("&")) }
}

impl Return {
    /// Reads the address's `to`; whatever it does not know leads home.
    pub(crate) fn read(to: Option<&str>) -> Self {
        match to {
            Some("link") => Self::Link,
            Some("devices") => Self::Devices,
            _ => Self::Home,
        }
    }

    fn query(self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Link => "to=link".into(),
            Self::Devices => "to=devices".into(),
        }
    }
}

thread_local! {
    static BY_HISTORY: Cell<bool> = const { Cell::new(false) };
}

/// Begins to notice Back and Forward: before there is a router, which acts on the same events.
pub(crate) fn watch_history() {
    dom::listen(&window(), "popstate", |_: Event| BY_HISTORY.set(true));
    dom::listen(&window(), "click", |_: Event| BY_HISTORY.set(false));
}

/// Whether the browser's Back or Forward led here.
pub(crate) fn came_by_history() -> bool {
    BY_HISTORY.get()
}

/// Goes places; made once by the app, found by every screen as a context.
#[derive(Clone, Copy)]
pub(crate) struct Go(Callback<(To, bool)>);

impl Go {
    /// Makes it known to all screens. Needs a `Router` above.
    pub(crate) fn provide() -> Self {
        let navigate = use_navigate();
        let go = Self(Callback::new(move |(to, replace): (To, bool)| {
            BY_HISTORY.set(false);
            let path = to.path();
            navigate(&path, NavigateOptions { replace, ..NavigateOptions::default() });
            correct_address(&path);
        }));
        provide_context(go);
        go
    }

    /// Goes there; Back leads here again.
    pub(crate) fn to(self, to: To) {
        self.0.try_run((to, false));
    }

    /// Goes there; Back leads to where one came from.
    pub(crate) fn instead(self, to: To) {
        self.0.try_run((to, true));
    }
}

/// The ways through the page.
pub(crate) fn use_go() -> Go {
    expect_context()
}

/// `leptos_router` 0.8.17 does not write an address that its own list has last, though after Back and a replaced entry the
/// browser may stand elsewhere: type a code, sign in, go back, type on.
fn correct_address(path: &str) {
    let here = location();
    let now = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
    if now != path
        && let Ok(history) = window().history()
    {
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}
