//! The network address that a request comes from (O7).

use axum::http::request;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Once;

/// The header in which proxies say whose request they pass on.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The network address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The client's address: the peer's, unless the peer is a trusted proxy. Then it is the rightmost address in `X-Forwarded-For` that
/// isn't a trusted proxy, because each proxy appends the address that it sees. Everything further left can be forged.
pub fn of(parts: &request::Parts, trusted: &[IpNet]) -> IpAddr {
    let peer = peer(parts);
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    // Split as bytes, because a client can send invalid text before the address that the proxy appends.
    let forwarded = parts.headers.get_all(FORWARDED_FOR).iter().rev();
    let mut client = peer;
    for item in forwarded.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b',')) {
        let Some(address) = std::str::from_utf8(item).ok().and_then(|text| parse(text.trim())) else { break };
        client = address;
        if !is_trusted(&client) {
            break;
        }
    }
    client
}

/// Warns of a proxy that `trusted_proxies` doesn't name, once. Only of one on this machine or in a private network: anyone else can send
/// `X-Forwarded-For`, too, and strangers' addresses don't belong in the log.
pub(crate) fn warn_of_unnamed_proxy(parts: &request::Parts, trusted: &[IpNet], warned: &Once) {
    let peer = peer(parts);
    let is_named = trusted.iter().any(|network| network.contains(&peer));
    if is_internal(peer) && !is_named && parts.headers.contains_key(FORWARDED_FOR) {
        warned.call_once(|| {
            tracing::warn!(
                "a request from {peer} has X-Forwarded-For, which is ignored because trusted_proxies doesn't name {peer}"
            );
        });
    }
}

fn peer(parts: &request::Parts) -> IpAddr {
    parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.to_canonical())
}

/// Whether an address is of this machine or of a private network.
fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

/// Parses an address. Some proxies append the port, and put IPv6 addresses in brackets.
fn parse(text: &str) -> Option<IpAddr> {
    let (address, after) = text.strip_prefix('[').and_then(|text| text.split_once(']')).unwrap_or((text, ""));
    let is_port = |after: &str| after.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    if !after.is_empty() && !is_port(after) {
        return None;
    }
    let address = address.split('%').next().unwrap_or(address); // a zone is only valid on its own host
    let address = address.parse().or_else(|_| address.parse::<std::net::SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{Peer, of};
    use axum::http::Request;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = Request::builder().extension(Peer(peer.parse().expect("address")));
        for value in forwarded {
            request = request.header("x-forwarded-for", value.as_bytes());
        }
        let (parts, ()) = request.body(()).expect("request").into_parts();
        let trusted: Vec<_> = trusted.iter().map(|network| network.parse().expect("network")).collect();
        of(&parts, &trusted).to_string()
    }

    #[test]
    fn without_trusted_proxies_the_peer_counts() {
        assert_eq!(client("192.0.2.1", &["203.0.113.9"], &[]), "192.0.2.1");
        assert_eq!(client("::ffff:192.0.2.1", &[], &[]), "192.0.2.1");
    }

    #[test]
    fn behind_trusted_proxies_the_rightmost_stranger_counts() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client("10.0.0.1", &["203.0.113.9"], &trusted), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.2.3.4, 203.0.113.9, 10.0.0.2"], &trusted), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.2.3.4", "203.0.113.9:4711"], &trusted), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["10.9.9.9, 203.0.113.9"], &trusted), "203.0.113.9", "not what it writes");
        assert_eq!(client("10.0.0.1", &["1.2.3.4, nonsense"], &trusted), "10.0.0.1");
        assert_eq!(
            client("10.0.0.1", &["é, 203.0.113.9"], &trusted),
            "203.0.113.9",
            "an invalid byte hides no address"
        );
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]"], &trusted), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:443"], &trusted), "2001:db8::1");
        assert_eq!(
            client("192.0.2.1", &["203.0.113.9"], &trusted),
            "192.0.2.1",
            "the header of an untrusted peer is ignored"
        );
    }

    #[test]
    fn a_zone_is_left_out_and_hides_no_address() {
        let trusted = ["10.0.0.0/8", "fe80::/10"];
        for proxy in ["fe80::1%eth0", "[fe80::1%eth0]", "[fe80::1%eth0]:443"] {
            let forwarded = format!("198.51.100.1, 203.0.113.9, {proxy}");
            assert_eq!(client("10.0.0.1", &[&forwarded], &trusted), "203.0.113.9", "{proxy}");
        }
        assert_eq!(client("10.0.0.1", &["[2001:db8::1%eth0]:443"], &trusted), "2001:db8::1");
        for broken in ["[2001:db8::1]443", "[2001:db8::1]:port", "[2001:db8::1%eth0", "[2001:db8::1]:443]"] {
            assert_eq!(client("10.0.0.1", &[broken], &trusted), "10.0.0.1", "{broken}");
        }
    }

    #[test]
    fn a_mapped_address_is_an_ipv4_address_wherever_it_is_written() {
        let trusted = ["10.0.0.0/8"];
        for forwarded in ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "[::ffff:192.0.2.7]:4711"] {
            let forwarded = format!("203.0.113.9, {forwarded}, ::ffff:10.0.0.9");
            assert_eq!(client("::ffff:10.0.0.5", &[&forwarded], &trusted), "192.0.2.7", "{forwarded}");
        }
    }
}
