//! The routes, and what every screen finds as a context.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, StaticSegment};

use crate::dom;
use crate::go::Go;
use crate::lazy;
use crate::parts::account_menu::account_menu;
use crate::screens::{self, DevicesRoute, HomeRoute, SignInRoute, SignedOutRoute};
use crate::session::Current;
use crate::shell;

/// The whole app, in the shell's card.
pub(crate) fn app() -> impl IntoView {
    view! { <Router>{inside_router()}</Router> }
}

fn inside_router() -> impl IntoView {
    Go::provide();
    let session = Current::provide();
    shell::adopt();
    screens::link::adopt();
    leptos::task::spawn_local(async move {
        // What needs the session reads it again and tells why it can't; the header does not.
        let _ = session.ready().await;
    });
    mount_to(dom::by_id("account"), account_menu).forget();
    view! {
        <FlatRoutes fallback=not_found>
            <Route path=StaticSegment("") view={Lazy::<HomeRoute>::new()} />
            <Route path=StaticSegment("link") view=screens::link::link />
            <Route path=StaticSegment("sign-in") view={Lazy::<SignInRoute>::new()} />
            <Route path=StaticSegment("signed-out") view={Lazy::<SignedOutRoute>::new()} />
            <Route path=StaticSegment("devices") view={Lazy::<DevicesRoute>::new()} />
        </FlatRoutes>
    }
}

fn not_found() -> AnyView {
    lazy::part(screens::not_found_screen::load)
}
