//! The order in which requests get their turns: by kind of work, then by how few of the last turns their account, browser or network had,
//! then by arrival.

use super::parties::Parties;
use super::requester::WorkRequester;

/// A kind of work. Each has places of its own, and its part of the turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkKind {
    /// Requests from browsers that the account knows.
    Known,
    /// New passwords from such browsers.
    NewOfKnown,
    /// Requests from other browsers.
    Strangers,
    /// New passwords from other browsers.
    NewOfStrangers,
}

impl WorkKind {
    /// The kind of a requester's work, unless it is a new password.
    pub(super) fn of(requester: &WorkRequester) -> Self {
        if requester.known_parties().is_some() { Self::Known } else { Self::Strangers }
    }

    /// The kind of a requester's new password.
    pub(super) fn of_new_password(requester: &WorkRequester) -> Self {
        if requester.known_parties().is_some() { Self::NewOfKnown } else { Self::NewOfStrangers }
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
    kinds: [Parties<T>; 4],
}

impl<T> Line<T> {
    pub(super) fn new(turns: usize) -> Self {
        Self { free_turns: turns, next: 0, kinds: std::array::from_fn(|_| Parties::new()) }
    }

    /// The number of places that are taken.
    pub(super) fn places(&self) -> usize {
        self.kinds.iter().map(Parties::places).sum()
    }

    /// Takes a place, if the requester may have another one.
    pub(super) fn take_place(&mut self, kind: WorkKind, requester: &WorkRequester) -> bool {
        self.of(kind).take_place(requester)
    }

    /// Frees a place.
    pub(super) fn free_place(&mut self, kind: WorkKind, requester: &WorkRequester) {
        self.of(kind).free_place(requester);
    }

    /// Begins a turn, and returns the request. If no turn is free, the request waits.
    pub(super) fn begin_turn(&mut self, kind: WorkKind, requester: WorkRequester, request: T) -> Option<T> {
        if self.free_turns > 0 {
            self.free_turns -= 1;
            self.of(kind).note_turn(&requester);
            return Some(request);
        }
        self.of(kind).wait(requester, request);
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

    fn of(&mut self, kind: WorkKind) -> &mut Parties<T> {
        &mut self.kinds[kind as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::parties::PLACES;
    use super::super::requester::WorkRequester;
    use super::{Line, WorkKind};
    use std::net::Ipv4Addr;

    fn network(number: u16) -> WorkRequester {
        let [high, low] = number.to_be_bytes();
        WorkRequester::stranger(Ipv4Addr::new(10, high, low, 0).into())
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
        assert_eq!(turns, ["1 1", "owner", "0 0", "1 3"], "network 0 had the turn before");
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
            while line.take_place(WorkKind::Known, &network(number)) {}
        }
        assert!(line.take_place(WorkKind::Known, &network(1000)), "a network that has no place gets one");
        assert!(line.take_place(WorkKind::Strangers, &network(1)), "each kind has places of its own");
        let mut line = busy();
        let mut alone = 0;
        while line.take_place(WorkKind::Known, &network(1)) {
            alone += 1;
        }
        assert!(alone > 50, "a network with many people has places for them: {alone}");
        for _ in 0..alone {
            line.free_place(WorkKind::Known, &network(1));
        }
        assert!(line.take_place(WorkKind::Known, &network(1)));
    }
}
