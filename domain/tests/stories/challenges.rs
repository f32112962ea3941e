//! The states of a code sent in a message, for any order of events in two browsers.

use domain::Moment;
use domain::Problem;
use domain::rules::challenge::{Budget, Challenge, ChallengePurpose, ChallengeState, TRIES};
use proptest::prelude::*;
use std::time::Duration;

const LIFE: Duration = Duration::from_mins(10);

/// The possible events. Browsers try the code that was sent `back` codes before the newest.
#[derive(Clone, Debug)]
enum Event {
    Send,
    Try { by: Budget, back: usize, is_right: bool },
    Wait(u64),
}

fn event() -> impl Strategy<Value = Event> {
    let by = prop_oneof![Just(Budget::Strangers), Just(Budget::Known)];
    prop_oneof![
        2 => Just(Event::Send),
        8 => (by, 0usize..3, prop::bool::weighted(0.3)).prop_map(|(by, back, is_right)| Event::Try { by, back, is_right }),
        1 => (0u64..400).prop_map(Event::Wait),
    ]
}

/// An open code after a newer one was sent. The store replaces open codes only (`codes::life`).
fn replaced(open: Challenge) -> Challenge {
    Challenge { state: ChallengeState::Replaced, ..open }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_code_is_accepted_once_never_after_five_failures_never_when_replaced_or_over(
        events in prop::collection::vec(event(), 0..60),
    ) {
        let mut now = Moment(1_000_000);
        let mut sent: Vec<(Challenge, Moment)> = Vec::new();
        let mut accepted = Vec::new();
        let mut failed: Vec<[u8; 2]> = Vec::new();
        for event in events {
            match event {
                Event::Wait(seconds) => now = now + Duration::from_secs(seconds),
                Event::Send => {
                    for (challenge, _) in sent.iter_mut().filter(|(sent, _)| sent.state == ChallengeState::Open) {
                        *challenge = replaced(*challenge);
                    }
                    sent.push((Challenge::open(now + LIFE), now));
                    accepted.push(false);
                    failed.push([0; 2]);
                }
                Event::Try { by, back, is_right } => {
                    let Some(at) = sent.len().checked_sub(back + 1) else { continue };
                    let (before, born) = sent[at];
                    let (next, heard) = before.redeem(by, is_right, now);
                    sent[at].0 = next;
                    let failures = &mut failed[at][usize::from(by == Budget::Known)];
                    if heard.is_ok() {
                        prop_assert!(is_right && back == 0 && !accepted[at], "the newest, once");
                        prop_assert!(*failures < TRIES && now.since(born) < LIFE);
                        accepted[at] = true;
                    } else if matches!(heard, Err(Problem::WrongSentCode { .. })) || (*failures + 1 == TRIES && heard == Err(Problem::SentCodeSpent)) {
                        *failures += 1;
                    }
                    prop_assert!(*failures <= TRIES);
                    if let Err(Problem::WrongSentCode { attempts_left }) = heard {
                        prop_assert_eq!(attempts_left + u64::from(*failures), u64::from(TRIES), "what is left is told truly");
                    }
                }
            }
        }
    }

    #[test]
    fn a_wrong_code_reveals_nothing_of_what_the_owner_does(
        wrong in 0u8..7, is_known in any::<bool>(), waited in 0u64..900,
    ) {
        let by = if is_known { Budget::Known } else { Budget::Strangers };
        let (born, now) = (Moment(0), Moment(0) + Duration::from_secs(waited));
        let mut open = Challenge::open(born + LIFE);
        for _ in 0..wrong {
            open = open.redeem(by, false, born).0;
        }
        let other = if is_known { Budget::Strangers } else { Budget::Known };
        let (used, _) = open.redeem(other, true, born);
        let heard = open.redeem(by, false, now).1;
        prop_assert_eq!(&used.redeem(by, false, now).1, &heard);
        prop_assert_eq!(&replaced(open).redeem(by, false, now).1, &heard);
    }
}

#[test]
fn each_end_of_a_code_has_its_own_words() {
    let (now, over) = (Moment(0), Moment(0) + LIFE);
    let open = Challenge::open(over);
    let right = |challenge: Challenge, now| challenge.redeem(Budget::Strangers, true, now);
    assert_eq!(right(open, now).1, Ok(()));
    assert_eq!(right(right(open, now).0, now).1, Err(Problem::SentCodeUsed));
    assert_eq!(right(replaced(open), over).1, Err(Problem::SentCodeReplaced));
    assert_eq!(right(open, over).1, Err(Problem::SentCodeExpired));
    let guess = open.redeem(Budget::Strangers, false, over).1;
    assert_eq!(guess, Err(Problem::WrongSentCode { attempts_left: 4 }), "as if none had been sent");
    let mut tried = open;
    let mut heard = Vec::new();
    for _ in 0..6 {
        let (next, problem) = tried.redeem(Budget::Strangers, false, now);
        heard.push(problem.expect_err("wrong"));
        tried = next;
    }
    let left = |attempts_left| Problem::WrongSentCode { attempts_left };
    assert_eq!(heard, [left(4), left(3), left(2), left(1), Problem::SentCodeSpent, Problem::SentCodeSpent]);
    assert_eq!(right(tried, now).1, Err(Problem::SentCodeSpent));
    assert_eq!(tried.redeem(Budget::Known, true, now).1, Ok(()), "strangers do not spend the owner's code");
}

/// Stored hashes and the keys of stored counts contain them.
#[test]
fn purposes_and_budgets_have_the_names_under_which_they_are_stored() {
    let names = ["sign-in", "create-account", "reset-password", "verify", "step-up", "add-way"];
    assert_eq!(ChallengePurpose::ALL.map(ChallengePurpose::name), names);
    assert_eq!([Budget::Strangers, Budget::Known].map(Budget::name), ["strangers", "known"]);
}
