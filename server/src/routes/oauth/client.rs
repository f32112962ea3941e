//! Client authentication (RFC 6749 §2.3, §3.2.1).

use super::form::Form;
use super::{OAuthError, authorization};
use crate::ctx::Ctx;
use crate::observe::request;
use crate::store::Client;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::Arc;

/// The credentials in a request.
struct PresentedCredentials {
    id: String,
    /// The possible readings of the secret: RFC 6749 requires form encoding in the header, but most clients don't use it.
    secrets: Vec<String>,
}

/// The client of a request: a public client, or a confidential one with the right secret.
pub(super) async fn authenticate(ctx: &Ctx, headers: &HeaderMap, form: &Form) -> Result<Arc<Client>, OAuthError> {
    let PresentedCredentials { id, secrets } = presented(headers, form)?;
    known_client(ctx, &id, &secrets).await
}

/// The client that a request's token names, if it is a public one.
pub(super) async fn public(ctx: &Ctx, id: &str) -> Result<Arc<Client>, OAuthError> {
    known_client(ctx, id, &[]).await
}

/// Whether a request names its client.
pub(super) fn is_named(headers: &HeaderMap, form: &Form) -> bool {
    headers.contains_key(header::AUTHORIZATION)
        || ["client_id", "client_secret"].iter().any(|name| form.get(name).is_some())
}

async fn known_client(ctx: &Ctx, id: &str, secrets: &[String]) -> Result<Arc<Client>, OAuthError> {
    let client = ctx
        .clients
        .get_fresh(id, &ctx.store)
        .await?
        .ok_or_else(|| OAuthError::invalid_client("no client has this client_id"))?;
    authenticate_with(ctx, &client, secrets)?;
    request::comes_from(&*client);
    Ok(client)
}

/// Checks the secrets that a client has presented.
fn authenticate_with(ctx: &Ctx, client: &Client, secrets: &[String]) -> Result<(), OAuthError> {
    match (client.secret.is_some(), secrets.is_empty()) {
        (false, true) => Ok(()),
        (false, false) => Err(OAuthError::invalid_client("this client is public: send its client_id, and no secret")),
        (true, true) => Err(OAuthError::invalid_client("this client is confidential: send its secret")),
        (true, false) if secrets.iter().any(|secret| ctx.store.is_secret_of(client, secret)) => Ok(()),
        (true, false) => Err(OAuthError::invalid_client("the secret is not this client's")),
    }
}

/// The client of a request to an endpoint for confidential clients only.
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
        return Err(OAuthError::invalid_client("only confidential clients may use this endpoint"));
    }
    Ok(client)
}

/// The credentials from the header or from the form, but not from both (RFC 6749 §2.3).
fn presented(headers: &HeaderMap, form: &Form) -> Result<PresentedCredentials, OAuthError> {
    let in_form = form.get("client_secret").map(str::to_owned);
    let Some(header) = authorization(headers)? else {
        return Ok(PresentedCredentials {
            id: form.required("client_id")?.to_owned(),
            secrets: in_form.into_iter().collect(),
        });
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

/// The credentials in a Basic header (RFC 7617), whose two parts are form-encoded (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<PresentedCredentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let mut secrets: Vec<String> = decoded(secret).into_iter().chain([secret.to_owned()]).collect();
    secrets.retain(|secret| !secret.is_empty());
    secrets.dedup();
    Some(PresentedCredentials { id: decoded(id)?, secrets })
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
    fn basic_credentials_are_read_with_and_without_form_encoding() {
        let read = |pair: &str| {
            let presented = basic(&format!("Basic {}", BASE64_STANDARD.encode(pair)))?;
            Some((presented.id, presented.secrets))
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
