//! A device made with the `oauth2` crate, over a real connection.

use crate::server::Server;
use axum::http::StatusCode;
use oauth2::basic::BasicClient;
use oauth2::{ClientId, DeviceAuthorizationUrl, Scope, StandardDeviceAuthorizationResponse, TokenResponse, TokenUrl};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oauth2_crate_links_a_device() {
    let server = Server::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let serving =
        tokio::spawn(server::http::serve(listener, server::routes::router(server.ctx.clone()), std::future::pending()));

    let device = tokio::task::spawn_blocking(move || {
        let client = BasicClient::new(ClientId::new("tv".into()))
            .set_device_authorization_url(
                DeviceAuthorizationUrl::new(format!("{at}/oauth/device_authorization")).expect("a URL"),
            )
            .set_token_uri(TokenUrl::new(format!("{at}/oauth/token")).expect("a URL"));
        let codes: StandardDeviceAuthorizationResponse =
            client.exchange_device_code().add_scope(Scope::new("openid".into())).request(&http).expect("codes");
        (client, codes)
    });
    let (client, codes) = device.await.expect("a device");
    let browser = server.browser("ann@example.com").await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": codes.user_code().secret() })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);

    let tokens = tokio::task::spawn_blocking(move || {
        client.exchange_device_access_token(&codes).request(&http, |_| {}, None).expect("tokens")
    });
    assert!(!tokens.await.expect("a device").access_token().secret().is_empty());
    serving.abort();
}

/// The library brings no HTTP client of its own that we would want; ours is the one the terminal device uses.
fn http(request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = agent.run(request)?;
    let mut answer = oauth2::http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    Ok(answer.body(response.body_mut().read_to_vec()?).expect("a response"))
}
