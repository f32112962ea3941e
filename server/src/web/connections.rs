//! The connections of each network, and their limit (N8).

use domain::rules::network::subnet;
use ipnet::IpNet;
use prometheus_client::metrics::counter::Counter;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The open connections by network: IPv4 /24 or IPv6 /56. Clones share the count.
#[derive(Clone, Default)]
pub struct Connections {
    /// The most connections of one network; 0 means no limit.
    most: usize,
    /// Networks without a limit: the connections of a proxy are those of its clients.
    exempt: Arc<[IpNet]>,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    refused: Counter,
}

/// An open connection, which is counted until it is dropped.
pub struct CountedConnection(Option<(Connections, IpAddr)>);

impl Connections {
    /// At most `most` connections of each network that isn't exempt; 0 means no limit. `refused` counts those beyond it.
    pub fn new(most: u32, exempt: &[IpNet], refused: Counter) -> Self {
        Self { most: most as usize, exempt: exempt.into(), open: Arc::default(), refused }
    }

    /// Counts a connection, unless its network has too many.
    pub fn count(&self, peer: IpAddr) -> Option<CountedConnection> {
        let peer = peer.to_canonical();
        if self.most == 0 || self.exempt.iter().any(|network| network.contains(&peer)) {
            return Some(CountedConnection(None));
        }
        let network = subnet(peer);
        let mut open = self.open();
        let count = open.get(&network).copied().unwrap_or_default();
        if count >= self.most {
            self.refused.inc();
            return None;
        }
        open.insert(network, count + 1);
        Some(CountedConnection(Some((self.clone(), network))))
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CountedConnection {
    fn drop(&mut self) {
        let Some((connections, network)) = self.0.take() else { return };
        let mut open = connections.open();
        let left = open.remove(&network).unwrap_or_default().saturating_sub(1);
        if left > 0 {
            open.insert(network, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Connections, Counter};

    #[test]
    fn each_network_has_its_own_connections_and_proxies_have_no_limit() {
        let proxies = ["10.0.0.0/8".parse().expect("a network")];
        let connections = Connections::new(2, &proxies, Counter::default());
        let count = |peer: &str| connections.count(peer.parse().expect("an address"));
        for (same, other) in [
            (["192.0.2.1", "192.0.2.254", "::ffff:192.0.2.7"], "192.0.3.1"),
            (["2001:db8:0:100::1", "2001:db8:0:1ff::2", "2001:db8:0:180::3"], "2001:db8:0:200::1"),
        ] {
            let open = [count(same[0]), count(same[1])];
            assert!(open.iter().all(Option::is_some));
            assert!(count(same[2]).is_none(), "{}", same[2]);
            assert!(count(other).is_some(), "{other}");
            drop(open);
            assert!(count(same[2]).is_some(), "after the others are closed");
        }
        assert!(connections.open().is_empty(), "closed connections leave nothing behind");
        assert_eq!(connections.refused.get(), 2);
        let of_proxy: Vec<_> = (0..10).map(|_| count("10.1.2.3")).collect();
        assert!(of_proxy.iter().all(Option::is_some));
        let unlimited = Connections::default();
        let open: Vec<_> = (0..10).map(|_| unlimited.count([192, 0, 2, 1].into())).collect();
        assert!(open.iter().all(Option::is_some));
    }
}
