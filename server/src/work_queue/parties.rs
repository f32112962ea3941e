//! The networks, accounts and browsers whose requests of one kind wait or work.

use super::requester::{Party, WorkRequester};
use std::collections::{HashMap, VecDeque};

/// The most requests of one kind that wait or work. Further ones are rejected, and can be repeated later.
pub(super) const PLACES: usize = 1024;
/// One network can have this part of the free places, so that some are left for others.
const PART_OF_A_NETWORK: usize = 16;
/// While a network has this part of the free places, its further places are only for accounts that have none. So the accounts of a flood in
/// the owner's network leave the owner a place.
const PART_WITH_FIRST_PLACES: usize = 4;
/// The most places of one browser of an account: as many as a code allows wrong attempts, because a person's tabs are few. While an
/// account has as many, its further places are only for browsers that have none. So no browser leaves the account's others without one.
const PLACES_OF_A_BROWSER: usize = 5;
/// The most places of one account: enough for some browsers, and few for a flood that has many.
const PLACES_OF_AN_ACCOUNT: usize = 10;

/// The turns of a kind after which it no longer matters that a party had one. So a flood in which each request comes from another network
/// overtakes nobody for longer.
const RECENT_TURNS: usize = 64;

/// The networks, accounts and browsers, with their places and turns. `T` is a request.
pub(super) struct Parties<T> {
    places: usize,
    places_of: HashMap<Party, usize>,
    /// The requesters in the order of their arrival, each with its requests in that order.
    waiting: VecDeque<(WorkRequester, VecDeque<T>)>,
    /// The requesters of the last turns.
    recent: VecDeque<WorkRequester>,
    /// The number of these turns that each party had.
    turns_of: HashMap<Party, usize>,
    /// The place in [`ORDERS`] of the next turn's order.
    next_order: usize,
}

/// The order of requesters whose accounts had as few turns.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// The networks take turns, so that many accounts in one of them keep no other network waiting.
    Networks,
    /// The last to arrive, so that an owner doesn't wait until a flood that has just begun has had a turn for each of its accounts.
    Last,
    /// The first to arrive, so that nobody waits for ever.
    First,
}

/// The orders of the turns.
const ORDERS: [Order; 3] = [Order::Networks, Order::Last, Order::First];

impl<T> Parties<T> {
    pub(super) fn new() -> Self {
        Self {
            places: 0,
            places_of: HashMap::new(),
            waiting: VecDeque::new(),
            recent: VecDeque::new(),
            turns_of: HashMap::new(),
            next_order: 0,
        }
    }

    /// The number of places that are taken.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// Takes a place, if the requester may have another one.
    pub(super) fn take_place(&mut self, requester: &WorkRequester) -> bool {
        let is_allowed = self.may_take_place(requester);
        if is_allowed {
            self.places += 1;
            for party in requester.parties() {
                *self.places_of.entry(party.clone()).or_default() += 1;
            }
        }
        is_allowed
    }

    fn may_take_place(&self, requester: &WorkRequester) -> bool {
        let taken = |party: &Party| self.places_of.get(party).copied().unwrap_or_default();
        let part = match requester.known_parties().map(|known| (taken(&known.account), taken(&known.browser))) {
            Some((0, _)) => PART_WITH_FIRST_PLACES,
            Some((PLACES_OF_AN_ACCOUNT.., _) | (PLACES_OF_A_BROWSER.., 1..)) => return false,
            Some(_) | None => PART_OF_A_NETWORK,
        };
        taken(requester.network()) < (PLACES - self.places).div_ceil(part)
    }

    /// Frees a place.
    pub(super) fn free_place(&mut self, requester: &WorkRequester) {
        self.places -= 1;
        requester.parties().for_each(|party| count_down(&mut self.places_of, party));
    }

    /// Lets a request wait for its turn.
    pub(super) fn wait(&mut self, requester: WorkRequester, request: T) {
        match self.waiting.iter_mut().find(|(each, _)| *each == requester) {
            Some((_, requests)) => requests.push_back(request),
            None => self.waiting.push_back((requester, VecDeque::from([request]))),
        }
    }

