//! Requests to other servers: over TLS with the certificates that this system trusts, in bounded time, and never sent elsewhere.

use crate::config::remote::is_here;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;

/// An agent for a server, which answers whatever status it gives.
pub(crate) fn agent(server: &url::Url, patience: Duration) -> Agent {
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
