//! The rules for linking, polling, throttling, networks, and the names of devices.

use crate::support::POLICY;
use domain::contact::Phone;
use domain::device::{BadClaim, Claim, OwnersName};
use domain::rules::link::{Authorization, AuthorizationState, Caution, PollResponse, UNDONE_WITHIN};
use domain::rules::network::{Nearness, nearness};
use domain::rules::poll::{GRACE, INTERVAL, too_soon};
use domain::rules::pumping::{Prefix, PrefixKind, Traffic};
use domain::rules::step_up::is_fresh;
use domain::rules::throttle::{Count, Growing, Limit};
use domain::{Moment, Problem, scopes};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_000_000);

fn authorization(state: AuthorizationState, expires: Moment) -> Authorization {
    Authorization { state, expires }
}

#[test]
fn an_authorization_has_one_answer_for_every_state_and_time() {
    let (later, a_minute_ago) = (NOW + Duration::from_secs(1), NOW - Duration::from_mins(1));
    let table = [
        (AuthorizationState::Pending, later, Ok(AuthorizationState::Approved), PollResponse::Pending),
        (AuthorizationState::Pending, NOW, Err(Problem::CodeExpired), PollResponse::Expired),
        (AuthorizationState::Approved, later, Err(Problem::CodeUsed { device: None }), PollResponse::Tokens),
        (AuthorizationState::Approved, NOW, Err(Problem::CodeUsed { device: None }), PollResponse::Tokens),
        (AuthorizationState::Approved, a_minute_ago, Err(Problem::CodeUsed { device: None }), PollResponse::Expired),
        (AuthorizationState::Declined, later, Err(Problem::CodeDeclined), PollResponse::Denied),
        (AuthorizationState::Declined, NOW, Err(Problem::CodeDeclined), PollResponse::Denied),
        (AuthorizationState::Collected, later, Err(Problem::CodeUsed { device: None }), PollResponse::Spent),
        (AuthorizationState::Collected, NOW, Err(Problem::CodeUsed { device: None }), PollResponse::Spent),
    ];
    for (state, expires, approved, answer) in table {
        let it = authorization(state, expires);
        assert_eq!(it.approve(NOW), approved, "{it:?}");
        assert_eq!(it.decline(NOW), approved.map(|_| AuthorizationState::Declined), "{it:?}");
        assert_eq!(it.poll(NOW), answer, "{it:?}");
    }
}

#[test]
fn a_sensitive_client_and_a_device_in_another_country_need_a_step_up() {
    for (sensitive, device, browser, abroad) in [
        (false, Some("DE"), Some("DE"), false),
        (false, Some("DE"), Some("FR"), true),
        (true, Some("DE"), Some("DE"), false),
        (true, Some("DE"), Some("FR"), true),
        (false, None, Some("FR"), false),
        (false, Some("DE"), None, false),
    ] {
        let caution = Caution::new(sensitive, device, browser);
        assert_eq!(caution, Caution { sensitive, abroad });
        assert_eq!(caution.needs_step_up(), sensitive || abroad, "{caution:?}");
    }
}

#[test]
fn a_link_in_a_message_works_for_thirty_days() {
    assert_eq!(UNDONE_WITHIN, Duration::from_hours(720));
}

#[test]
fn the_first_poll_is_never_too_soon_and_jitter_is_forgiven() {
    assert!(!too_soon(None, NOW));
    assert!(too_soon(Some(NOW), NOW));
    assert!(too_soon(Some(NOW), NOW + Duration::from_secs(3)));
    assert!(!too_soon(Some(NOW), NOW + INTERVAL.saturating_sub(Duration::from_millis(600))));
    let earliest = NOW + INTERVAL.saturating_sub(GRACE);
    assert!(!too_soon(Some(NOW), earliest) && too_soon(Some(NOW), earliest - Duration::from_millis(1)));
    assert!(too_soon(Some(NOW), NOW - Duration::from_mins(1)), "a clock set back is no reason to hurry");
}

