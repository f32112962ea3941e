//! The addresses of other servers in the settings.

/// What to do about an address whose user name or password has reserved characters.
pub(crate) const PERCENT_ENCODE: &str = "percent-encode reserved characters in its user name and password, such as %23 for # and %40 for @, and any other @";

/// Whether the user name or the password of an address has characters that end it or begin another part (RFC 3986 §3.2.1). An `@` in its path
/// or query can't be told from that, so it must be percent-encoded, too.
pub(crate) fn has_raw_credentials(address: &str) -> bool {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let Some((credentials, _)) = after_scheme.rsplit_once('@') else { return false };
    // An email address is a usual user name, and everyone reads it alike as long as it is before the colon.
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    user.contains(['#', '/', '?']) || password.contains(['#', '/', '?', '@'])
}

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
    use super::{has_raw_credentials, is_safe};

    #[test]
    fn reserved_characters_of_a_password_are_found() {
        for raw in ["u:a#b@h", "u:1#2@h", "u:a@b@h", "u:a/b@h", "u:1?2@h", "u#:a@h"] {
            assert!(has_raw_credentials(&format!("smtps://{raw}")) && has_raw_credentials(raw), "{raw}");
        }
        for fine in ["", "h", "h:25?tls=required", "u@h", "u:a%23b%40@h:25/name?a=b", "u@acme.example:a@h"] {
            assert!(!has_raw_credentials(&format!("smtps://{fine}")) && !has_raw_credentials(fine), "{fine}");
        }
    }

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
