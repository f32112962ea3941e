//! `WebOTP`: a phone reads the code from a text for this page and fills the field; the person continues.

use js_sys::{JSON, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use super::CodeScreen;
use crate::dom;
use crate::parts::sent_code_field::SentCodeField;
use crate::reactive::effect;

/// Waits for each text that is sent, as long as the step is shown.
pub(super) fn listen(screen: CodeScreen, field: SentCodeField) {
    if !Reflect::has(&window(), &"OTPCredential".into()).unwrap_or(false) {
        return;
    }
    let delivery = Memo::new(move |_| {
        screen.sent.with(|sent| sent.as_ref().map(|sent| &sent.code).filter(|code| code.text)?.delivery)
    });
    effect(move || {
        let Some((controller, text)) = delivery.get().and_then(|_| request_otp().ok()) else { return };
        let controller = StoredValue::new_local(controller);
        on_cleanup(move || controller.with_value(AbortController::abort));
        spawn_local(async move {
            let text = JsFuture::from(text).await.and_then(|text| Reflect::get(&text, &"code".into()));
            if let Some(code) = text.ok().and_then(|code| code.as_string()) {
                field.fill_in(&code);
            }
        });
    });
}

fn request_otp() -> Result<(AbortController, Promise), JsValue> {
    let controller = AbortController::new()?;
    let options = JSON::parse(r#"{"otp":{"transport":["sms"]}}"#)?;
    Reflect::set(&options, &"signal".into(), &controller.signal())?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let get = dom::method(&credentials, "get").ok_or(JsValue::NULL)?;
    Ok((controller, get.call1(&credentials, &options)?.unchecked_into()))
}
