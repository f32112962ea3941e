//! `/sign-in`: sign-in name, then password (S1); or one of the accounts that are signed in (S2).

mod name;
mod passkey;
mod password;
mod picker;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom;
use crate::lazy;
use crate::navigator::Destination;
use crate::parts::cookies;
use crate::parts::heading;
use crate::parts::lazy_view::part;
use crate::reactive::live;
use crate::route::use_route;
use crate::screens::verify::verify_door;
use crate::sign_in_flow::{skip_sign_in_history, use_sign_in_flow};
use crate::tab_storage;

lazy::door! { sign_in_door: chunk sign_in, words SignIn + Form => sign_in() }

/// The steps of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SignInStep {
    Picker,
    Name,
    Password,
    Verify,
}

/// The screen.
pub(crate) fn sign_in() -> AnyView {
    if let Some(what_to_allow) = cookies::refused() {
        return what_to_allow;
    }
    let route = use_route();
    let flow = use_sign_in_flow();
    let goes_back = skip_sign_in_history(route);
    let is_session_known = RwSignal::new(!goes_back && flow.session.get_untracked().is_some());
    if !is_session_known.get_untracked() {
        heading::take_focus_when_late();
        spawn_local(async move {
            if goes_back {
                dom::sleep(500).await; // the history had no entry to go back to
            }
            // When the session can't be read, the sign-in reports why.
            let _ = flow.session.ready().await;
            is_session_known.try_set(true);
        });
    }
    let has_accounts = Memo::new(move |_| flow.session.get().is_some_and(|session| !session.accounts.is_empty()));
    let step = route.step(move |named| {
        is_session_known.get().then(|| match named {
            Some("verify") => SignInStep::Verify,
            Some("password") if tab_storage::text(tab_storage::NAME).is_some() => SignInStep::Password,
            None if has_accounts.get() => SignInStep::Picker,
            _ => SignInStep::Name,
        })
    });
    live(move || match step.get() {
        None => ().into_any(),
        Some(SignInStep::Picker) => picker::picker(flow),
        Some(SignInStep::Name) => name::name(flow),
        Some(SignInStep::Password) => password::password(flow),
        Some(SignInStep::Verify) => part(&verify_door::DOOR),
    })
}

/// The links to other methods.
fn links(links: &[(Destination, &'static str)]) -> AnyView {
    let links: Vec<_> = links.iter().map(|(to, words)| view! { <li><a href=to.path()>{*words}</a></li> }).collect();
    view! { <ul class="links">{links}</ul> }.into_any()
}
