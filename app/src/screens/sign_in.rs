//! `/sign-in`: name, then password (S1); or one of the accounts that are signed in (S2).

mod name;
mod password;
mod picker;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom;
use crate::go::To;
use crate::keep;
use crate::locale::t;
use crate::parts::heading;
use crate::route::use_route;
use crate::way::{Way, go_further_back, use_way};

/// Where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Picker,
    Name,
    Password,
}

/// The screen.
pub(crate) fn sign_in() -> AnyView {
    let route = use_route();
    let way = use_way();
    let goes_back = go_further_back(route);
    let known = RwSignal::new(!goes_back && way.session.get_untracked().is_some());
    if !known.get_untracked() {
        heading::comes_late();
        spawn_local(async move {
            if goes_back {
                dom::sleep(500).await; // there was nothing to go back to
            }
            // When the session can't be read, signing in says why.
            let _ = way.session.ready().await;
            known.try_set(true);
        });
    }
    let is_anyone_here = Memo::new(move |_| way.session.get().is_some_and(|session| !session.accounts.is_empty()));
    let step = Memo::new(move |_| {
        let asked = route.query("step");
        known.get().then(|| match asked.as_deref() {
            Some("password") if keep::text(keep::NAME).is_some() => Step::Password,
            None if is_anyone_here.get() => Step::Picker,
            _ => Step::Name,
        })
    });
    (move || match step.get() {
        None => ().into_any(),
        Some(Step::Picker) => picker::picker(way),
        Some(Step::Name) => name::name(way),
        Some(Step::Password) => password::password(way),
    })
    .into_any()
}

/// The other ways in: a code, and another name where one is given already.
fn links(way: Way, is_named: bool) -> AnyView {
    let back = way.back.get_untracked();
    let link = |to: To, words: &'static str| view! { <li><a href=to.path()>{words}</a></li> };
    let other_name = is_named.then(|| link(To::Name(back), t::password::other_name()));
    view! { <ul class="links">{link(To::SingleUseCode(back), t::sign_in::single_use_code())} {other_name}</ul> }
        .into_any()
}
