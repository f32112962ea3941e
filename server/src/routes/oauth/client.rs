//! Which client sends a request, and how it proves it (RFC 6749 §2.3, §3.2.1).

use super::OAuthError;
use super::form::Form;
use crate::ctx::Ctx;
use crate::store::Client;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::Arc;

/// What a request says of its client.
struct Shown {
    id: String,
    /// As it can be read: in the header some encode it as in a form, as RFC 6749 wants, and most do not.
    secrets: Vec<String>,
}

/// The client of a request: a confidential one that has proved it, or a public one.
pub(super) async fn authenticate(ctx: &Ctx, headers: &HeaderMap, form: &Form) -> Result<Arc<Client>, OAuthError> {
    let Shown { id, secrets } = shown(headers, form)?;
    let client = ctx
        .clients
        .get_fresh(&id, &ctx.store)
        .await?
        .ok_or_else(|| OAuthError::invalid_client("no client has this client_id"))?;
    match (client.secret.is_some(), secrets.is_empty()) {
        (false, true) => Ok(client),
        (false, false) => Err(OAuthError::invalid_client("this client is public: send its client_id, and no secret")),
        (true, true) => Err(OAuthError::invalid_client("this client is confidential: send its secret")),
        (true, false) if secrets.iter().any(|secret| ctx.store.is_secret_of(&client, secret)) => Ok(client),
        (true, false) => Err(OAuthError::invalid_client("the secret is not this client's")),
    }
}

/// The same, for endpoints that answer confidential clients only.
pub(super) async fn authenticate_confidential(
    ctx: &Ctx,
    headers: &HeaderMap,
    form: &Form,
) -> Result<Arc<Client>, OAuthError> {
    if !headers.contains_key(header::AUTHORIZATION) && form.get("client_id").is_none() {
        return Err(OAuthError::invalid_client(
            "send the client's id and secret, in the Authorization header or in the form",
        ));
    }
    let client = authenticate(ctx, headers, form).await?;
    if client.secret.is_none() {
        return Err(OAuthError::invalid_client("this endpoint answers confidential clients only"));
    }
    Ok(client)
}

/// From the header or from the form; never from both (RFC 6749 §2.3).
fn shown(headers: &HeaderMap, form: &Form) -> Result<Shown, OAuthError> {
    let in_form = form.get("client_secret").map(str::to_owned);
    let Some(header) = headers.get(header::AUTHORIZATION) else {
        return Ok(Shown { id: form.required("client_id")?.to_owned(), secrets: in_form.into_iter().collect() });
    };
    let unreadable = || OAuthError::invalid_client("the Authorization header is not Basic, or cannot be read");
    let basic = header.to_str().ok().and_then(basic).ok_or_else(unreadable)?;
    if in_form.is_some() || form.get("client_id").is_some_and(|id| id != basic.id) {
        return Err(OAuthError::invalid_request(
            "the client is named twice: in the Authorization header and in the form",
        ));
    }
    Ok(basic)
}

/// RFC 7617, with both parts encoded as in a form (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<Shown> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let mut secrets: Vec<String> = decoded(secret).into_iter().chain([secret.to_owned()]).collect();
    secrets.retain(|secret| !secret.is_empty());
    secrets.dedup();
    Some(Shown { id: decoded(id)?, secrets })
}

fn decoded(text: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    match (pairs.next(), pairs.next()) {
        (None, _) => Some(String::new()),
        (Some((text, value)), None) if value.is_empty() => Some(text.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::basic;
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    #[test]
    fn basic_credentials_are_read_as_rfc_6749_writes_them_and_as_most_clients_do() {
        let read = |pair: &str| {
            let shown = basic(&format!("Basic {}", BASE64_STANDARD.encode(pair)))?;
            Some((shown.id, shown.secrets))
        };
        let read_as = |secrets: &[&str]| Some(("tv".to_owned(), secrets.iter().map(|&text| text.to_owned()).collect()));
        assert_eq!(read("tv:s3cret"), read_as(&["s3cret"]));
        assert_eq!(read("tv:a%3Ab%2B+c"), read_as(&["a:b+ c", "a%3Ab%2B+c"]));
        assert_eq!(read("tv:a+b/c="), read_as(&["a b/c", "a+b/c="]), "as curl sends base64");
        assert_eq!(read("tv:a+b/c"), read_as(&["a b/c", "a+b/c"]));
        assert_eq!(read("tv:"), read_as(&[]));
        assert_eq!(read("tv"), None);
        assert!(basic("Bearer abc").is_none() && basic("Basic !").is_none());
    }
}
