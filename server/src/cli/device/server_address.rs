//! The option `--server` of `countersign device`, and what an error shows to be wrong with it.

use crate::config::remote::{is_safe, is_this_machine};

/// The address of a server. `localhost:8080` alone would be read as a URL with the scheme `localhost`.
pub(super) fn web_address(typed: &str) -> Result<url::Url, &'static str> {
    let url = typed.parse().ok().filter(|url: &url::Url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or("it must be an address such as http://localhost:8080")?;
    if !is_safe(&url) {
        return Err("it must start with https://, so that codes are encrypted (http:// works for localhost only)");
    }
    Ok(url)
}

/// What is wrong with the server's address, or with the server, if an error shows it.
pub(super) fn wrong_server(cause: &ureq::Error, server: &url::Url) -> Option<String> {
    let origin = server.origin().ascii_serialization();
    let cause = match cause {
        ureq::Error::Io(cause) if cause.kind() != std::io::ErrorKind::ConnectionRefused => cause,
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => {
            return Some(format!("no server answers at {origin}; is it running?"));
        }
        _ => return None,
    };
    let tls = cause.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>())?;
    if !matches!(tls, rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType)) {
        return None;
    }
    let plain = origin.replacen("https", "http", 1);
    let hint = if is_this_machine(server) { format!("; on this machine, try {plain}") } else { String::new() };
    Some(format!("{origin} doesn't speak https{hint}"))
}
