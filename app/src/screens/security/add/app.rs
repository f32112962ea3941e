//! An authenticator app: the secret as a QR code, as text, and as a link on phones.

use domain::api::security::{BeginAuthenticator, NewAuthenticator, QrCode};
use leptos::prelude::*;

use super::{AddMethodScreen, UnverifiedMethod, name};
use crate::ask::ask;
use crate::locale::t;
use crate::parts::copy::{CopyButton, copy_button};

pub(super) async fn begin(state: AddMethodScreen) {
    let Some(name) = name::typed(state) else { return };
    match ask(BeginAuthenticator {}).await {
        Ok(new) => state.show_code_step(UnverifiedMethod::App { new, name }).await,
        Err(problem) => state.show_problem(problem),
    }
}

/// The secret for the app, in its three forms.
pub(super) fn secret(new: &NewAuthenticator) -> AnyView {
    let letters = new.secret.clone();
    let CopyButton { button, status } = copy_button(letters.replace(' ', ""), || {});
    view! {
        <p class="lead">{t::security::scan()}</p>
        {qr(&new.qr)}
        <p class="links">
            <a href=new.uri.clone()>{t::security::open_app()}</a>
        </p>
        <p class="hint">{t::security::or_type()}</p>
        <p class="secret" dir="ltr" translate="no">{letters}</p>
        <div class="actions row">{button}</div>
        {status}
    }
    .into_any()
}

/// Dark on light in every color scheme, with the quiet zone of four modules that readers need.
fn qr(code: &QrCode) -> AnyView {
    let edge = code.size + 8;
    view! {
        <svg
            class="qr"
            role="img"
            aria-label=t::security::qr_code()
            viewBox=format!("-4 -4 {edge} {edge}")
            shape-rendering="crispEdges"
        >
            <path d=code.path.clone() />
        </svg>
    }
    .into_any()
}
