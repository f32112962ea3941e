//! Which screen the address shows, and the ways from one to the next. The screens are a closed set, so no router has to be
//! fetched by everybody who comes to type a code.

use domain::Screen;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent, UrlSearchParams};

use crate::dom;

/// What the browser's address shows now; `None` is no screen of ours.
pub(crate) fn here() -> Option<Screen> {
    Screen::of(&location().pathname().unwrap_or_default())
}

/// Where the browser stands.
#[derive(Clone, PartialEq, Eq)]
struct Place {
    screen: Option<Screen>,
    /// As in the address, with its question mark.
    query: String,
    /// Whether Back or Forward led here.
    by_history: bool,
}

impl Place {
    fn here(by_history: bool) -> Self {
        Self { screen: here(), query: location().search().unwrap_or_default(), by_history }
    }
}

/// The browser's address, found by every screen as a context.
#[derive(Clone, Copy)]
pub(crate) struct Route(RwSignal<Place>);

/// The address.
pub(crate) fn use_route() -> Route {
    expect_context()
}

impl Route {
    /// Makes it known to all screens, and begins to hear Back, Forward, and clicks on links.
    pub(crate) fn provide() -> Self {
        let route = Self(RwSignal::new(Place::here(false)));
        dom::listen(&window(), "popstate", move |_: Event| route.0.set(Place::here(true)));
        dom::listen(&window(), "click", move |event: MouseEvent| route.follow(&event));
        provide_context(route);
        route
    }

    /// The screen to show: it changes when another one is due, not with each step of one.
    pub(crate) fn screen(self) -> Memo<Option<Screen>> {
        Memo::new(move |_| self.0.with(|place| place.screen))
    }

    /// A parameter of the address's query.
    pub(crate) fn query(self, name: &str) -> Option<String> {
        self.0.with(|place| UrlSearchParams::new_with_str(&place.query).ok()?.get(name))
    }

    /// Whether the browser's Back or Forward led here.
    pub(crate) fn came_by_history(self) -> bool {
        self.0.with_untracked(|place| place.by_history)
    }

    /// Goes to an address of the page. `replace` leaves no way back to the one before.
    pub(crate) fn go(self, path: &str, replace: bool) {
        let Ok(history) = window().history() else { return };
        let gone = if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(path))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(path))
        };
        if gone.is_err() {
            return; // Safari allows so many steps in half a minute
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
        self.0.set(Place::here(false));
    }

    /// A plain click on a link to a screen stays in the page. All else is the browser's.
    fn follow(self, event: &MouseEvent) {
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
            && !event.default_prevented();
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link =
            clicked.and_then(|clicked| clicked.closest("a[href]:not([target], [download], [href^='#'])").ok()?);
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()).filter(|_| is_plain) else {
            return;
        };
        let is_ours = location().origin().is_ok_and(|origin| origin == link.origin());
        if is_ours && Screen::of(&link.pathname()).is_some() {
            event.prevent_default();
            self.go(&(link.pathname() + &link.search()), false);
        }
    }
}

/// Shows what `load` brings for the screen that is due. Until then the one before stays, so that nothing jumps.
pub(crate) fn outlet<F>(route: Route, load: impl Fn(Option<Screen>) -> F + 'static) -> AnyView
where
    F: Future<Output = AnyView> + 'static,
{
    let due = route.screen();
    let app = Owner::current().unwrap_or_default();
    let arrived = StoredValue::new_local(None::<(Owner, AnyView)>);
    let news = Trigger::new();
    Effect::new(move |_| {
        let screen = due.get();
        // What a screen registers ends when the next one takes its place.
        let owner = app.child();
        let view = owner.with(|| ScopedFuture::new_untracked(load(screen)));
        spawn_local(async move {
            let view = view.await;
            if due.try_get_untracked() == Some(screen) {
                arrived.set_value(Some((owner, view)));
                news.notify();
            }
        });
    });
    let shown = StoredValue::new_local(None::<Owner>);
    let show = move || {
        news.track();
        let (owner, view) = arrived.try_update_value(Option::take).flatten()?;
        shown.set_value(Some(owner));
        Some(view)
    };
    show.into_any()
}
