//! Callbacks of text message providers with the delivery status (U5). They are authenticated by signature; cookies are ignored.

use crate::ctx::Ctx;
use crate::delivery::{TWILIOS_CALLBACKS, WebhookKey};
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{ChannelLabel, Outcome};
use crate::web::endpoint::read_body;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use domain::api::single_use_code::DeliveryStage;
use serde::Deserialize;

/// The largest callback, in bytes.
const LARGEST: usize = 16 * 1024;

/// The paths of the routes, for the metrics.
pub(super) const PATHS: &[&str] = &["/callbacks/twilio/{message}", "/callbacks/sms/{message}"];

pub(super) fn router() -> Router<Ctx> {
    let twilios = format!("{TWILIOS_CALLBACKS}{{message}}");
    Router::new().route(&twilios, post(twilio)).route("/callbacks/sms/{message}", post(webhook))
}

async fn twilio(
    State(ctx): State<Ctx>,
    Path(message): Path<i64>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Failure> {
    let body = read_body(&headers, body, LARGEST).await?;
    let Some(settings) = &ctx.config.twilio else { return Ok(StatusCode::NOT_FOUND) };
    let form: Vec<_> = form_urlencoded::parse(&body).collect();
    let signature = text(&headers, "x-twilio-signature").unwrap_or_default();
    if !settings.has_signed(signature, &ctx.config.public_url, message, &form) {
        return Ok(StatusCode::FORBIDDEN);
    }
    let status = form.iter().find(|(name, _)| name == "MessageStatus").map(|(_, value)| &**value);
    note(&ctx, message, status.unwrap_or_default()).await
}

async fn webhook(
    State(ctx): State<Ctx>,
    Path(message): Path<i64>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Failure> {
    #[derive(Deserialize)]
    struct Status {
        status: String,
    }
    let body = read_body(&headers, body, LARGEST).await?;
    let Some(settings) = &ctx.config.sms_webhook else { return Ok(StatusCode::NOT_FOUND) };
    if !is_signed(&WebhookKey::new(&settings.secret.0), message, &headers, &body, &ctx) {
        return Ok(StatusCode::FORBIDDEN);
    }
    match serde_json::from_slice::<Status>(&body) {
        Ok(said) => note(&ctx, message, &said.status).await,
        Err(_) => Ok(StatusCode::BAD_REQUEST),
    }
}

fn is_signed(key: &WebhookKey, message: i64, headers: &HeaderMap, body: &Bytes, ctx: &Ctx) -> bool {
    let header = |name| text(headers, name).unwrap_or_default();
    // The signature covers the id, which must match the path, so that a callback can't be replayed for another message.
    let id = header("webhook-id");
    id == message.to_string()
        && key.has_signed(header("webhook-signature"), id, header("webhook-timestamp"), body, ctx.clock.now())
}

async fn note(ctx: &Ctx, message: i64, status: &str) -> Result<StatusCode, Failure> {
    let (stage, outcome) = match status {
        "delivered" => (DeliveryStage::Delivered, Outcome::Delivered),
        "undelivered" | "failed" | "bounced" => (DeliveryStage::Bounced, Outcome::Bounced),
        // Intermediate states: the page shows nothing for these.
        _ => return Ok(StatusCode::NO_CONTENT),
    };
    ctx.store.note_delivery(message, stage).await?;
    ctx.record(Event::new(EventKind::MessageDelivery).outcome(outcome).message(ChannelLabel::Text, message));
    Ok(StatusCode::NO_CONTENT)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
