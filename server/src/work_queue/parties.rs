//! The networks, accounts and browsers whose requests of one kind wait or work.

#[cfg(test)]
mod tests;

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