#[test]
fn a_limit_opens_again_when_its_first_attempt_leaves_the_window() {
    let limit = Limit { most: 3, per: Duration::from_mins(1) };
    let mut count = Count::default();
    for second in 0..3u64 {
        let at = NOW + Duration::from_secs(second);
        assert_eq!(limit.allows(&count, at), Ok(()));
        count = limit.after(&count, at);
    }
    let wait = |at| limit.allows(&count, at);
    assert_eq!(wait(NOW + Duration::from_secs(3)), Err(Problem::TooMany { retry_after_s: 57 }));
    assert_eq!(wait(NOW + Duration::from_millis(59_999)), Err(Problem::TooMany { retry_after_s: 1 }));
    assert_eq!(wait(NOW + Duration::from_mins(1)), Ok(()));
    assert_eq!(
        limit.after(&count, NOW + Duration::from_mins(1)).tries,
        3,
        "only the first attempt has left the window"
    );
    assert_eq!(limit.counted(&count, NOW + Duration::from_mins(1)), 2);
    assert_eq!(Limit { most: 0, ..limit }.allows(&count, NOW), Ok(()), "0 turns it off");
}

#[test]
fn nearness_compares_the_networks_of_homes() {
    let near = |a: &str, b: &str| nearness(a.parse().expect("address"), b.parse().expect("address"));
    assert_eq!(near("192.0.2.1", "192.0.2.200"), Nearness::SameNetwork);
    assert_eq!(near("192.0.2.1", "192.0.3.1"), Nearness::OtherNetwork);
    assert_eq!(near("2001:db8:1:aa00::1", "2001:db8:1:aaff::2"), Nearness::SameNetwork);
    assert_eq!(near("2001:db8:1:aa00::1", "2001:db8:1:ab00::1"), Nearness::OtherNetwork);
    assert_eq!(near("192.0.2.1", "2001:db8::1"), Nearness::CannotTell);
    assert_eq!(near("::ffff:192.0.2.1", "192.0.2.9"), Nearness::SameNetwork, "IPv4 in an IPv6 socket");
    assert_eq!(near("64:ff9b::192.0.2.1", "192.0.2.9"), Nearness::SameNetwork, "IPv4 behind a translator");
    assert_eq!(near("64:ff9b::192.0.2.1", "64:ff9b::192.0.3.1"), Nearness::OtherNetwork);
}

#[test]
fn a_devices_own_name_is_short_and_harmless() {
    let said = |text: &str| Claim::parse(text).map(|claim| claim.map(|claim| claim.to_string()));
    assert_eq!(said("  Ann's TV (v2.1) "), Ok(Some("Ann's TV (v2.1)".into())));
    assert_eq!(said("Küche · 客厅"), Ok(Some("Küche · 客厅".into())));
    assert_eq!(said(" "), Ok(None));
    assert_eq!(said(&"ü".repeat(40)), Ok(Some("ü".repeat(40))));
    assert_eq!(said(&"x".repeat(41)), Err(BadClaim::TooLong));
    let given = |text: &str| OwnersName::parse(text).map(|name| (name.to_string(), name.into_text()));
    assert_eq!(given(" Ann's TV "), Ok(("Ann's TV".into(), Some("Ann's TV".into()))));
    assert_eq!((given(" "), given("evil.de")), (Ok((String::new(), None)), Err(BadClaim::Address)));
    assert_eq!(said("TV\u{202e}"), Err(BadClaim::Control));
    assert_eq!(said("TV\nbank"), Err(BadClaim::Control));
    for harmless in ["TV v2.1", "Mr. Smith's TV", "3.5 mm", "A.B. Radio", "10.5.1"] {
        assert_eq!(said(harmless), Ok(Some(harmless.into())));
    }
    for hidden in ["evil.c\u{ad}om", "evil.c\u{1d173}om", "\u{2800}", "TV\u{3164}", "TV\u{e0041}"] {
        assert_eq!(said(hidden), Err(BadClaim::Control), "{hidden:?}");
    }
    for address in [
        "https://evil.example",
        "http:evil",
        "sms:12345",
        "Call tel:+49301234567",
        "evil.example",
        "see www.evil",
        "EVIL.COM/x",
        "TV: verify at evil.com!",
        "(www.evil.com)",
        "evil.com:443",
        "evil.com?x",
        "evil.com.",
        "evil。com",
        "evil\u{2024}com",
        "mailto:a@b",
        "1.2.3.4/x",
    ] {
        assert_eq!(said(address), Err(BadClaim::Address), "{address}");
    }
}

