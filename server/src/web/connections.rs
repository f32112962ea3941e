//! The connections of each network, and their limit (N8).

mod activity;
mod head;

pub use activity::{Activity, WatchedBody, WatchedStream};
pub use head::HEAD_WITHIN;

use domain::rules::network::{site, subnet};
use ipnet::IpNet;
use prometheus_client::metrics::counter::Counter;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An IPv6 /48 can have the connections of this many networks, so that one customer of a provider can't take all there are.
const NETWORKS_OF_A_SITE: usize = 4;

/// The open connections by network: IPv4 /24 or IPv6 /56. Clones share the count.
#[derive(Clone, Default)]
pub struct Connections {
    /// The most connections of one network; 0 means no limit.
    most: usize,
    /// Networks without a limit: the connections of a proxy are those of its clients.
    exempt: Arc<[IpNet]>,
    /// By IPv4 /24 or IPv6 /48.
    open: Arc<Mutex<HashMap<IpAddr, Vec<Arc<Activity>>>>>,
    /// The number of the last activity on any of them.
    newest: Arc<AtomicU64>,
    refused: Counter,
}

/// An open connection, which is counted until it is dropped.
pub struct CountedConnection {
    activity: Arc<Activity>,
    /// The count, and the key of the connection; `None` without a limit.
    counted: Option<(Connections, IpAddr)>,
}

impl Connections {
    /// At most `most` connections of each network that isn't exempt; 0 means no limit. `refused` counts those that are closed because
    /// there are too many.
    pub fn new(most: u32, exempt: &[IpNet], refused: Counter) -> Self {
        Self { most: most as usize, exempt: exempt.into(), open: Arc::default(), newest: Arc::default(), refused }
    }

    /// Counts a connection. If its network has too many, the one that has been idle longest is closed, so that idle connections keep
    /// nobody out. Fails if requests are worked on in all of them.
    pub fn count(&self, peer: IpAddr) -> Option<CountedConnection> {
        let peer = peer.to_canonical();
        let (network, site) = (subnet(peer), site(peer));
        let activity = Arc::new(Activity::new(network, Arc::clone(&self.newest)));
        if self.most == 0 || self.exempt.iter().any(|network| network.contains(&peer)) {
            return Some(CountedConnection { activity, counted: None });
        }
        let mut open = self.open();
        let of_site = open.entry(site).or_default();
        let is_network_full = of_site.iter().filter(|each| each.network() == network).count() >= self.most;
        if is_network_full || of_site.len() >= self.most * NETWORKS_OF_A_SITE {
            self.refused.inc();
            close_idle(of_site, |each| !is_network_full || each.network() == network)?;
        }
        of_site.push(Arc::clone(&activity));
        Some(CountedConnection { activity, counted: Some((self.clone(), site)) })
    }

