//! The form in an OAuth client's request (RFC 6749 appendix B): each parameter once, except `resource`, in UTF-8, except `device_name`.

use super::OAuthError;
use crate::web::endpoint::read_body;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use domain::scopes;
use std::borrow::Cow;

/// The largest form, in bytes.
const LARGEST: usize = 16 * 1024;
/// The most parameters. It leaves room for extensions.
const MOST_PARAMETERS: usize = 32;
/// The parameter that can be repeated (RFC 8707 §2). It is ignored: an operator sets the audience of a client's tokens.
const RESOURCE: &str = "resource";
/// The parameter with the device's own name. Programs send the system's name of the computer in whatever encoding it is stored (D5).
pub(super) const DEVICE_NAME: &str = "device_name";

/// The parameters of a request. Empty ones count as omitted (RFC 6749 §3.2).
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// The form in a request's body.
    pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, OAuthError> {
        if !Self::is_in(headers) {
            return Err(OAuthError::wrong_content_type());
        }
        Self::parse(&read_body(headers, body, LARGEST).await?)
    }

    /// Whether a request's body is a form, according to its headers.
    pub(super) fn is_in(headers: &HeaderMap) -> bool {
        headers.get(header::CONTENT_TYPE).is_some_and(|value| {
            let text = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            text.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
    }

    fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        let mut parameters: Vec<(String, String)> = Vec::with_capacity(4);
        for pair in body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            let (name, value) = decode(pair)?;
            if name != RESOURCE && parameters.iter().any(|(known, _)| *known == name) {
                return Err(OAuthError::invalid_request("a parameter is given more than once"));
            }
            if parameters.len() == MOST_PARAMETERS {
                return Err(OAuthError::invalid_request("there are too many parameters"));
            }
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The requested scopes; `None` if the request names none.
    pub(super) fn scope(&self) -> Option<&str> {
        self.get("scope").filter(|scopes| scopes::each(scopes).next().is_some())
    }

    /// The value of a parameter that is required.
    pub(super) fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| OAuthError::invalid_request(format!("the parameter {name} is missing")))
    }
}

/// Parses any bytes as a form, for the fuzzer. Each parsed parameter must be text and, except `resource`, occur once.
#[cfg(fuzzing)]
pub fn parse_form(body: &[u8]) {
    let Ok(form) = Form::parse(body) else { return };
    assert!(form.0.len() <= MOST_PARAMETERS);
    for (name, value) in &form.0 {
        assert!(!name.contains('\0') && !value.contains('\0'));
        assert!(name == RESOURCE || form.0.iter().filter(|(other, _)| other == name).count() == 1);
    }
}

fn decode(pair: &[u8]) -> Result<(String, String), OAuthError> {
    // The library replaces invalid UTF-8 by U+FFFD.
    let (name, value) = form_urlencoded::parse(pair).next().unwrap_or((Cow::Borrowed(""), Cow::Borrowed("")));
    let is_text = |text: &str| !text.contains(['\u{fffd}', '\0']);
    // A device can't correct its name, so it counts as omitted.
    let value = if name == DEVICE_NAME && !is_text(&value) { Cow::Borrowed("") } else { value };
    if is_text(&name) && is_text(&value) {
        Ok((name.into_owned(), value.into_owned()))
    } else {
        Err(OAuthError::invalid_request("the form is not valid UTF-8, or contains a NUL"))
    }
}
