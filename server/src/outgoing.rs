//! Requests to other servers: over TLS with the certificates that this system trusts, in bounded time, and never sent elsewhere.

use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;

/// An agent for a server, which answers whatever status it gives.
pub fn agent(server: &url::Url, patience: Duration) -> Agent {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(patience))
        .max_redirects(0)
        .tls_config(tls);
    // What is on this machine is not to go through a proxy elsewhere.
    let config = if is_here(server) { config.proxy(None) } else { config };
    config.build().into()
}

/// Whether nothing can be read on the way: TLS, or no way through a network at all.
pub fn is_safe(url: &url::Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

/// Whether a server is on this machine.
pub fn is_here(url: &url::Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse().is_ok_and(|host: std::net::IpAddr| host.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn other_machines_are_reached_by_tls_only() {
        for (url, safe) in [
            ("https://api.twilio.com", true),
            ("http://127.0.0.1:4010", true),
            ("http://[::1]:4010", true),
            ("http://localhost", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_safe(&url.parse().expect("a URL")), safe, "{url}");
        }
    }
}
