//! A page of the account: a wide card, with navigation beside its content. Where there is no room beside it, the navigation's first link is
//! the way back, above the content.

use std::cell::Cell;

use domain::Screen;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::locale::t;

thread_local! {
    /// The pages of the account that are made and not yet left: two while one takes the other's place.
    static PAGES: Cell<u32> = const { Cell::new(0) };
}

/// The page. `here` is the screen whose link is the current one; home has no navigation, because it leads everywhere itself.
pub(crate) fn account_page(here: Screen, content: impl IntoView) -> impl IntoView {
    widen_card();
    let content = view! { <div class="content">{content.into_any()}</div> };
    if here == Screen::Home {
        return content.into_any();
    }
    view! { <div class="with-nav">{navigation(here)} {content}</div> }.into_any()
}

fn navigation(here: Screen) -> AnyView {
    let links = [
        (Screen::Home, Icon::HOME, t::menu::home()),
        (Screen::Security, Icon::SECURITY, t::menu::security()),
        (Screen::Devices, Icon::DEVICES, t::menu::devices()),
    ];
    let links: Vec<_> = links.into_iter().map(|(to, drawing, words)| link(to, drawing, words, here)).collect();
    view! {
        <nav class="nav" aria-label=t::menu::home()>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

fn link(to: Screen, drawing: Icon, words: &'static str, here: Screen) -> AnyView {
    let back = (to == Screen::Home).then(|| icon(Icon::BACK));
    view! {
        <li>
            <a href=to.path() aria-current=(to == here).then_some("page")>
                {back}
                {icon(drawing)}
                {words}
            </a>
        </li>
    }
    .into_any()
}

/// Widens the card as long as the page is there.
fn widen_card() {
    set_pages(PAGES.get() + 1);
    on_cleanup(|| set_pages(PAGES.get().saturating_sub(1)));
}

fn set_pages(pages: u32) {
    PAGES.set(pages);
    if let Ok(Some(card)) = document().query_selector(".card") {
        let _ = card.class_list().toggle_with_force("wide", pages > 0);
    }
}
