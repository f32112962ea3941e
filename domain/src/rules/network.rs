//! Networks: whether a device and a browser share one (L3), and under which network an address is counted.

use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The start of the /96 in which translators give each IPv4 client an address (RFC 6052 §2.1).
pub const NAT64: Ipv6Addr = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0);
/// The start of the /48 in which an operator's own translators do the same (RFC 8215). It isn't routed on the Internet.
pub const LOCAL_NAT64: Ipv6Addr = Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0);

/// The relation of two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// The same IPv4 /24 or IPv6 /56: most likely the same home.
    SameNetwork,
    /// Different networks.
    OtherNetwork,
    /// One is IPv4 and the other IPv6.
    CannotTell,
}

/// The address that is compared, counted and located: an IPv6 address that stands for an IPv4 client is that client's. Otherwise, all
/// these clients would have one network.
pub fn canonical(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if ends_in_ipv4(address) => {
            let [.., a, b, c, d] = address.octets();
            Ipv4Addr::new(a, b, c, d).into()
        }
        address => address,
    }
}

/// Whether a translator gave this address to an IPv4 client, whose own is in the last 32 bits. Translators with
/// a shorter prefix than a /96 put it elsewhere, into bits that are 0 here (RFC 6052 §2.2): those addresses are counted like all of IPv6.
fn ends_in_ipv4(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let is_local = segments[..3] == LOCAL_NAT64.segments()[..3] && segments[4..6] == [0, 0];
    is_local || segments[..6] == NAT64.segments()[..6]
}

/// Compares the addresses of a device and a browser.
pub fn nearness(device: IpAddr, browser: IpAddr) -> Nearness {
    let (device, browser) = (subnet(device), subnet(browser));
    if device.is_ipv4() != browser.is_ipv4() {
        return Nearness::CannotTell;
    }
    if device == browser { Nearness::SameNetwork } else { Nearness::OtherNetwork }
}

/// The IPv4 /24 or IPv6 /56 of an address, which most likely belongs to one home or site: the address with its further bits set to zero.
pub fn subnet(address: IpAddr) -> IpAddr {
    match canonical(address) {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 72)).into(),
    }
}

/// The IPv4 /24 or IPv6 /48 of an address. A /48 is the most that providers give to one customer without a reason.
pub fn site(address: IpAddr) -> IpAddr {
    match subnet(address) {
        IpAddr::V6(subnet) => Ipv6Addr::from_bits(subnet.to_bits() & (u128::MAX << 80)).into(),
        subnet @ IpAddr::V4(_) => subnet,
    }
}

/// The network that [`nearness`] compares, as text: the IPv4 /24 or the IPv6 /56. Logs have it instead of the address.
pub fn home_network(address: IpAddr) -> String {
    match subnet(address) {
        IpAddr::V4(subnet) => format!("{subnet}/24"),
        IpAddr::V6(subnet) => format!("{subnet}/56"),
    }
}

/// The network under which an address is counted: the address itself, or its /64 for IPv6, which belongs to one host.
pub fn network(address: IpAddr) -> String {
    match canonical(address) {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