#[test]
fn a_devices_own_name_hides_no_address_behind_lookalikes_marks_or_blanks() {
    let said = |text: &str| Claim::parse(text).map(|claim| claim.map(|claim| claim.to_string()));
    let dots = "\u{a4f8}\u{2027}\u{b7}\u{2219}\u{2024}\u{2e33}\u{702}\u{6d4}\u{10a50}\u{ff0e}\u{ff61}";
    let blanks = "\u{200a}\u{2009}\u{202f}\u{205f}\u{a0}\u{3000}";
    let addresses = dots.chars().map(|dot| format!("evil{dot}com"));
    let addresses = addresses.chain(blanks.chars().map(|blank| format!("evil{blank}.com")));
    let others = [
        "evil\u{338}.com",
        "evil.\u{338}com",
        "evil\u{323}.com",
        "http\u{2236}//evil",
        "http:\u{2044}\u{2215}evil",
        "irc:\u{2044}\u{2215}evil",
        "www.e",
        "evil\u{2488}com",
        "192.0.2.\u{b2}",
        "192.0.2.\u{2074}",
        "192.0.2.\u{2081}",
        "192.0.2.\u{1fbf5}",
        "sms\u{ff1a}12345",
        "\u{ff57}\u{ff57}\u{ff57}.evil",
        "evil\u{660}com",
        "evil\u{6f0}com",
        "192\u{660}0\u{660}2\u{660}1",
        "\u{1d7cf}\u{1d7d7}\u{1d7d0}.\u{1d7ce}.\u{1d7d0}.\u{1d7cf}",
        "192.0.2.\u{b9}",
        "192.0.\u{2461}.1",
        "192.\u{24ea}.2.1",
        "\u{2469}.0.0.1",
        "\u{3251}.0.0.1",
        "\u{32bf}.0.0.1",
        "tel\u{1803}49151",
        "tel\u{903}49151",
    ];
    for address in addresses.chain(others.map(str::to_owned)) {
        assert_eq!(said(&address), Err(BadClaim::Address), "{address:?}");
    }
    for harmless in [
        "Hotel:5",
        "Tel: Ann's",
        "TV: 1/2",
        "Anns\u{a0}TV",
        "Ku\u{308}che",
        "TV – Büro",
        "リビング・テレビ",
        "TV\u{662}\u{660}ab",
        "www\u{660}",
        "H\u{2082}O",
        "1.1.1.25\u{2076}",
    ] {
        assert_eq!(said(harmless), Ok(Some(harmless.into())), "{harmless:?}");
    }
}

const HOUR: Duration = Duration::from_hours(1);

fn after_texts(traffic: Traffic, texts: u32) -> Traffic {
    (0..texts).fold(traffic, |traffic, _| traffic.after_text(20, NOW))
}

#[test]
fn a_prefix_is_stopped_for_a_day_when_no_code_comes_back() {
    let traffic = after_texts(Traffic { counted: NOW, ..Traffic::default() }, 19);
    assert_eq!(traffic.stopped, None);
    assert_eq!(traffic.after_text(0, NOW).stopped, None, "0 turns it off");
    let stopped = traffic.after_text(20, NOW);
    assert_eq!(stopped.stopped, Some(NOW));
    assert_eq!(stopped.at(20, NOW + 23 * HOUR).stopped, Some(NOW));
    assert_eq!(stopped.at(20, NOW + 24 * HOUR).unanswered, 0, "a day later it may try again");
    let half_forgotten = traffic.at(20, NOW + 12 * HOUR);
    assert_eq!(after_texts(half_forgotten, 10).stopped, None);
    assert_eq!(after_texts(half_forgotten, 11).stopped, Some(NOW));
}

