//! Holds and blocked changes, case by case (H1, H2, H3, H5, I8).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::hold::{HeldChange, Hold, HoldEffect, HoldEvent, HoldRefusal, Protection, VerifiedWith};
use domain::rules::notice::NoticeKind;
use domain::rules::policy::Policy;
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);
const MS: Duration = Duration::from_millis(1);

/// The protection after events, each a day after the one before.
fn after(events: &[HoldEvent]) -> (Protection, Moment) {
    events.iter().fold((Protection::NONE, NOW), |(protection, now), event| {
        (protection.step(*event, now, &POLICY).expect("allowed").0, now + DAY)
    })
}

#[test]
fn a_hold_keeps_its_end_when_the_setting_changes() {
    let (held, now) = after(&[HoldEvent::Remove]);
    let shorter = Policy { hold_for: DAY, ..POLICY };
    let (later, effects) = held.step(HoldEvent::Tick, now + DAY, &shorter).expect("always");
    assert_eq!((later.restricted_until(), effects), (Some(NOW + DAY * 30), vec![]));
}

#[test]
fn a_hold_that_is_shorter_than_a_warning_has_those_that_lie_ahead() {
    let warnings = |days| {
        let policy = Policy { hold_for: DAY * days, ..POLICY };
        let (held, _) = Protection::NONE.step(HoldEvent::Remove, NOW, &policy).expect("it begins");
        held.hold.expect("a hold").warnings(&policy)
    };
    assert_eq!(warnings(30), [Some(NOW + DAY * 23), Some(NOW + DAY * 29)]);
    assert_eq!(warnings(8), [Some(NOW + DAY), Some(NOW + DAY * 7)]);
    assert_eq!(warnings(7), [None, Some(NOW + DAY * 6)], "the first would be sent with the start");
    assert_eq!(warnings(1), [None, None]);
}

#[test]
fn a_second_recovery_begins_anew_and_never_ends_earlier() {
    let (held, now) = after(&[HoldEvent::Recover]);
    let shorter = Policy { hold_for: DAY * 7, ..POLICY };
    let (again, effects) = held.step(HoldEvent::Recover, now, &shorter).expect("allowed");
    assert_eq!(again.restricted_until(), held.restricted_until(), "a shorter setting doesn't help");
    assert_eq!(effects, [HoldEffect::Tell(NoticeKind::HoldStarted)]);
    let (again, _) = held.step(HoldEvent::Recover, now, &POLICY).expect("allowed");
    assert_eq!(again.restricted_until(), Some(now + DAY * 30));
}

#[test]
fn a_recovery_takes_effect_only_if_its_contact_is_confirmed() {
    let (recovering, now) = after(&[HoldEvent::ThisWasNotMe, HoldEvent::Recover]);
    let end = NOW + DAY * 31;
    let (lapsed, effects) = recovering.step(HoldEvent::Tick, end, &POLICY).expect("always");
    assert_eq!((lapsed.hold, lapsed.blocked, lapsed.canceled), (None, Some(NOW), None), "all is as before");
    assert_eq!(effects, [HoldEffect::Tell(NoticeKind::HoldCanceled)]);
    let (confirmed, effects) = recovering.step(HoldEvent::ConfirmContact, now, &POLICY).expect("allowed");
    assert_eq!((confirmed.restricted_until(), effects), (recovering.restricted_until(), vec![]), "nothing is hastened");
    assert_eq!(confirmed.step(HoldEvent::ConfirmContact, now, &POLICY), Ok((confirmed, vec![])), "a second time");
    let (_, effects) = confirmed.step(HoldEvent::Tick, end, &POLICY).expect("always");
    assert_eq!(effects[1], HoldEffect::Apply(HeldChange::Replacement));
    let (removing, now) = after(&[HoldEvent::Remove]);
    assert_eq!(removing.step(HoldEvent::ConfirmContact, now, &POLICY), Err(HoldRefusal::NoHold));
    let late = recovering.step(HoldEvent::ConfirmContact, end, &POLICY);
    assert_eq!(late, Err(HoldRefusal::NoHold), "after the end");
}

#[test]
fn the_time_in_which_an_account_is_disabled_does_not_count() {
    let (held, now) = after(&[HoldEvent::Remove, HoldEvent::Disable]);
    let late = now + DAY * 100;
    let (still, effects) = held.step(HoldEvent::Tick, late, &POLICY).expect("always");
    assert_eq!((still, effects), (held, vec![]), "nothing is applied meanwhile");
    let (enabled, effects) = held.step(HoldEvent::Enable, late, &POLICY).expect("allowed");
    assert_eq!(enabled.restricted_until(), Some(NOW + DAY * 30 + DAY * 101));
    assert_eq!(effects, [HoldEffect::Tell(NoticeKind::HoldResumed)]);
    assert_eq!(held.step(HoldEvent::Recover, late, &POLICY), Err(HoldRefusal::Disabled));
}

