//! Passkeys, as far as the browser supports them (`WebAuthn` Level 3). Requests and responses are JSON that only the server reads.

use domain::api::security::AcceptedPasskeys;
use js_sys::{Array, JSON, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::{location, window};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::summary::Alert;
use crate::dom;
use crate::locale::t;

/// Whether passkeys are supported: the browser reads its options as JSON, and the site has a domain name.
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

/// Reports to the browser which of the account's passkeys are accepted and what the account is called, so that it offers no others, and those
/// by the present name (`WebAuthn` Level 3, §5.1.10). Best effort: not every browser listens.
pub(crate) fn report_accepted(accepted: &AcceptedPasskeys) {
    let ids: Array = accepted.credentials.iter().map(JsValue::from).collect();
    let ids = JsValue::from(ids);
    let name = JsValue::from(&accepted.name);
    report("signalAllAcceptedCredentials", accepted, &[("allAcceptedCredentialIds", &ids)]);
    report("signalCurrentUserDetails", accepted, &[("name", &name), ("displayName", &name)]);
}

fn report(method: &str, accepted: &AcceptedPasskeys, fields: &[(&str, &JsValue)]) {
    let options = Object::new();
    let (site, user) = (location().hostname().unwrap_or_default(), &accepted.user);
    // A plain object takes every field.
    let _ = set(&options, "rpId", &site.into());
    let _ = set(&options, "userId", &user.into());
    for (field, value) in fields {
        let _ = set(&options, field, value);
    }
    if let Ok(reported) = class().and_then(|class| call(&class, method, Some(&options))) {
        spawn_local(async move {
            let _ = JsFuture::from(reported).await;
        });
    }
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
    set(&request, "publicKey", &parsed)?;
    if let Some(signal) = by_autofill {
        set(&request, "mediation", &"conditional".into())?;
        set(&request, "signal", signal)?;
    }
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let credential = JsFuture::from(call(&credentials, method, Some(&request))?).await?;
    JSON::stringify(&written(&credential)?.into())?.as_string().ok_or(JsValue::NULL)
}

/// The response in the form of `toJSON`, made here: a password manager's own objects may lack that method, or have one that doesn't work
/// (L15). The server reads no extension.
fn written(credential: &JsValue) -> Result<Object, JsValue> {
    let given = Reflect::get(credential, &"response".into())?;
    let response = Object::new();
    for field in ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] {
        set(&response, field, &base64_of(&given, field))?;
    }
    if let Some(transports) = dom::method(&given, "getTransports").and_then(|get| get.call0(&given).ok()) {
        set(&response, "transports", &transports)?;
    }
    let id = base64_of(credential, "rawId");
    let written = Object::new();
    set(&written, "id", &id)?;
    set(&written, "rawId", &id)?;
    set(&written, "type", &"public-key".into())?;
    set(&written, "response", &response)?;
    set(&written, "clientExtensionResults", &Object::new())?;
    Ok(written)
}

fn set(object: &Object, field: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &field.into(), value).map(drop)
}

/// The bytes of a buffer in base64url; `null` where there is none. The buffer may belong to another realm, and is then no instance of this
/// one's `ArrayBuffer`.
fn base64_of(object: &JsValue, field: &str) -> JsValue {
    let buffer = Reflect::get(object, &field.into()).unwrap_or_default();
    let length = Reflect::get(&buffer, &"byteLength".into()).ok().and_then(|length| length.as_f64());
    let Some(length) = length else { return JsValue::NULL };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred bytes")]
    let length = length as u32;
    let bytes = Uint8Array::new_with_byte_offset_and_length(&buffer, 0, length);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a byte")]
    let byte = |index| Reflect::get_u32(&bytes, index).ok()?.as_f64().map(|byte| byte as u8);
    let bytes: Vec<u8> = (0..length).map_while(byte).collect();
    base64url(&bytes).into()
}

/// Base64url without padding (RFC 4648 §5). The browser's own works on text, and in another alphabet.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| (bits << 8) | group.get(at).map_or(0, |byte| usize::from(*byte)));
        for at in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * at)) & 63]));
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn base64url_has_the_alphabet_for_addresses_and_no_padding() {
        for (bytes, text) in [
            (&b""[..], ""),
            (&b"t"[..], "dA"),
            (&b"to"[..], "dG8"),
            (&b"too"[..], "dG9v"),
            (&b"tool"[..], "dG9vbA"),
            (&[0xfb, 0xff, 0xfe][..], "-__-"),
        ] {
            assert_eq!(base64url(bytes), text);
        }
    }

    #[wasm_bindgen_test]
    fn an_object_without_to_json_is_written_like_one_with_it() {
        let (credential, response) = (Object::new(), Object::new());
        let buffer = Uint8Array::from(&[0, 16, 131][..]).buffer();
        let put = |object, field, value: &JsValue| set(object, field, value).expect("a plain object takes every field");
        put(&response, "clientDataJSON", &buffer);
        put(&response, "signature", &Uint8Array::from(&[255][..]));
        put(&response, "userHandle", &JsValue::NULL);
        put(&credential, "rawId", &buffer);
        put(&credential, "response", &response);
        let written = written(&credential).expect("it has a response");
        assert_eq!(
            String::from(JSON::stringify(&written).expect("it is plain")),
            r#"{"id":"ABCD","rawId":"ABCD","type":"public-key","response":{"clientDataJSON":"ABCD","attestationObject":null,"authenticatorData":null,"signature":"_w","userHandle":null},"clientExtensionResults":{}}"#
        );
    }
}
