//! HTTP requests to other servers: over TLS with the system's trusted certificates, with a time limit, and without redirects.

use crate::config::remote::is_this_machine;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;

/// An HTTP agent for a server. It returns responses of every status.
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
    // Requests to this machine must not go through a proxy.
    let config = if is_this_machine(server) { config.proxy(None) } else { config };
    config.build().into()
}
