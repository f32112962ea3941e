//! Links this program to an account. Usage: `link https://id.example CLIENT_ID`
//!
//! Needs the crates oauth2, which builds and reads the requests, and ureq (or any HTTP client), which carries them.

#![expect(clippy::disallowed_methods, reason = "a device waits for real")]

use oauth2::basic::BasicClient;
use oauth2::{ClientId, DeviceAuthorizationUrl, Scope, StandardDeviceAuthorizationResponse, TokenResponse, TokenUrl};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (issuer, client_id) = arguments.next().zip(arguments.next()).ok_or("usage: link ISSUER CLIENT_ID")?;
    let client = BasicClient::new(ClientId::new(client_id))
        .set_device_authorization_url(DeviceAuthorizationUrl::new(format!("{issuer}/oauth/device_authorization"))?)
        .set_token_uri(TokenUrl::new(format!("{issuer}/oauth/token"))?);

    let scopes = ["openid", "email", "offline_access"].map(|scope| Scope::new(scope.into()));
    let codes: StandardDeviceAuthorizationResponse = client.exchange_device_code().add_scopes(scopes).request(&send)?;
    println!("Go to {} and type {}", codes.verification_uri(), codes.user_code().secret());

    let tokens = client.exchange_device_access_token(&codes).request(&send, std::thread::sleep, None)?;
    let bearer = format!("Bearer {}", tokens.access_token().secret());
    let mut userinfo = ureq::get(format!("{issuer}/oauth/userinfo")).header("authorization", bearer).call()?;
    let userinfo: serde_json::Value = serde_json::from_str(&userinfo.body_mut().read_to_string()?)?;
    println!("Linked to {}", userinfo["email"].as_str().unwrap_or("an account"));

    // Months later: a refresh token is used once and brings the next. Keep the new one before you use the tokens.
    let refresh_token = tokens.refresh_token().ok_or("the client may not have offline_access")?;
    let tokens = client.exchange_refresh_token(refresh_token).request(&send)?;
    println!("Refreshed for {} seconds", tokens.expires_in().unwrap_or_default().as_secs());
    Ok(())
}

/// Carries a request, whatever its answer's status.
fn send(request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = agent.run(request)?;
    let body = response.body_mut().read_to_vec()?;
    let (parts, _) = response.into_parts();
    Ok(oauth2::HttpResponse::from_parts(parts, body))
}
