//! `/dev/parts`: every part of the page in every state, for designers and developers. A release doesn't have it. Its texts are samples, and in
//! no locale.

mod controls;
mod device;
mod rows;
mod tasks;

use domain::Screen;
use leptos::prelude::*;

use crate::lazy;
use crate::parts::account_page::account_page;
use crate::parts::heading::heading;

lazy::door! { dev_parts_door: chunk dev_parts, words Form => dev_parts() }

/// Its address. It is no [`Screen`], so that a release knows nothing of it.
const PATH: &str = "/dev/parts";

/// An account of the samples.
const ANN: &str = "ann@example.com";

/// Whether the browser is at its address.
pub(crate) fn is_here() -> bool {
    location().pathname().is_ok_and(|path| path == PATH)
}

/// The page, with the navigation of an account's pages.
pub(crate) fn dev_parts() -> AnyView {
    let content = view! {
        <div class="head">
            {heading("Parts".into())}
            <p class="lead">"Every part of the page, in every state."</p>
        </div>
        <div class="groups">{rows::groups()} {controls::groups()} {tasks::groups()} {device::groups()}</div>
    };
    account_page(Screen::Security, content).into_any()
}

/// A group with its heading. `content` is a list, or what stands in a `.body`.
fn group(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="group" aria-labelledby=id>
            <header>
                <h2 id=id>{title}</h2>
            </header>
            {content}
        </section>
    }
    .into_any()
}

/// The same, with content that is no list.
fn body(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    group(id, title, view! { <div class="body">{content}</div> }.into_any())
}
