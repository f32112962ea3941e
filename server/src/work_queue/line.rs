//! The order in which requests get their turns: by kind of work, then by network, then by arrival.

use domain::rules::challenge::Budget;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

/// The most requests of one kind that wait or work. Further ones are rejected, and can be repeated later.
const PLACES: usize = 1024;
/// One network can have this part of the free places, so that some are left for others.
const PART_OF_A_NETWORK: usize = 16;

/// A kind of work. Each has places of its own, and its part of the turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    /// Requests from browsers that the account knows.
    Known,
    /// New passwords from such browsers.
    NewOfKnown,
    /// Requests from other browsers.
    Strangers,
    /// New passwords from other browsers.
    NewOfStrangers,
}

impl From<Budget> for WorkKind {
    fn from(budget: Budget) -> Self {
        match budget {
            Budget::Known => Self::Known,
            Budget::Strangers => Self::Strangers,
        }
    }
}

impl WorkKind {
    /// The kind of a new password.
    pub fn of_new_password(budget: Budget) -> Self {
        match budget {
            Budget::Known => Self::NewOfKnown,
            Budget::Strangers => Self::NewOfStrangers,
        }
    }
}

/// The turns of the kinds. A kind for which nobody waits is left out. No two turns in a row are for other kinds than
/// [`WorkKind::Known`], so that a known browser waits for two of them at most.
const TURNS: [WorkKind; 16] = {
    use WorkKind::{Known, NewOfKnown, NewOfStrangers, Strangers};
    [
        Known,
        Known,
        Known,
        Strangers,
        Known,
        Known,
        Known,
        NewOfKnown,
        Known,
        Known,
        Known,
        Strangers,
        Known,
        Known,
        Known,
        NewOfStrangers,
    ]
};

/// The requests that wait for their turns. `T` is a request.
pub(super) struct Line<T> {
    free_turns: usize,
    /// The next place in [`TURNS`].
    next: usize,
    kinds: [LineOfKind<T>; 4],
}

struct LineOfKind<T> {
    places: usize,
    places_of_network: HashMap<IpAddr, usize>,
    /// The networks in the order of their next turns, each with its requests in the order of their arrival.
    waiting: VecDeque<(IpAddr, VecDeque<T>)>,
}

impl<T> Line<T> {
    pub(super) fn new(turns: usize) -> Self {
        let kind = || LineOfKind { places: 0, places_of_network: HashMap::new(), waiting: VecDeque::new() };
        Self { free_turns: turns, next: 0, kinds: [kind(), kind(), kind(), kind()] }
    }

    /// The number of places that are taken.
    pub(super) fn places(&self) -> usize {
        self.kinds.iter().map(|kind| kind.places).sum()
    }

    /// Takes a place, if the network may have another one.
    pub(super) fn take_place(&mut self, kind: WorkKind, network: IpAddr) -> bool {
        let LineOfKind { places, places_of_network, .. } = self.of(kind);
        let taken = places_of_network.get(&network).copied().unwrap_or_default();
        let is_allowed = taken < (PLACES - *places).div_ceil(PART_OF_A_NETWORK);
        if is_allowed {
            *places += 1;
            places_of_network.insert(network, taken + 1);
        }
        is_allowed
    }

    /// Frees a place.
    pub(super) fn free_place(&mut self, kind: WorkKind, network: IpAddr) {
        let LineOfKind { places, places_of_network, .. } = self.of(kind);
        *places -= 1;
        let left = places_of_network.remove(&network).unwrap_or_default().saturating_sub(1);
        if left > 0 {
            places_of_network.insert(network, left);
        }
    }

    /// Begins a turn, and returns the request. If no turn is free, the request waits.
    pub(super) fn begin_turn(&mut self, kind: WorkKind, network: IpAddr, request: T) -> Option<T> {
        if self.free_turns > 0 {
            self.free_turns -= 1;
            return Some(request);
        }
        let waiting = &mut self.of(kind).waiting;
        match waiting.iter_mut().find(|(each, _)| *each == network) {
            Some((_, requests)) => requests.push_back(request),
            None => waiting.push_back((network, VecDeque::from([request]))),
        }
        None
    }

