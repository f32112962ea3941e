//! Tests of the setting `trusted_proxies` (O7).

use super::{load, refused};

#[test]
fn a_list_of_proxies_that_trusts_everybody_is_refused() {
    for network in ["0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "2001::/15", "fc00::/6", "fe80::/9"] {
        let list = format!("trusted_proxies = ['10.0.0.0/8', '{network}']");
        let told = load(&list, &[]).expect_err("refused").to_string();
        assert!(told.contains("trusted_proxies") && told.contains("/8 (IPv4) or /16 (IPv6)"), "{network}: {told}");
    }
    let told = refused("COUNTERSIGN_TRUSTED_PROXIES", "[\"0.0.0.0/0\"]");
    assert!(told.contains("COUNTERSIGN_TRUSTED_PROXIES"), "{told}");
}

#[test]
fn networks_of_proxies_and_single_addresses_are_accepted() {
    let networks =
        ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32", "2001::/16", "fc00::/7", "fd00::/8", "fe80::/10", "::1"];
    let config = load(&format!("trusted_proxies = {networks:?}"), &[]).expect("loads");
    assert_eq!(config.trusted_proxies.len(), networks.len());
}
