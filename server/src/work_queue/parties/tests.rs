//! Who gets places and turns.

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
    assert!(parties.take_place(&owner) && !parties.take_place(&owner), "the last places are for browsers without one");
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