    /// Ends a turn, and begins the one of the request that is returned.
    pub(super) fn end_turn(&mut self) -> Option<T> {
        let from = self.next;
        for place in (0..TURNS.len()).map(|distance| (from + distance) % TURNS.len()) {
            if let Some(request) = self.of(TURNS[place]).next() {
                self.next = place + 1;
                return Some(request);
            }
        }
        self.free_turns += 1;
        None
    }

    fn of(&mut self, kind: WorkKind) -> &mut LineOfKind<T> {
        &mut self.kinds[kind as usize]
    }
}

impl<T> LineOfKind<T> {
    /// The first request of the network whose turn it is.
    fn next(&mut self) -> Option<T> {
        let (network, mut requests) = self.waiting.pop_front()?;
        let next = requests.pop_front();
        if !requests.is_empty() {
            self.waiting.push_back((network, requests));
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, PLACES, WorkKind};
    use std::net::{IpAddr, Ipv4Addr};

    fn network(number: u16) -> IpAddr {
        let [high, low] = number.to_be_bytes();
        Ipv4Addr::new(10, high, low, 0).into()
    }

    /// A line whose only turn is taken.
    fn busy() -> Line<String> {
        let mut line = Line::new(1);
        assert_eq!(line.begin_turn(WorkKind::Known, network(0), "first".into()).as_deref(), Some("first"));
        line
    }

    #[test]
    fn a_known_browser_waits_for_two_others_at_most() {
        use WorkKind::{Known, NewOfKnown, NewOfStrangers, Strangers};
        for others in 1..20 {
            let mut line = busy();
            for kind in [Strangers, NewOfStrangers, NewOfKnown] {
                for number in 0..PLACES {
                    assert_eq!(line.begin_turn(kind, network(7), format!("{kind:?} {number}")), None);
                }
            }
            for _ in 0..others {
                line.end_turn().expect("another one");
            }
            assert_eq!(line.begin_turn(Known, network(1), "owner".into()), None);
            let is_next = (0..2).any(|_| line.end_turn().as_deref() == Some("owner"));
            assert!(is_next, "after {others} others");
        }
    }

    #[test]
    fn all_kinds_get_turns_when_all_are_busy() {
        use WorkKind::{Known, NewOfKnown, NewOfStrangers, Strangers};
        let mut line = busy();
        for kind in [Known, NewOfKnown, Strangers, NewOfStrangers] {
            for _ in 0..16 {
                line.begin_turn(kind, network(1), format!("{kind:?}"));
            }
        }
        let turns: Vec<_> = (0..16).filter_map(|_| line.end_turn()).collect();
        let of = |kind: WorkKind| turns.iter().filter(|turn| **turn == format!("{kind:?}")).count();
        assert_eq!([Known, NewOfKnown, Strangers, NewOfStrangers].map(of), [12, 1, 2, 1]);
    }

    #[test]
    fn networks_take_turns() {
        let mut line = busy();
        for number in 0..40 {
            line.begin_turn(WorkKind::Known, network(number % 2), format!("{} {number}", number % 2));
        }
        line.begin_turn(WorkKind::Known, network(9), "owner".into());
        let turns: Vec<_> = (0..4).filter_map(|_| line.end_turn()).collect();
        assert_eq!(turns, ["0 0", "1 1", "owner", "0 2"]);
        for _ in 0..37 {
            assert!(line.end_turn().is_some());
        }
        assert_eq!((line.end_turn(), line.end_turn()), (None, None), "nobody waits");
        for _ in 0..2 {
            assert!(line.begin_turn(WorkKind::Strangers, network(1), "next".into()).is_some(), "both turns are free");
        }
        assert!(line.begin_turn(WorkKind::Strangers, network(1), "next".into()).is_none());
    }

    #[test]
    fn no_network_takes_the_last_places() {
        let mut line = busy();
        for number in 0..64 {
            while line.take_place(WorkKind::Known, network(number)) {}
        }
        assert!(line.take_place(WorkKind::Known, network(1000)), "a network that has no place gets one");
        assert!(line.take_place(WorkKind::Strangers, network(1)), "each kind has places of its own");
        let mut line = busy();
        let mut alone = 0;
        while line.take_place(WorkKind::Known, network(1)) {
            alone += 1;
        }
        assert!(alone > 50, "a network with many people has places for them: {alone}");
        for _ in 0..alone {
            line.free_place(WorkKind::Known, network(1));
        }
        assert!(line.take_place(WorkKind::Known, network(1)));
    }
}
