//! Files that the page makes for the person.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::dom;

/// The delay after which every browser has read the file; some start late.
const FILE_READ_WITHIN_MS: i32 = 60_000;

/// Saves a text as a file. It is in no address, because the browser would keep that in its history.
pub(super) fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    spawn_local(async move {
        dom::sleep(FILE_READ_WITHIN_MS).await;
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}
