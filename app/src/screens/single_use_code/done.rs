//! "Your password has been changed": the end of a reset (S6).

use leptos::prelude::*;

use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::sign_in_flow::SignInFlow;

pub(super) fn done(flow: SignInFlow) -> AnyView {
    let next = match flow.next.get_untracked() {
        NextStep::ChangePassword => Destination::Security, // it is changed already
        next => next.destination(),
    };
    view! {
        <div class="picture good" aria-hidden="true">{icon(Icon::TICK)}</div>
        {heading(t::reset_password::done().into())}
        <p class="lead">{t::reset_password::done_lead()}</p>
        <div class="actions">
            <a class="button primary" href=next.path()>{t::reset_password::go_on()}</a>
        </div>
        <ul class="links">
            <li>
                <a href=Destination::Devices.path()>{t::menu::devices()}</a>
            </li>
        </ul>
    }
    .into_any()
}
