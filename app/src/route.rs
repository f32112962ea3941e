//! The screen that the address names, and navigation between screens. The screens are a closed set, so people who come to type a code
//! don't have to download a router.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::Screen;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent, UrlSearchParams};

use crate::dom;
use crate::reactive::{effect, live_if};

/// The screen that the browser's address names; `None` for an unknown address.
pub(crate) fn current_screen() -> Option<Screen> {
    Screen::of(&pathname())
}

/// Path and query, which change when the person navigates; a jump within the page changes neither.
pub(crate) fn address() -> String {
    pathname() + &location().search().unwrap_or_default()
}

/// Puts an address into the browser's bar, and shows nothing else. `replace` takes the place of the current entry in the history. `false` where
/// the browser refuses: Safari limits the steps in half a minute.
#[inline] // of its two callers, only one is in the first load
pub(crate) fn put_address(path: &str, replace: bool) -> bool {
    let Ok(history) = window().history() else { return false };
    let put = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(path))
    };
    put.is_ok()
}

fn pathname() -> String {
    location().pathname().unwrap_or_default()
}

/// The browser's current location.
#[derive(Clone)]
struct Location {
    screen: Option<Screen>,
    /// The query as in the address, with its question mark.
    query: String,
    /// Whether Back or Forward led here.
    by_history: bool,
}

impl Location {
    fn current(by_history: bool) -> Self {
        Self { screen: current_screen(), query: location().search().unwrap_or_default(), by_history }
    }
}

/// Links that lead away from the screen in this tab, as a selector.
pub(crate) const LINKS: &str = "a[href]:not([target], [download], [href^='#'])";

/// The router; every screen finds it as a context.
#[derive(Clone, Copy)]
pub(crate) struct Route(RwSignal<Location>);

/// The router.
pub(crate) fn use_route() -> Route {
    expect_context()
}

impl Route {
    /// Provides it as a context, and listens for Back, Forward, and clicks on links.
    pub(crate) fn provide() -> Self {
        let route = Self(RwSignal::new(Location::current(false)));
        dom::listen(&window(), "popstate", move |_: Event| route.follow_history());
        dom::listen(&window(), "click", move |event: MouseEvent| route.follow(&event));
        provide_context(route);
        route
    }

    /// The screen to show. It changes when another screen is due, not with each step of a screen.
    pub(crate) fn screen(self) -> Memo<Option<Screen>> {
        Memo::new(move |_| self.0.with(|location| location.screen))
    }

    /// A parameter of the address's query.
    pub(crate) fn query(self, name: &str) -> Option<String> {
        self.0.with(|location| UrlSearchParams::new_with_str(&location.query).ok()?.get(name))
    }

    /// The step of the screen that is being made, read from its address. It stays the same while the next screen loads, because the
    /// address then names a step of that one.
    pub(crate) fn step<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(Option<&str>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let screen = self.0.with_untracked(|location| location.screen);
        Memo::new(move |before: Option<&T>| match before {
            Some(step) if self.0.with(|location| location.screen != screen) => step.clone(),
            _ => read(self.query("step").as_deref()),
        })
    }

    /// Whether the browser's Back or Forward led here.
    pub(crate) fn came_by_history(self) -> bool {
        self.0.with_untracked(|location| location.by_history)
    }

    /// Handles Back and Forward. A jump within the page is reported as one too, and changes nothing.
    fn follow_history(self) {
        let current = Location::current(true);
        if self.0.with_untracked(|location| location.screen != current.screen || location.query != current.query) {
            self.0.set(current);
        }
    }

    /// Goes to an address of the page. `replace` takes the place of the current entry in the history. `false` where the browser refuses.
    pub(crate) fn navigate(self, path: &str, replace: bool) -> bool {
        if !put_address(path, replace) {
            return false;
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
        self.0.set(Location::current(false));
        true
    }

    /// Adds a word to the address's query; Back removes it. `false` where the browser refuses.
    pub(crate) fn add_word(self, word: &str) -> bool {
        let query = self.0.with_untracked(|location| location.query.clone());
        self.navigate(&(pathname() + &with_word(&query, word)), false)
    }

    /// Removes such a word where a reload or Forward has left it.
    pub(crate) fn remove_word(self, word: &str) {
        let query = self.0.with_untracked(|location| location.query.clone());
        if let Some(before) = without_word(&query, word) {
            self.navigate(&(pathname() + before), true);
        }
    }

    /// Handles a plain click on a link to a screen within the page. All other clicks are the browser's.
    fn follow(self, event: &MouseEvent) {
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = clicked.and_then(|clicked| clicked.closest(LINKS).ok()?);
        let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()).filter(|_| is_plain(event));
        let Some(link) = link else { return };
        let is_ours = location().origin().is_ok_and(|origin| origin == link.origin());
        if is_ours && Screen::of(&link.pathname()).is_some() {
            event.prevent_default();
            // A second entry for the same address would only make Back seem broken.
            let is_here = location().href().is_ok_and(|href| href == link.href());
            self.navigate(&(link.pathname() + &link.search() + &link.hash()), is_here);
        }
    }
}

