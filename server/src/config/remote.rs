//! The addresses of other servers in the settings.

/// Whether the connection is protected against eavesdropping: it uses TLS or stays on this machine.
pub(crate) fn is_safe(url: &url::Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url))
}

/// Whether the server is on this machine.
pub(crate) fn is_this_machine(url: &url::Url) -> bool {
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
