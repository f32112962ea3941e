//! A device and a resource server with the `oauth2` crate, over a real connection.

use crate::server::Server;
use axum::http::StatusCode;
use domain::device::DeviceKind;
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AccessToken, ClientId, ClientSecret, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, IntrospectionUrl,
    RefreshToken, Scope, StandardDeviceAuthorizationResponse, TokenIntrospectionResponse, TokenResponse, TokenUrl,
};
use serde_json::json;
use server::config::{ClientConfig, Secret};
use std::time::Duration;

const SECRET: &str = "a-secret-of-more-than-thirty-two-characters";

type DeviceClient = BasicClient<EndpointNotSet, EndpointSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type ApiClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Runs the library on its own thread, because its calls block.
async fn on_own_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("a client")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_oauth2_crate_links_refreshes_and_introspects() {
    let server = Server::start().await;
    let secret = Some(Secret(SECRET.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("api", "The API", DeviceKind::App) }).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(server::web::listener::serve(
        listener,
        server::routes::router(server.ctx.clone()).expect("a page"),
        server::web::connections::Connections::default(),
        server.ctx.shutdown.clone(),
    ));

    let device: DeviceClient = BasicClient::new(ClientId::new("tv".into()))
        .set_device_authorization_url(
            DeviceAuthorizationUrl::new(format!("{at}/oauth/device_authorization")).expect("a URL"),
        )
        .set_token_uri(TokenUrl::new(format!("{at}/oauth/token")).expect("a URL"));
    let api: ApiClient = BasicClient::new(ClientId::new("api".into()))
        .set_client_secret(ClientSecret::new(SECRET.into()))
        .set_introspection_url(IntrospectionUrl::new(format!("{at}/oauth/introspect")).expect("a URL"));

    let tokens = link(&server, device.clone()).await;
    let next = |token: RefreshToken| {
        let device = device.clone();
        on_own_thread(move || device.exchange_refresh_token(&token).request(&http))
    };
    let is_active = |token: AccessToken| {
        let api = api.clone();
        on_own_thread(move || api.introspect(&token).request(&http).expect("an answer").active())
    };
    let mut token = refresh_token(&tokens);
    for turn in 0..1000 {
        if turn == 500 {
            let ctx = &server.ctx;
            let now = ctx.clock.now();
            server::grants::keys::KeyRing::rotate(&ctx.store, &ctx.rng, now, now + Duration::from_mins(10))
                .await
                .expect("a new key");
            ctx.signer.refresh(&ctx.store).await.expect("read");
            server.advance(600);
        }
        token = refresh_token(&next(token).await.expect("tokens"));
    }

    let unheard = next(token.clone()).await.expect("tokens");
    let again = next(token.clone()).await.expect("the same tokens");
    assert_eq!(refresh_token(&unheard).secret(), refresh_token(&again).secret());
    assert!(is_active(again.access_token().clone()).await);

    let last = next(refresh_token(&again)).await.expect("tokens");
    assert!(next(token).await.is_err(), "a reused token revokes the family");
    assert!(next(refresh_token(&last)).await.is_err());
    assert!(!is_active(last.access_token().clone()).await);

    // Two more devices: one revokes its token by hand, because the crate revokes only over https, and one is removed.
    let tokens = link(&server, device.clone()).await;
    let gone = refresh_token(&tokens);
    let revoked = server.form("/oauth/revoke", &[("client_id", "tv"), ("token", gone.secret())]).await;
    assert_eq!(revoked.status, StatusCode::OK);
    assert!(next(gone).await.is_err());
    let tokens = link(&server, device.clone()).await;
    server.advance(60); // until another verification code can be requested
    let owner = server.browser("ann@example.com").await;
    let devices = server.read(&owner, "/api/devices").await.json();
    server.call(&owner, "/api/devices/remove", json!({ "device": devices["devices"][0]["id"] })).await;
    assert!(next(refresh_token(&tokens)).await.is_err());
    assert!(!is_active(tokens.access_token().clone()).await);
    serving.abort();
}

async fn link(server: &Server, device: DeviceClient) -> BasicTokenResponse {
    let asking = device.clone();
    let codes: StandardDeviceAuthorizationResponse = on_own_thread(move || {
        let scopes = ["openid", "offline_access"].map(|scope| Scope::new(scope.into()));
        asking.exchange_device_code().add_scopes(scopes).request(&http).expect("codes")
    })
    .await;
    server.advance(60); // until another verification code can be requested
    let browser = server.browser("ann@example.com").await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": codes.user_code().secret() })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    on_own_thread(move || device.exchange_device_access_token(&codes).request(&http, |_| {}, None).expect("tokens"))
        .await
}

fn refresh_token(tokens: &BasicTokenResponse) -> RefreshToken {
    tokens.refresh_token().expect("a refresh token").clone()
}

/// The HTTP client for the library: the one that the terminal device uses.
fn http(request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = agent.run(request)?;
    let mut answer = oauth2::http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    Ok(answer.body(response.body_mut().read_to_vec()?).expect("a response"))
}
