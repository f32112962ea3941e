//! Passkeys, as far as the browser supports them (`WebAuthn` Level 3). Requests and responses are JSON that only the server reads.

use js_sys::{JSON, Object, Promise, Reflect};
use leptos::prelude::{location, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::summary::Alert;
use crate::dom;
use crate::locale::t;

/// Whether passkeys are supported: the browser reads and writes them as JSON, and the site has a domain name.
pub(crate) fn are_supported() -> bool {
    let host = location().hostname().unwrap_or_default();
    let is_number = host.ends_with(|c: char| c.is_ascii_digit() || c == ']');
    !is_number && class().is_ok_and(|class| dom::method(&class, "parseCreationOptionsFromJSON").is_some())
}

/// Whether the browser can offer them in the sign-in name field.
pub(crate) async fn are_offered_by_autofill() -> bool {
    let request = class().and_then(|class| call(&class, "isConditionalMediationAvailable", None));
    match request {
        Ok(request) => JsFuture::from(request).await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// Creates a passkey. Fails when the person cancels, or the device already has one for this account.
pub(crate) async fn create(options: &str) -> Result<String, Alert> {
    exchange("create", "parseCreationOptionsFromJSON", options, None).await.map_err(|why| not_used(&why))
}

/// Asks for a passkey immediately.
pub(crate) async fn get(options: &str) -> Result<String, Alert> {
    exchange("get", "parseRequestOptionsFromJSON", options, None).await.map_err(|why| not_used(&why))
}

/// Waits until the person chooses a passkey in the sign-in name field; `None` when it is canceled.
pub(crate) async fn get_by_autofill(options: &str, signal: &AbortSignal) -> Option<String> {
    exchange("get", "parseRequestOptionsFromJSON", options, Some(signal)).await.ok()
}

fn not_used(why: &JsValue) -> Alert {
    let name = Reflect::get(why, &"name".into()).ok().and_then(|name| name.as_string());
    Alert::of_text(match name.as_deref() {
        Some("InvalidStateError") => t::passkey::known().into(),
        _ => t::passkey::not_used().into(),
    })
}

async fn exchange(
    method: &str,
    parse: &str,
    options: &str,
    by_autofill: Option<&AbortSignal>,
) -> Result<String, JsValue> {
    let parsed = dom::method(&class()?, parse).ok_or(JsValue::NULL)?.call1(&class()?, &JSON::parse(options)?)?;
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &parsed)?;
    if let Some(signal) = by_autofill {
        Reflect::set(&request, &"mediation".into(), &"conditional".into())?;
        Reflect::set(&request, &"signal".into(), signal)?;
    }
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let credential = JsFuture::from(call(&credentials, method, Some(&request))?).await?;
    let written = dom::method(&credential, "toJSON").ok_or(JsValue::NULL)?.call0(&credential)?;
    JSON::stringify(&written)?.as_string().ok_or(JsValue::NULL)
}

fn call(object: &JsValue, method: &str, argument: Option<&Object>) -> Result<Promise, JsValue> {
    let method = dom::method(object, method).ok_or(JsValue::NULL)?;
    let answer = match argument {
        Some(argument) => method.call1(object, argument),
        None => method.call0(object),
    };
    answer.map(JsCast::unchecked_into)
}

fn class() -> Result<JsValue, JsValue> {
    let class = Reflect::get(&window(), &"PublicKeyCredential".into())?;
    if class.is_undefined() { Err(class) } else { Ok(class) }
}