    /// Closes the connection that has been idle longest, of any network that has a limit, because the server has too many.
    pub fn make_room(&self) {
        let mut open = self.open();
        let in_site = |site: IpAddr, of_site: &[Arc<Activity>]| {
            let idle = of_site.iter().enumerate().filter_map(|(place, each)| Some((each.idle_since()?, place)));
            idle.min().map(|(since, place)| (since, site, place))
        };
        let longest = open.iter().filter_map(|(site, of_site)| in_site(*site, of_site)).min();
        if let Some((_, site, place)) = longest
            && let Some(of_site) = open.get_mut(&site)
        {
            self.refused.inc();
            of_site.swap_remove(place).close();
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, Vec<Arc<Activity>>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the connection that has been idle longest, among those that `is_one` selects. Fails if none is idle.
fn close_idle(open: &mut Vec<Arc<Activity>>, is_one: impl Fn(&Activity) -> bool) -> Option<()> {
    let places = open.iter().enumerate().filter(|(_, each)| is_one(each));
    let (_, place) = places.filter_map(|(place, each)| Some((each.idle_since()?, place))).min()?;
    open.swap_remove(place).close();
    Some(())
}

impl CountedConnection {
    /// What it does.
    pub fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }
}

impl Drop for CountedConnection {
    fn drop(&mut self) {
        let Some((connections, site)) = self.counted.take() else { return };
        let mut open = connections.open();
        if let Some(of_site) = open.get_mut(&site) {
            of_site.retain(|each| !Arc::ptr_eq(each, &self.activity));
            if of_site.is_empty() {
                open.remove(&site);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Connections, CountedConnection, Counter};
    use std::task::{Context, Waker};

    fn connections(most: u32) -> Connections {
        Connections::new(most, &["10.0.0.0/8".parse().expect("a network")], Counter::default())
    }

    fn count(connections: &Connections, peer: &str) -> Option<CountedConnection> {
        connections.count(peer.parse().expect("an address"))
    }

    /// A connection that isn't closed to make room for others.
    fn at_work(connections: &Connections, peer: &str) -> Option<CountedConnection> {
        count(connections, peer).inspect(|open| open.activity.begin_work())
    }

    fn is_closed(connection: &CountedConnection) -> bool {
        let closed = std::pin::pin!(connection.activity.closed());
        closed.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn each_network_has_its_own_connections_and_proxies_have_no_limit() {
        let connections = connections(2);
        let count = |peer: &str| count(&connections, peer);
        for (same, other) in [
            (["192.0.2.1", "192.0.2.254", "::ffff:192.0.2.7"], "192.0.3.1"),
            (["2001:db8:0:100::1", "2001:db8:0:1ff::2", "2001:db8:0:180::3"], "2001:db8:0:200::1"),
        ] {
            let open = [count(same[0]), count(same[1])].map(|counted| counted.expect("a connection"));
            for each in &open {
                each.activity.begin_work();
            }
            assert!(count(same[2]).is_none(), "{}", same[2]);
            assert!(count(other).is_some(), "{other}");
            drop(open);
            assert!(count(same[2]).is_some(), "after the others are closed");
        }
        assert!(connections.open().is_empty(), "closed connections leave nothing behind");
        assert_eq!(connections.refused.get(), 2);
        for proxy in ["10.1.2.3", "::ffff:10.1.2.3"] {
            let of_proxy: Vec<_> = (0..10).filter_map(|_| at_work(&connections, proxy)).collect();
            assert_eq!(of_proxy.len(), 10, "{proxy}");
        }
        let unlimited = Connections::default();
        let open: Vec<_> = (0..10).filter_map(|_| at_work(&unlimited, "192.0.2.1")).collect();
        assert_eq!(open.len(), 10, "without a limit");
    }

    #[test]
    fn a_full_network_loses_the_connection_that_has_been_idle_longest() {
        let connections = connections(3);
        let open = || count(&connections, "192.0.2.1").expect("a connection");
        let (working, answered, idle, elsewhere) =
            (open(), open(), open(), count(&connections, "192.0.3.1").expect("a connection"));
        working.activity.begin_work();
        answered.activity.begin_work();
        answered.activity.end_work();
        let new = open();
        assert!(is_closed(&idle));
        drop(idle);
        let newer = open();
        assert!(is_closed(&answered));
        assert!(![&working, &new, &newer, &elsewhere].into_iter().any(is_closed));
    }

    #[test]
    fn the_connection_that_has_been_idle_longest_makes_room_for_other_networks() {
        let connections = connections(3);
        let open = |peer: &str| count(&connections, peer).expect("a connection");
        let (working, longest, idle) = (open("192.0.2.1"), open("192.0.3.1"), open("192.0.2.2"));
        working.activity.begin_work();
        connections.make_room();
        assert!(is_closed(&longest) && ![&working, &idle].into_iter().any(is_closed));
        drop(longest);
        connections.make_room();
        assert!(is_closed(&idle) && !is_closed(&working));
        connections.make_room();
        assert!(!is_closed(&working), "a request is worked on");
        assert_eq!(connections.refused.get(), 2);
    }

    #[test]
    fn all_networks_of_an_ipv6_site_share_four_times_the_connections() {
        let connections = connections(2);
        let open =
            |network: u16| count(&connections, &format!("2001:db8:0:{:x}::1", network << 8)).expect("a connection");
        let mut eight: Vec<_> = (0..8).map(|number| open(number / 2)).collect();
        eight[0].activity.begin_work();
        let (ninth, elsewhere) = (open(4), count(&connections, "2001:db8:1::1"));
        assert!(elsewhere.is_some() && is_closed(&eight[1]));
        eight.remove(1);
        assert!(!eight.iter().chain([&ninth]).any(is_closed));
    }
}
