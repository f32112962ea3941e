//! The setting `trusted_proxies`.

use domain::rules::network::{LOCAL_NAT64, NAT64};
use ipnet::{IpNet, Ipv4Net};
use serde::Deserialize;
use serde::de::{Error, Unexpected};
use std::net::Ipv6Addr;

/// Reads a list of networks and single addresses.
pub(super) fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let read = |text: String| {
        let network = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
        let expected = &"a network such as \"10.0.0.0/8\", or an address";
        let network = unmapped(network.map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), expected))?);
        if is_of_proxies(&network) {
            Ok(network)
        } else {
            Err(D::Error::custom(format!(
                "{text} is too large for a network of proxies: clients in it could choose the address that limits are counted for. \
                 The largest are /8 (IPv4), /24 (IPv6), fc00::/7, fe80::/10, and /104 in 64:ff9b::/96, 64:ff9b:1::/48 \
                 and ::ffff:0:0/96"
            )))
        }
    };
    Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
}

/// The network that addresses are compared with: IPv4-mapped addresses are read as IPv4, and so is a network of them.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else { return network };
    match (mapped.addr().to_ipv4_mapped(), mapped.prefix_len().checked_sub(96)) {
        (Some(address), Some(length)) => Ipv4Net::new(address, length).map_or(network, IpNet::V4),
        _ => network,
    }
}

/// The networks that have all IPv4 clients, each with the length of its prefix: both of NAT64, and IPv4-mapped addresses (RFC 4291
/// §2.5.5.2).
const OF_IPV4_CLIENTS: [(Ipv6Addr, u32); 3] =
    [(NAT64, 96), (LOCAL_NAT64, 48), (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96)];

/// Whether a network is small enough to have only proxies in it. The private networks all are.
fn is_of_proxies(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() >= 8,
        IpNet::V6(network) => {
            let (address, length) = (network.network(), network.prefix_len());
            let overlaps = |(start, bits): (Ipv6Addr, u32)| {
                network.contains(&start) || (address.to_bits() ^ start.to_bits()) >> (128 - bits) == 0
            };
            let shortest_prefix = if OF_IPV4_CLIENTS.into_iter().any(overlaps) {
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