    /// A request of a requester that had the fewest turns recently, so that an owner overtakes a flood that had many.
    pub(super) fn next(&mut self) -> Option<T> {
        let order = ORDERS[self.next_order];
        let turns: Vec<_> = self.waiting.iter().map(|(requester, _)| self.recent_turns_of(requester, order)).collect();
        let fewest = turns.iter().min()?;
        let mut places = (0..turns.len()).filter(|place| turns[*place] == *fewest);
        let place = if order == Order::Last { places.next_back() } else { places.next() }?;
        self.next_order = (self.next_order + 1) % ORDERS.len();
        let (requester, requests) = &mut self.waiting[place];
        let (requester, next) = (requester.clone(), requests.pop_front());
        if requests.is_empty() {
            self.waiting.remove(place);
        }
        self.note_turn(&requester);
        next
    }

    /// The recent turns of a requester's account; among equal ones, its browser's, then its network's.
    fn recent_turns_of(&self, requester: &WorkRequester, order: Order) -> [usize; 3] {
        let turns_of = |party: &Party| self.turns_of.get(party).copied().unwrap_or_default();
        let network = turns_of(requester.network());
        match requester.known_parties() {
            Some(known) => {
                let network = if order == Order::Networks { network } else { 0 };
                [turns_of(&known.account), turns_of(&known.browser), network]
            }
            None => [network; 3],
        }
    }

    /// Notes that a requester has a turn.
    pub(super) fn note_turn(&mut self, requester: &WorkRequester) {
        for party in requester.parties() {
            *self.turns_of.entry(party.clone()).or_default() += 1;
        }
        self.recent.push_back(requester.clone());
        if self.recent.len() > RECENT_TURNS
            && let Some(oldest) = self.recent.pop_front()
        {
            oldest.parties().for_each(|party| count_down(&mut self.turns_of, party));
        }
    }
}

fn count_down(counts: &mut HashMap<Party, usize>, party: &Party) {
    let left = counts.remove(party).unwrap_or_default().saturating_sub(1);
    if left > 0 {
        counts.insert(party.clone(), left);
    }
}

#[cfg(test)]
mod tests {
    use super::{ORDERS, PLACES_OF_A_BROWSER, PLACES_OF_AN_ACCOUNT, Parties, RECENT_TURNS};
    use crate::work_queue::WorkRequester;
    use std::net::{IpAddr, Ipv4Addr};

    fn network(number: u16) -> IpAddr {
        let [high, low] = number.to_be_bytes();
        Ipv4Addr::new(10, high, low, 0).into()
    }

    fn stranger(number: u16) -> WorkRequester {
        WorkRequester::stranger(network(number))
    }

    /// An account in a browser that it knows, in the network with a number.
    fn known(account: u16, number: u16) -> WorkRequester {
        in_browser(1, account, number)
    }

    /// The same in another browser.
    fn in_browser(browser: i64, account: u16, number: u16) -> WorkRequester {
        WorkRequester::known(&format!("account {account}"), browser, network(number))
    }

    #[test]
    fn a_network_that_had_fewer_turns_lately_overtakes_a_flood() {
        let mut parties = Parties::new();
        for number in 0..1000 {
            parties.wait(stranger(number % 50), "flood");
        }
        for _ in 0..120 {
            parties.next().expect("a turn of the flood");
        }
        parties.wait(stranger(99), "owner");
        assert_eq!(parties.next(), Some("owner"));
        parties.wait(stranger(99), "owner again");
        assert_eq!(parties.next(), Some("owner again"), "the others had two turns each");
    }

    #[test]
    fn a_flood_from_ever_new_networks_delays_nobody_for_long() {
        let mut parties = Parties::new();
        parties.note_turn(&stranger(9));
        parties.wait(stranger(9), "owner");
        for number in 10..1000 {
            parties.wait(stranger(number), "flood");
        }
        let waited = (0..1000).position(|_| parties.next() == Some("owner"));
        assert!(waited.is_some_and(|turns| turns <= RECENT_TURNS + 1), "{waited:?}");
    }

    #[test]
    fn an_account_that_had_fewer_turns_lately_overtakes_a_flood_in_its_own_network() {
        let mut parties = Parties::new();
        for number in 0..1000 {
            // Twenty accounts in the owner's network, and each of them in a second one, which doesn't double its turns.
            parties.wait(known(number % 20, 1 + number / 20 % 2), "flood");
        }
        for _ in 0..40 {
            parties.next().expect("a turn of the flood");
        }
        parties.wait(known(99, 1), "owner");
        assert_eq!(parties.next(), Some("owner"));
        parties.wait(known(99, 1), "owner again");
        assert_eq!(parties.next(), Some("owner again"), "the others had two turns each");
    }

