//! The setting `trusted_proxies`.

use ipnet::IpNet;
use serde::Deserialize;
use serde::de::Unexpected;

/// Reads a list of networks and single addresses.
pub(super) fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    let read = |text: String| {
        let network = text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
        let expected = &"a network such as \"10.0.0.0/8\", or an address";
        network.map_err(|_| serde::de::Error::invalid_value(Unexpected::Str(&text), expected))
    };
    Vec::<String>::deserialize(from)?.into_iter().map(read).collect()
}