#[test]
fn a_password_that_is_reset_with_an_old_method_cancels_a_hold() {
    let (held, now) = after(&[HoldEvent::NoneOfThese]);
    let reset = |with| held.step(HoldEvent::ResetPassword(with), now, &POLICY);
    assert_eq!(reset(VerifiedWith::NewMethod), Err(HoldRefusal::NeedsOldMethod));
    let (canceled, effects) = reset(VerifiedWith::OldMethod).expect("allowed");
    assert_eq!((canceled.hold, effects), (None, vec![HoldEffect::Tell(NoticeKind::HoldCanceled)]));
}

#[test]
fn another_replacement_begins_a_week_after_a_cancel() {
    let (canceled, _) = after(&[HoldEvent::NoneOfThese, HoldEvent::Cancel(VerifiedWith::Link)]);
    let again = |later| canceled.step(HoldEvent::NoneOfThese, NOW + DAY + later, &POLICY);
    assert_eq!(again((DAY * 7).saturating_sub(MS)), Err(HoldRefusal::TooSoon { until: NOW + DAY * 8 }));
    assert!(again(DAY * 7).is_ok());
}

#[test]
fn a_block_ends_with_another_old_method_or_with_a_replacement() {
    let (blocked, now) = after(&[HoldEvent::ThisWasNotMe]);
    assert_eq!(blocked.step(HoldEvent::Change, now, &POLICY), Err(HoldRefusal::Blocked));
    assert_eq!(blocked.step(HoldEvent::Remove, now, &POLICY), Err(HoldRefusal::Blocked));
    for with in [VerifiedWith::NewMethod, VerifiedWith::BlockingContact] {
        assert_eq!(blocked.step(HoldEvent::Unblock(with), now, &POLICY), Err(HoldRefusal::NeedsOtherMethod));
        assert_eq!(blocked.step(HoldEvent::ResetPassword(with), now, &POLICY), Err(HoldRefusal::NeedsOtherMethod));
    }
    let (free, _) = blocked.step(HoldEvent::Unblock(VerifiedWith::OldMethod), now, &POLICY).expect("allowed");
    assert_eq!(free, Protection::NONE);
    let (held, _) = blocked.step(HoldEvent::NoneOfThese, now, &POLICY).expect("the way out");
    let (free, effects) = held.step(HoldEvent::Tick, now + DAY * 30, &POLICY).expect("always");
    assert_eq!((free.hold, free.blocked), (None, None));
    assert_eq!(effects[..2], [HoldEffect::EndSessions, HoldEffect::Apply(HeldChange::Replacement)]);
}

#[test]
fn a_block_cancels_a_hold() {
    let (blocked, _) = after(&[HoldEvent::Remove, HoldEvent::ThisWasNotMe]);
    assert_eq!((blocked.hold, blocked.blocked), (None, Some(NOW + DAY)));
}

#[test]
fn what_is_due_takes_effect_before_the_event() {
    let (held, _) = after(&[HoldEvent::Remove]);
    let late = held.step(HoldEvent::Cancel(VerifiedWith::OldMethod), NOW + DAY * 30, &POLICY);
    assert_eq!(late, Err(HoldRefusal::NoHold), "it has ended");
    let (changed, effects) = held.step(HoldEvent::Change, NOW + DAY * 30, &POLICY).expect("allowed again");
    assert_eq!(changed.hold, None);
    assert_eq!(effects[0], HoldEffect::Apply(HeldChange::Removal));
}

#[test]
fn a_deleted_account_has_no_hold() {
    let (deleted, now) = after(&[HoldEvent::Remove, HoldEvent::Delete]);
    assert_eq!(deleted.hold, None);
    assert_eq!(deleted.step(HoldEvent::Tick, now, &POLICY), Err(HoldRefusal::Deleted));
}

#[test]
fn a_hold_of_a_time_that_is_not_believed_lasts_from_now_on_as_long_as_it_was_to() {
    let hold = Hold { change: HeldChange::Removal, started: NOW + DAY * 365, ends: NOW + DAY * 395, warned: 0 };
    assert_eq!(hold.brought_back(NOW), Hold { started: NOW, ends: NOW + DAY * 30, ..hold });
    let believed = Hold { started: NOW, ends: NOW + DAY * 30, ..hold };
    assert_eq!(believed.brought_back(NOW + DAY), believed);
}