    #[test]
    fn when_a_flood_begins_an_owner_waits_for_two_others_at_most() {
        for (others, network) in (0..10).flat_map(|others| [(others, 999), (others, 1)]) {
            let mut parties = Parties::new();
            for number in 0..500 {
                parties.wait(known(number, number % 50), "flood");
            }
            for _ in 0..others {
                parties.next().expect("a turn of the flood");
            }
            parties.wait(known(999, network), "owner");
            let is_next = (0..ORDERS.len()).any(|_| parties.next() == Some("owner"));
            assert!(is_next, "after {others} others, in network {network}");
        }
    }

    #[test]
    fn those_who_arrive_later_keep_nobody_waiting_for_long() {
        let mut parties = Parties::new();
        for number in 0..10 {
            parties.wait(stranger(number), "before");
        }
        parties.wait(stranger(99), "owner");
        let waited = (0..100).position(|turn| {
            parties.wait(stranger(100 + 2 * turn), "later");
            parties.wait(stranger(101 + 2 * turn), "later");
            parties.next() == Some("owner")
        });
        assert_eq!(waited, Some(15), "of three turns, two are for the first to arrive");
    }

    #[test]
    fn ever_new_accounts_of_one_network_delay_no_other_network() {
        let mut parties = Parties::new();
        for account in 0..300 {
            parties.wait(known(account, 1), "flood");
        }
        parties.next().expect("a turn of the flood");
        parties.wait(known(999, 2), "owner");
        assert_eq!(parties.next(), Some("owner"));
    }

    #[test]
    fn a_browser_has_few_places_wherever_it_is() {
        let mut parties = Parties::<()>::new();
        let taken = (0..100_u16).filter(|number| parties.take_place(&known(1, number % 2))).count();
        assert_eq!(taken, PLACES_OF_A_BROWSER);
        assert!(parties.take_place(&known(2, 1)), "another account");
        parties.free_place(&known(1, 1));
        assert!(parties.take_place(&known(1, 2)));
        assert!(!parties.take_place(&known(1, 2)));
    }

    #[test]
    fn one_browser_of_an_account_leaves_its_others_a_place_and_the_next_turn() {
        let mut parties = Parties::new();
        while parties.take_place(&in_browser(1, 1, 1)) {
            parties.wait(in_browser(1, 1, 1), "one browser");
        }
        assert_eq!(parties.next(), Some("one browser"));
        parties.note_turn(&stranger(2)); // of the owner's network, which is busy
        let owner = in_browser(2, 1, 2);
        assert!(
            parties.take_place(&owner) && !parties.take_place(&owner),
            "the last places are for browsers without one"
        );
        parties.wait(owner.clone(), "owner");
        assert_eq!(parties.next(), Some("owner"));
        parties.free_place(&in_browser(1, 1, 1));
        parties.free_place(&in_browser(1, 1, 1));
        assert!(parties.take_place(&owner), "a second one");
    }

    #[test]
    fn many_browsers_give_an_account_few_places_and_none_of_the_last_of_its_network() {
        let mut parties = Parties::<()>::new();
        let taken = (0..100).filter(|browser| parties.take_place(&in_browser(*browser, 1, 1))).count();
        assert_eq!(taken, PLACES_OF_AN_ACCOUNT);
        for account in 2..100 {
            while parties.take_place(&known(account, 1)) {}
        }
        assert!(!parties.take_place(&in_browser(2, 99, 1)), "another browser of an account that has a place");
        assert!(parties.take_place(&known(100, 1)), "the owner");
    }

    #[test]
    fn the_last_places_of_a_network_are_for_accounts_that_have_none() {
        let mut parties = Parties::<()>::new();
        for account in 0..100 {
            while parties.take_place(&known(account, 1)) {}
        }
        assert!(!parties.take_place(&known(99, 1)), "it has one");
        assert!(parties.take_place(&known(100, 1)), "the owner");
        assert!(parties.take_place(&known(101, 2)) && parties.take_place(&known(101, 2)), "in another network");
        for account in 102..2000 {
            parties.take_place(&known(account, 1));
        }
        assert!(parties.places() < 300, "a network with many accounts leaves places for others: {}", parties.places());
    }
}
