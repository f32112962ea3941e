//! `/signed-out`: confirms that the person is signed out.

use leptos::prelude::*;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::tab_storage;

lazy::door! { signed_out_door: chunk extra, words Extra => signed_out() }

/// The screen.
pub(crate) fn signed_out() -> AnyView {
    let is_everywhere = tab_storage::text(tab_storage::SIGNED_OUT_EVERYWHERE).is_some();
    tab_storage::forget(tab_storage::SIGNED_OUT_EVERYWHERE);
    let text = if is_everywhere { t::signed_out::everywhere() } else { t::signed_out::text() };
    view! {
        <div class="picture plain">{icon(Icon::PERSON)}</div>
        {heading(t::signed_out::heading().into())}
        <p class="lead">{text}</p>
        <div class="actions">
            <a class="button primary" href=Destination::SignIn(NextStep::Home).path()>{t::signed_out::sign_in()}</a>
        </div>
    }
    .into_any()
}
