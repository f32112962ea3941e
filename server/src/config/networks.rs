//! The setting `trusted_proxies`.

use ipnet::IpNet;
use serde::Deserialize;
use serde::de::{Error, Unexpected};
use std::net::Ipv6Addr;

/// Reads a list of networks and single addresses.
pub(super) fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let read = |text: String| {
        let network = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
        let expected = &"a network such as \"10.0.0.0/8\", or an address";
        let network = network.map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), expected))?;
        if is_of_proxies(&network) {
            Ok(network)
        } else {
            Err(D::Error::custom(format!(
                "{text} is too large for a network of proxies: clients in it could choose the address that limits are counted for. \
                 The largest are /8 (IPv4), /24 (IPv6), fc00::/7, fe80::/10, and /104 in 64:ff9b::/96"
            )))
        }
    };
    Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
}

/// The start of the /96 in which NAT64 gives each IPv4 client an address (RFC 6052).
const NAT64: Ipv6Addr = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);

/// Whether a network is small enough to have only proxies in it. The private networks all are.
fn is_of_proxies(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() >= 8,
        IpNet::V6(network) => {
            let (address, length) = (network.network(), network.prefix_len());
            let has_ipv4_clients = network.contains(&NAT64) || address.segments()[..6] == NAT64.segments()[..6];
            let shortest_prefix = if has_ipv4_clients {
                96 + 8
            } else if address.is_unique_local() {
                7
            } else if address.is_unicast_link_local() {
                10
            } else {
                24
            };
            length >= shortest_prefix
        }
    }
}
