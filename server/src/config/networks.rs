//! The setting `trusted_proxies`.

use ipnet::IpNet;
use serde::Deserialize;
use serde::de::{Error, Unexpected};

/// Reads a list of networks and single addresses.
pub(super) fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let read = |text: String| {
        let network = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
        let expected = &"a network such as \"10.0.0.0/8\", or an address";
        let network = network.map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), expected))?;
        if is_of_proxies(&network) {
            Ok(network)
        } else {
            Err(D::Error::custom(
                "a network of proxies must have a prefix of at least /8 (IPv4) or /16 (IPv6), except fc00::/7 and fe80::/10; \
                 a larger one has clients in it, who could then choose the address that limits are counted for",
            ))
        }
    };
    Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
}

/// Whether a network is small enough to have only proxies in it. The private networks all are.
fn is_of_proxies(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() >= 8,
        IpNet::V6(network) => {
            let (address, length) = (network.network(), network.prefix_len());
            length >= 16
                || (address.is_unique_local() && length >= 7)
                || (address.is_unicast_link_local() && length >= 10)
        }
    }
}
