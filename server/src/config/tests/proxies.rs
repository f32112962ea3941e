//! Tests of the setting `trusted_proxies` (O7).

use super::{load, refused};

#[test]
fn a_list_of_proxies_that_trusts_everybody_is_refused() {
    let ipv4 = ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7"];
    let ipv6 = ["::/0", "2000::/3", "2001::/16", "2002::/16", "2a01:400::/23", "fc00::/6", "fe80::/9"];
    let nat64 = ["64:ff00::/24", "64:ff9b::/96", "64:ff9b::8000:0/97"];
    let local_nat64 = ["64:ff9b::/32", "64:ff9b:1::/48", "64:ff9b:1:fffe::/64", "64:ff9b:1:fffe::/96"];
    let mapped = ["::ffff:0:0/96", "::ffff:128.0.0.0/97", "::ffff:10.0.0.0/103", "::ffff:0:0/95", "::/80", "::/24"];
    for network in ipv4.iter().chain(&ipv6).chain(&nat64).chain(&local_nat64).chain(&mapped) {
        let list = format!("trusted_proxies = ['10.0.0.0/8', '{network}']");
        let told = load(&list, &[]).expect_err("refused").to_string();
        assert!(told.contains("trusted_proxies"), "{network}: {told}");
        assert!(told.contains(&format!("{network} is too large")), "{network}: {told}");
        assert!(told.contains("/8 (IPv4), /24 (IPv6)"), "{network}: {told}");
    }
    let told = refused("COUNTERSIGN_TRUSTED_PROXIES", "[\"0.0.0.0/0\"]");
    assert!(told.contains("COUNTERSIGN_TRUSTED_PROXIES"), "{told}");
}

#[test]
fn networks_of_proxies_and_single_addresses_are_accepted() {
    let ipv6 = ["2001:db8::/32", "2a01:400::/24", "64:ff9b::a00:0/104", "fc00::/7", "fd00::/8", "fe80::/10", "::1"];
    let local_nat64 = ["64:ff9b:1:fffe::a00:0/104", "64:ff9b:1::a00:5", "64:ff9b:2::/48"];
    let networks: Vec<_> = ["10.0.0.0/8", "127.0.0.1"].into_iter().chain(ipv6).chain(local_nat64).collect();
    let config = load(&format!("trusted_proxies = {networks:?}"), &[]).expect("loads");
    assert_eq!(config.trusted_proxies.len(), networks.len());
}

#[test]
fn a_network_of_ipv4_mapped_addresses_is_read_as_the_ipv4_network() {
    let networks = ["::ffff:10.0.0.0/104", "::ffff:a00:0/104", "::ffff:10.0.0.5", "::ffff:10.0.0.5/128"];
    let config = load(&format!("trusted_proxies = {networks:?}"), &[]).expect("loads");
    let read: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(read, ["10.0.0.0/8", "10.0.0.0/8", "10.0.0.5/32", "10.0.0.5/32"]);
}