/// Whether a click follows a link in this tab, and nothing has handled it yet.
pub(crate) fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
        && !event.default_prevented()
}

/// A query with one more word at its end.
fn with_word(query: &str, word: &str) -> String {
    let sign = if query.is_empty() { '?' } else { '&' };
    format!("{query}{sign}{word}")
}

/// A query without the word at its end, if it is there.
fn without_word<'a>(query: &'a str, word: &str) -> Option<&'a str> {
    query.strip_suffix(word)?.strip_suffix(['?', '&'])
}

/// Shows the screen that is due once `load` has loaded it. Until then the previous screen stays, so that nothing jumps.
pub(crate) fn outlet<F>(route: Route, load: impl Fn(Option<Screen>) -> F + 'static) -> AnyView
where
    F: Future<Output = AnyView> + 'static,
{
    let next_screen = route.screen();
    let app = Owner::current().unwrap_or_default();
    let outlet =
        Outlet { last_load: Rc::default(), shown: Rc::default(), loaded: Rc::default(), has_loaded: Trigger::new() };
    let outlet_state = outlet.clone();
    effect(move || {
        let screen = next_screen.get();
        let load_number = outlet_state.last_load.get() + 1;
        outlet_state.last_load.set(load_number);
        if outlet_state.is_shown(screen) {
            return; // the person went back before it loaded: drop the result
        }
        // Effects that a screen registers end when the next one takes its place.
        let owner = app.child();
        let view = owner.with(|| ScopedFuture::new_untracked(load(screen)));
        let outlet = outlet_state.clone();
        spawn_local(async move {
            let view = view.await;
            if outlet.last_load.get() == load_number {
                outlet.loaded.replace(Some(LoadedScreen { screen, owner, view }));
                outlet.has_loaded.notify();
            } else {
                owner.cleanup();
            }
        });
    });
    let outlet = StoredValue::new_local(outlet);
    live_if(move || outlet.try_with_value(Outlet::change).flatten())
}

/// A screen with the effects that it has registered.
struct LoadedScreen {
    screen: Option<Screen>,
    owner: Owner,
    view: AnyView,
}

/// A screen on the page, and the owner of its effects.
type ShownScreen = (Option<Screen>, Owner);

/// The screen that is shown, and the one that is due.
#[derive(Clone)]
struct Outlet {
    /// The number of the newest load: the result of an older one is dropped.
    last_load: Rc<Cell<u32>>,
    shown: Rc<RefCell<Option<ShownScreen>>>,
    loaded: Rc<RefCell<Option<LoadedScreen>>>,
    has_loaded: Trigger,
}

impl Outlet {
    fn is_shown(&self, screen: Option<Screen>) -> bool {
        self.shown.borrow().as_ref().is_some_and(|(shown, _)| *shown == screen)
    }

    /// Puts the loaded screen in place of the previous one.
    fn change(&self) -> Option<AnyView> {
        self.has_loaded.track();
        let LoadedScreen { screen, owner, view } = self.loaded.take()?;
        if let Some((_, before)) = self.shown.replace(Some((screen, owner))) {
            before.cleanup();
        }
        Some(view)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{with_word, without_word};

    #[wasm_bindgen_test]
    fn a_word_comes_into_the_query_and_out_again() {
        for query in ["", "?step=confirm", "?step=enter&to=link"] {
            let longer = with_word(query, "step-up");
            assert_ne!(longer, query);
            assert_eq!(without_word(&longer, "step-up"), Some(query), "{longer}");
        }
    }

    #[wasm_bindgen_test]
    fn only_the_word_itself_is_taken_out() {
        for query in ["", "?step=confirm", "?step-up=1", "?not-step-up", "?step-up&step=confirm"] {
            assert_eq!(without_word(query, "step-up"), None, "{query}");
        }
    }
}
