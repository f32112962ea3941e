//! The ID of a request that decides something once: drawn once for each press of a button, and sent again with each "Try again", so that
//! the server answers the same request again if its answer was lost.

use domain::api::OperationId;
use domain::field::Parsed;
use js_sys::Reflect;
use leptos::prelude::window;

use crate::dom;

/// A new ID; `None` in a browser that draws none, where a code whose answer is lost is used. Reached by reflection, because an import would
/// weigh more in the first load.
pub(crate) fn draw() -> Option<Parsed<OperationId>> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let drawn = dom::method(&crypto, "randomUUID")?.call0(&crypto).ok()?.as_string()?;
    OperationId::parse(&drawn).map(Into::into)
}
