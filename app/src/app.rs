//! The routes, and what every screen finds as a context.

use leptos::portal::Portal;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, StaticSegment};

use crate::dom;
use crate::go::Go;
use crate::parts::account_menu::account_menu;
use crate::screens::{self, DevicesRoute, SignInRoute};
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
    let enter = screens::link::adopt();
    leptos::task::spawn_local(async move {
        // What needs the session reads it again and tells why it can't; the header does not.
        let _ = session.ready().await;
    });
    let account_slot: web_sys::Element = dom::by_id("account");
    view! {
        {enter}
        <Portal mount=account_slot>{account_menu}</Portal>
        <FlatRoutes fallback=screens::not_found::not_found>
            <Route path=StaticSegment("") view=screens::home::home />
            <Route path=StaticSegment("link") view=screens::link::link />
            <Route path=StaticSegment("sign-in") view={Lazy::<SignInRoute>::new()} />
            <Route path=StaticSegment("signed-out") view=screens::signed_out::signed_out />
            <Route path=StaticSegment("devices") view={Lazy::<DevicesRoute>::new()} />
        </FlatRoutes>
    }
}
