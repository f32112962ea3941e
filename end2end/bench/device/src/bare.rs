//! The minimal durable device-authorization server on the same libraries: the same requests and responses, no rules, no hashes, one
//! table. The difference between it and Countersign is the cost of the rules.

mod store;

use crate::Outcome;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use store::{Codes, Store};
use tokio::net::TcpListener;

#[derive(Deserialize)]
struct Open {
    client_id: String,
    scope: String,
}

#[derive(Deserialize)]
struct Poll {
    device_code: String,
}

/// Serves on a port until the process is stopped, with its store in a folder.
pub(crate) fn serve(port: &str, folder: &Path) -> Outcome<()> {
    let port: u16 = port.parse()?;
    let store = Arc::new(Store::open(&folder.join("bare.db"))?);
    let router = Router::new()
        .route("/readyz", get(|| async { "ready" }))
        .route("/oauth/device_authorization", post(open))
        .route("/oauth/token", post(poll))
        .with_state(store);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(axum::serve(listener, router).await?)
    })
}

async fn open(State(store): State<Arc<Store>>, Form(form): Form<Open>) -> Response {
    let codes = Codes::fresh();
    let answer = format!(
        r#"{{"device_code":"{}","user_code":"{}","verification_uri":"http://localhost/link","expires_in":600,"interval":5}}"#,
        codes.device, codes.user
    );
    let inserted = store.insert(codes, form.client_id, form.scope).await;
    json(if inserted { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR }, answer)
}

async fn poll(State(store): State<Arc<Store>>, Form(form): Form<Poll>) -> Response {
    let error = match store.state(&form.device_code) {
        Some(0) => "authorization_pending",
        Some(_) => "access_denied",
        None => "invalid_grant",
    };
    json(StatusCode::BAD_REQUEST, format!(r#"{{"error":"{error}"}}"#))
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
