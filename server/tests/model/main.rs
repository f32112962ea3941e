//! Long runs of random events against models that are simple enough to be believed: an owner, an intruder, an operator, and a clock that moves.
//!
//! `make long` plays a million events of the rules. `SEED` repeats a run, and `EVENTS` sets its length.

mod dice;
mod rules;
mod store;

#[allow(dead_code, reason = "the stories use the rest")]
#[path = "../stories/server.rs"]
mod server;

use dice::Dice;
use rules::{BrokenRule, play};
use std::panic::catch_unwind;

/// The events of a run that is part of `make test`.
const FEW: u32 = 20_000;
/// As many events of the store take as long as a hundred of the rules.
const RULES_PER_WRITE: u32 = 100;

fn events() -> u32 {
    std::env::var("EVENTS").map_or(FEW, |events| events.parse().expect("EVENTS is a number"))
}

#[test]
fn the_rules_keep_their_promises_whatever_happens() {
    let (dice, events) = (Dice::from_environment(), events());
    println!("SEED={} EVENTS={events}", dice.seed());
    play(dice, events, None);
}

#[test]
fn each_broken_rule_is_noticed() {
    for broken in BrokenRule::ALL {
        let noticed = catch_unwind(|| play(Dice::new(7), FEW, Some(broken)));
        assert!(noticed.is_err(), "{broken:?} isn't noticed");
    }
}

#[tokio::test]
async fn the_store_keeps_the_same_promises_over_restarts() {
    let (dice, events) = (Dice::from_environment(), events() / RULES_PER_WRITE);
    println!("SEED={} EVENTS={} ({events} of the store)", dice.seed(), events * RULES_PER_WRITE);
    store::play(dice, events).await;
}
