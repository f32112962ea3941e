//! The networks under which addresses are counted and logged.

use domain::rules::network::{home_network, network, site, subnet};
use std::net::IpAddr;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_address_has_a_network_of_its_own_a_home_and_a_site() {
    for (text, own, home, its_site) in [
        ("192.0.2.200", "192.0.2.200", "192.0.2.0/24", "192.0.2.0"),
        ("::ffff:192.0.2.200", "192.0.2.200", "192.0.2.0/24", "192.0.2.0"),
        ("64:ff9b::192.0.2.200", "192.0.2.200", "192.0.2.0/24", "192.0.2.0"),
        ("64:ff9b:1::192.0.2.200", "192.0.2.200", "192.0.2.0/24", "192.0.2.0"),
        ("64:ff9b:1:fffe::192.0.2.200", "192.0.2.200", "192.0.2.0/24", "192.0.2.0"),
        ("64:ff9b:1:fffe:c0:2:c800:0", "64:ff9b:1:fffe::/64", "64:ff9b:1:ff00::/56", "64:ff9b:1::"),
        ("64:ff9b:2::192.0.2.200", "64:ff9b:2:0::/64", "64:ff9b:2::/56", "64:ff9b:2::"),
        ("2001:db8:1:aaff:b::2", "2001:db8:1:aaff::/64", "2001:db8:1:aa00::/56", "2001:db8:1::"),
        ("ffff::ffff", "ffff:0:0:0::/64", "ffff::/56", "ffff::"),
    ] {
        let address: IpAddr = text.parse().expect("an address");
        assert_eq!((network(address).as_str(), home_network(address).as_str()), (own, home), "{text}");
        assert_eq!(site(address).to_string(), its_site, "{text}");
        let (bits, length) = home.split_once('/').expect("a network");
        assert_eq!((subnet(address).to_string().as_str(), subnet(address).is_ipv4()), (bits, length == "24"), "{text}");
    }
}

#[test]
fn the_homes_of_one_site_are_counted_together_and_those_of_another_are_not() {
    let site = |text: &str| site(text.parse().expect("an address"));
    assert_eq!(site("2001:db8:1:aa00::1"), site("2001:db8:1:bb00::2"));
    assert_ne!(site("2001:db8:1:aa00::1"), site("2001:db8:2:aa00::1"));
    assert_ne!(site("192.0.2.1"), site("192.0.3.1"));
}
