//! A panic: the page stays, and reports it.

use web_sys::Element;

use super::notice;
use crate::dom;
use crate::locale::t;
use crate::reload;

const ID: &str = "crashed";

/// Reports panics. The notice's button is the browser's own reload, which needs no wasm.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        reload::keep_draft();
        show_notice();
    }));
}

fn show_notice() {
    if dom::find::<Element>(ID).is_some() {
        return;
    }
    let button = notice::show(ID, t::notice::crashed()).and_then(|notice| notice.query_selector("button").ok()?);
    if let (Some(button), Some(reload)) = (button, reload::without_wasm()) {
        let _ = button.add_event_listener_with_callback("click", &reload);
    }
}