#[test]
fn an_entered_code_buys_a_prefix_no_freedom() {
    let mut traffic = Traffic { counted: NOW, ..Traffic::default() };
    traffic = (0..100).fold(traffic, |traffic, _| traffic.after_text(20, NOW).after_entry());
    assert_eq!(after_texts(traffic, 19).stopped, None);
    assert_eq!(after_texts(traffic, 20).stopped, Some(NOW), "entered codes aren't saved up");
    assert_eq!(after_texts(traffic, 20).after_entry().stopped, Some(NOW));
    let one_in_twenty = (0..2).fold(traffic, |traffic, _| after_texts(traffic, 19).after_entry());
    assert_eq!(one_in_twenty.stopped, Some(NOW));
    let one_in_four = (0..1000).fold(traffic, |traffic, _| after_texts(traffic, 4).after_entry());
    assert_eq!(one_in_four.stopped, None);
}

#[test]
fn a_number_has_a_block_a_range_and_a_country() {
    let prefixes = |number: &str, country: &str| {
        let phone = Phone::from_e164(number).expect("a number");
        Prefix::all(&phone, country).into_iter().map(|prefix| (prefix.kind, prefix.text)).collect::<Vec<_>>()
    };
    let all = [(PrefixKind::Block, "+491512345"), (PrefixKind::Range, "+4915123"), (PrefixKind::Country, "DE")];
    assert_eq!(prefixes("+4915123456789", "DE"), all.map(|(kind, text)| (kind, text.to_owned())));
    let short = [(PrefixKind::Block, "+683"), (PrefixKind::Country, "NU")];
    assert_eq!(prefixes("+6834002", "NU"), short.map(|(kind, text)| (kind, text.to_owned())));
    assert_eq!(prefixes("+6834002", "").len(), 1);
}

#[test]
fn delays_grow_from_half_a_minute_to_an_hour_and_failures_are_forgotten_after_a_day() {
    let growing = Growing { free: 10 };
    let (mut count, mut now, mut delays) = (Count::default(), NOW, Vec::new());
    for _ in 0..20 {
        let wait = match growing.allows(&count, now) {
            Ok(()) => 0,
            Err(Problem::TooMany { retry_after_s }) => retry_after_s,
            Err(other) => panic!("{other}"),
        };
        delays.push(wait);
        now = now + Duration::from_secs(wait);
        assert_eq!(growing.allows(&count, now), Ok(()));
        count = growing.after(&count, now);
    }
    assert_eq!(delays, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert_eq!(growing.after(&count, now + Duration::from_hours(24)).tries, 1);
}

#[test]
fn several_spaces_between_scopes_are_read_as_one() {
    let lenient = " openid  email ";
    assert_eq!(scopes::each(lenient).collect::<Vec<_>>(), ["openid", "email"]);
    assert_eq!(scopes::common(lenient, "email  openid"), "openid email");
    assert!(scopes::has(lenient, "email") && !scopes::has(lenient, ""));
}

#[test]
fn a_verification_is_fresh_for_ten_minutes() {
    let stepped_up = Moment(1_000);
    assert!(!is_fresh(None, stepped_up, &POLICY));
    assert!(is_fresh(Some(stepped_up), stepped_up, &POLICY));
    assert!(is_fresh(Some(stepped_up), stepped_up + Duration::from_millis(599_999), &POLICY));
    assert!(!is_fresh(Some(stepped_up), stepped_up + Duration::from_mins(10), &POLICY));
}
