//! A browser that refuses cookies. Without them nobody stays signed in, so the page says so before it asks for a sign-in name, a password or a
//! code that was sent (L15). The code field of `/link` comes first, because the check would weigh too much in the first load: its code isn't
//! used up.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::busy::{Busy, button};
use super::heading::heading;
use crate::locale::t;
use crate::reload;

/// A cookie that only shows whether the browser keeps one.
const TEST: &str = "cookie-test";

/// The text that says what to allow, in place of a screen that signs in; `None` where cookies are kept.
pub(crate) fn refused() -> Option<AnyView> {
    // Another tab that looks at the same moment can remove the cookie of this one.
    if (0..2).any(|_| is_kept()) {
        return None;
    }
    let site = location().hostname().unwrap_or_default();
    let view = view! {
        {heading(t::cookies::heading().into())}
        <p class="lead">{t::cookies::text(&site)}</p>
        <div class="actions">{button("primary", t::notice::try_again(), Busy::new(), reload::reload)}</div>
    };
    Some(view.into_any())
}

/// Whether the browser keeps a cookie. `navigator.cookieEnabled` isn't enough: it doesn't know of every tool that refuses them. Reached by
/// reflection, because an import would weigh more in the first load.
fn is_kept() -> bool {
    let (document, field) = (document(), JsValue::from("cookie"));
    let set = |cookie: &str| Reflect::set(&document, &field, &cookie.into());
    let _ = set(&format!("{TEST}=1; path=/; samesite=lax"));
    let cookies = Reflect::get(&document, &field).ok().and_then(|cookies| cookies.as_string());
    let _ = set(&format!("{TEST}=; path=/; samesite=lax; max-age=0"));
    cookies.is_some_and(|cookies| cookies.split(';').any(|cookie| cookie.trim().starts_with(TEST)))
}
