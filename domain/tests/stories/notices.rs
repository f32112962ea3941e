//! Who gets a notice, and what its link is worth (I8, H2).

use crate::support::POLICY;
use domain::contact::Contact;
use domain::rules::hold::HoldOutcome;
use domain::rules::notice::{LinkPurpose, LinkRefusal, NoticeClass, NoticeKind, NoticeLink, Recipient, recipients};
use domain::rules::security_info::{Credentials, Method, MethodKind, Removal};
use domain::{Moment, Problem};
use std::collections::HashSet;
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);

fn contact(text: &str) -> Contact {
    Contact::parse(text).expect("a contact")
}

fn method(id: i64, text: &str, age: Duration, is_first: bool) -> Method {
    Method { id, kind: MethodKind::Contact(contact(text)), verified: NOW - age, is_first }
}

/// An account with an old address, and an address that an intruder has added a day ago.
fn account() -> Credentials {
    let methods = vec![method(1, "ann@example.com", DAY * 400, true), method(2, "eve@example.com", DAY, false)];
    let names = vec![contact("ann@example.com"), contact("eve@example.com")];
    Credentials { methods, names, has_password: true, ..Credentials::default() }
}

fn linked(info: &Credentials, further: &[Contact], kind: NoticeKind) -> Vec<(String, bool)> {
    let all = recipients(info, further, kind, NOW, &POLICY).into_iter();
    all.map(|Recipient { contact, has_link }| (contact.as_str().to_owned(), has_link)).collect()
}

#[test]
fn every_contact_is_told_and_only_old_ones_get_a_link() {
    let (ann, eve, new) = ("ann@example.com".to_owned(), "eve@example.com".to_owned(), "new@example.com".to_owned());
    let further = [contact("new@example.com"), contact("ann@example.com")];
    let told = linked(&account(), &further, NoticeKind::MethodRemoved);
    assert_eq!(told, [(ann.clone(), true), (eve.clone(), false), (new, false)], "each once");
    assert_eq!(linked(&account(), &[], NoticeKind::HoldApplied), [(ann, false), (eve, false)], "nothing can be undone");
}

#[test]
fn all_contacts_are_old_where_none_is_established() {
    let info = Credentials { methods: account().methods.split_off(1), ..account() };
    assert_eq!(linked(&info, &[], NoticeKind::HoldStarted), [("eve@example.com".to_owned(), true)]);
}

#[test]
fn a_link_works_once_for_thirty_days_or_until_its_hold_ends() {
    let link = NoticeLink { purpose: LinkPurpose::ThisWasNotMe, about: NOW, used: None };
    let used = link.press(None, NOW + DAY * 29).expect("it works");
    assert_eq!(used.press(None, NOW + DAY * 29), Err(LinkRefusal::Used));
    assert_eq!(link.press(None, NOW + DAY * 30), Err(LinkRefusal::Expired));
    let link = NoticeLink { purpose: LinkPurpose::CancelHold, ..link };
    assert!(link.press(Some(NOW), NOW + DAY * 200).is_ok(), "also if the account was disabled for a long time");
    for hold in [None, Some(NOW + DAY)] {
        assert_eq!(link.press(hold, NOW + DAY), Err(LinkRefusal::Expired), "its hold has ended");
    }
}

#[test]
fn each_kind_has_its_own_name_and_what_can_be_undone_has_a_link() {
    let names: HashSet<_> = NoticeKind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), NoticeKind::ALL.len());
    for kind in NoticeKind::ALL {
        match kind.class() {
            NoticeClass::Device => assert_eq!(kind.link(), Some(LinkPurpose::UnlinkDevice)),
            NoticeClass::Account => assert_eq!(kind.link(), Some(LinkPurpose::ThisWasNotMe)),
            NoticeClass::Protection => assert_ne!(kind.link(), Some(LinkPurpose::UnlinkDevice)),
        }
    }
}

// I4: with another established method left, a removal takes effect at once; of the last one, in thirty days.
#[test]
fn the_last_established_method_is_removed_at_the_end_of_a_hold() {
    let held = Ok(Removal::Held(NOW + DAY * 30));
    assert_eq!(account().removal(1, NOW, &POLICY), held, "whatever was added since");
    let now = |name| Ok(Removal::Now(Some(contact(name))));
    assert_eq!(account().removal(2, NOW, &POLICY), now("eve@example.com"));
    assert_eq!(account().removal(1, NOW + DAY * 29, &POLICY), now("ann@example.com"), "the other one is established");
    let alone = Credentials { methods: account().methods[..1].to_vec(), ..account() };
    assert_eq!(alone.removal(1, NOW, &POLICY), held);
    assert_eq!(alone.removal(3, NOW, &POLICY), Err(Problem::MethodUnknown));
    let without_password = Credentials { has_password: false, ..alone.clone() };
    assert_eq!(without_password.removal(1, NOW, &POLICY), Err(Problem::NoSignInLeft));
    let two_step = Credentials { two_step: true, recovery_codes: 10, ..alone };
    assert_eq!(two_step.removal(1, NOW, &POLICY), Err(Problem::TwoStepNeedsMethods));
}

// I6: one sign-in name always stays.
#[test]
fn the_end_of_a_hold_leaves_one_name_and_no_two_step_verification_without_methods() {
    let (ann, eve) = (contact("ann@example.com"), contact("eve@example.com"));
    let info = Credentials { two_step: true, ..account() };
    let removed = info.after_removal(1, NOW + DAY * 30, &POLICY);
    let expected = HoldOutcome { removed: vec![1], lost_names: vec![ann.clone()], ..HoldOutcome::default() };
    assert_eq!(removed, HoldOutcome { ends_two_step: true, ..expected }, "one method is left");
    let alone = Credentials { methods: info.methods[..1].to_vec(), names: vec![ann.clone()], ..account() };
    assert!(alone.after_removal(1, NOW + DAY * 30, &POLICY).lost_names.is_empty());
    assert_eq!(alone.after_removal(7, NOW, &POLICY), HoldOutcome::default());

    let new = contact("new@example.com");
    let replaced = info.after_replacement(&new, true);
    let expected = HoldOutcome {
        removed: vec![1, 2],
        lost_names: vec![ann.clone(), eve.clone()],
        new_method: Some(new.clone()),
        new_name: Some(new.clone()),
        ends_two_step: true,
    };
    assert_eq!(replaced, expected);
    let taken = info.after_replacement(&new, false);
    assert_eq!((taken.lost_names, taken.new_name), (vec![eve.clone()], None), "its name is another account's");
    let kept = info.after_replacement(&ann, true);
    assert_eq!((kept.removed, kept.lost_names, kept.new_method, kept.new_name), (vec![2], vec![eve], None, None));
}
