//! `/signed-out`: confirms that the person is signed out.

use leptos::prelude::*;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::heading;

lazy::door! { signed_out_door: chunk extra, words Extra => signed_out() }

/// The screen.
pub(crate) fn signed_out() -> AnyView {
    view! {
        {heading(t::signed_out::heading().into())}
        <p class="lead">{t::signed_out::text()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::SignIn(NextStep::Home).path()>{t::signed_out::sign_in()}</a>
        </div>
    }
    .into_any()
}
