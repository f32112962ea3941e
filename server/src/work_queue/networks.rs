//! The networks whose requests of one kind wait or work.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

/// The most requests of one kind that wait or work. Further ones are rejected, and can be repeated later.
pub(super) const PLACES: usize = 1024;
/// One network can have this part of the free places, so that some are left for others.
const PART_OF_A_NETWORK: usize = 16;

/// The turns of a kind after which it no longer matters that a network had one. So a network waits for this many turns at most, even if
/// each request of a flood comes from another network.
const RECENT_TURNS: u64 = 256;

/// The networks, with their places and turns. `T` is a request.
pub(super) struct Networks<T> {
    places: usize,
    places_of_network: HashMap<IpAddr, usize>,
    /// The networks in the order of their arrival, each with its requests in that order.
    waiting: VecDeque<(IpAddr, VecDeque<T>)>,
    /// The turns so far.
    turns: u64,
    /// The numbers of the networks' last turns.
    last_turns: HashMap<IpAddr, u64>,
}

impl<T> Networks<T> {
    pub(super) fn new() -> Self {
        Self {
            places: 0,
            places_of_network: HashMap::new(),
            waiting: VecDeque::new(),
            turns: 0,
            last_turns: HashMap::new(),
        }
    }

    /// The number of places that are taken.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// Takes a place, if the network may have another one.
    pub(super) fn take_place(&mut self, network: IpAddr) -> bool {
        let taken = self.places_of_network.get(&network).copied().unwrap_or_default();
        let is_allowed = taken < (PLACES - self.places).div_ceil(PART_OF_A_NETWORK);
        if is_allowed {
            self.places += 1;
            self.places_of_network.insert(network, taken + 1);
        }
        is_allowed
    }

    /// Frees a place.
    pub(super) fn free_place(&mut self, network: IpAddr) {
        self.places -= 1;
        let left = self.places_of_network.remove(&network).unwrap_or_default().saturating_sub(1);
        if left > 0 {
            self.places_of_network.insert(network, left);
        }
    }

    /// Lets a request wait for its turn.
    pub(super) fn wait(&mut self, network: IpAddr, request: T) {
        match self.waiting.iter_mut().find(|(each, _)| *each == network) {
            Some((_, requests)) => requests.push_back(request),
            None => self.waiting.push_back((network, VecDeque::from([request]))),
        }
    }

    /// The first request of the network whose last turn was longest ago, so that an owner overtakes a flood that had many.
    pub(super) fn next(&mut self) -> Option<T> {
        let places = 0..self.waiting.len();
        let place = places.min_by_key(|place| self.last_turn(self.waiting[*place].0))?;
        let (network, mut requests) = self.waiting.remove(place)?;
        let next = requests.pop_front();
        if !requests.is_empty() {
            self.waiting.push_back((network, requests));
        }
        self.note_turn(network);
        next
    }

    /// The number of a network's last turn; 0 if it had none recently.
    fn last_turn(&self, network: IpAddr) -> u64 {
        let last = self.last_turns.get(&network).copied().unwrap_or_default();
        if last + RECENT_TURNS > self.turns { last } else { 0 }
    }

    /// Notes that a network has a turn.
    pub(super) fn note_turn(&mut self, network: IpAddr) {
        self.turns += 1;
        self.last_turns.insert(network, self.turns);
        if self.turns.is_multiple_of(RECENT_TURNS) {
            let turns = self.turns;
            self.last_turns.retain(|_, last| *last + RECENT_TURNS > turns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Networks;
    use std::net::{IpAddr, Ipv4Addr};

    fn network(number: u16) -> IpAddr {
        let [high, low] = number.to_be_bytes();
        Ipv4Addr::new(10, high, low, 0).into()
    }

    #[test]
    fn a_network_that_had_no_turn_lately_overtakes_a_flood() {
        let mut networks = Networks::new();
        for number in 0..1000 {
            networks.wait(network(number % 50), "flood");
        }
        for _ in 0..120 {
            networks.next().expect("a turn of the flood");
        }
        networks.wait(network(99), "owner");
        assert_eq!(networks.next(), Some("owner"));
        networks.wait(network(99), "owner again");
        let waited = (0..60).position(|_| networks.next() == Some("owner again"));
        assert_eq!(waited, Some(50), "each of the others comes first");
    }

    #[test]
    fn a_flood_from_ever_new_networks_delays_nobody_for_long() {
        let mut networks = Networks::new();
        networks.note_turn(network(9));
        networks.wait(network(9), "owner");
        for number in 10..1000 {
            networks.wait(network(number), "flood");
        }
        let waited = (0..1000).position(|_| networks.next() == Some("owner"));
        assert!(waited.is_some_and(|turns| turns <= 256), "{waited:?}");
    }
}
