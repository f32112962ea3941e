//! Who can end a block of changes (I8).

use crate::support::POLICY;
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::VerifiedWith;
use domain::rules::notice::NoticeKind;
use domain::rules::security_info::{Credentials, Method, MethodKind};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);

/// The account was created with the first address.
fn account(contacts: &[(&str, Duration)]) -> Credentials {
    let method = |(id, (text, age)): (i64, &(&str, Duration))| {
        let kind = MethodKind::Contact(Contact::parse(text).expect("a contact"));
        Method { id, kind, verified: NOW - *age, is_first: id == 1 }
    };
    Credentials { methods: (1..).zip(contacts).map(method).collect(), ..Credentials::default() }
}

/// What a person has shown who has verified with these methods, after "This wasn't me" in a message to the first address.
fn shown(info: &Credentials, verified: &[i64]) -> VerifiedWith {
    let blocked_by = Contact::parse("ann@example.com").expect("a contact");
    VerifiedWith::of(verified, info, NOW, Some(&blocked_by), &POLICY)
}

#[test]
fn a_block_is_ended_by_another_old_method_than_the_contact_that_got_the_message() {
    let info = account(&[
        ("ann@example.com", DAY * 400),
        ("ann+shop@example.com", DAY * 400),
        ("+4915123456789", DAY * 30),
        ("eve@example.com", DAY * 29),
    ]);
    assert_eq!(shown(&info, &[1]), VerifiedWith::BlockingContact);
    assert_eq!(shown(&info, &[2]), VerifiedWith::BlockingContact, "the same mailbox");
    assert_eq!(shown(&info, &[3]), VerifiedWith::OldMethod);
    assert_eq!(shown(&info, &[1, 3]), VerifiedWith::OldMethod);
    assert_eq!(shown(&info, &[4]), VerifiedWith::NewMethod);
    assert_eq!(shown(&info, &[1, 4]), VerifiedWith::BlockingContact, "a new method adds nothing");
    assert_eq!(shown(&info, &[]), VerifiedWith::NewMethod, "a password or a recovery code");
    assert_eq!(VerifiedWith::of(&[1], &info, NOW, None, &POLICY), VerifiedWith::OldMethod, "without a block");
}

#[test]
fn all_methods_are_old_where_none_was_established_when_changes_were_blocked() {
    let mut info =
        account(&[("ann@example.com", DAY * 2), ("+4915123456789", DAY), ("new@example.com", Duration::ZERO)]);
    info.methods[0].is_first = false;
    info.methods[2].verified = NOW + DAY;
    assert_eq!(shown(&info, &[1]), VerifiedWith::BlockingContact);
    assert_eq!(shown(&info, &[2]), VerifiedWith::OldMethod);
    assert_eq!(shown(&info, &[3]), VerifiedWith::NewMethod, "it came later");
}

#[test]
fn a_kind_of_notice_has_one_name_in_messages_and_in_the_api() {
    for kind in NoticeKind::ALL {
        assert_eq!(serde_json::to_string(kind).expect("written"), format!("\"{}\"", kind.name()));
    }
}
