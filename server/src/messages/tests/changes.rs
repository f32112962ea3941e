//! Requirements for the messages about changes (I8, H2).

use super::{LANGUAGES, Messages, contact, segment, segments, server, unbranded};
use crate::messages::ChangeMessage;
use crate::observe::request::RequestOrigin;
use crate::store::{Message, MethodHint, NoticeDetail, Summary};
use domain::Moment;
use domain::browser::BrowserName;
use domain::contact::Contact;
use domain::rules::hold::HeldChange;
use domain::rules::notice::{LinkPurpose, NoticeClass, NoticeKind};

/// 29 December 2026, 22:05 UTC.
const NOW: Moment = Moment(1_798_581_900_000);
/// The link in a message, as long as a real one.
const SECRET: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/// All that a notice can tell, from a browser in Vienna.
pub(super) fn detail() -> NoticeDetail {
    let browser = BrowserName { product: Some("Firefox".into()), system: Some("Windows".into()) };
    let address = "192.0.2.7".parse().expect("an address");
    let origin = RequestOrigin { browser, address, utc_offset: Some(60), language: "en".into() };
    NoticeDetail {
        name: Some("an…@example.com".into()),
        origin: Some(origin),
        ends: Some(Moment(NOW.0 + 3 * 24 * 3_600_000)),
        ..NoticeDetail::default()
    }
}

/// The message about a change, with the link that old contacts get.
pub(super) fn message_with(
    messages: &Messages,
    to: &Contact,
    language: &str,
    (kind, detail): (NoticeKind, NoticeDetail),
    link_url: Option<String>,
) -> Message {
    let place = Some("Vienna, Austria (192.0.2.7)".to_owned());
    let change = ChangeMessage { kind, at: NOW, detail: &detail, place, link_url, now: NOW };
    messages.change(to, language, &change).expect("a message")
}

/// As [`message_with`], without further details.
pub(super) fn message(
    messages: &Messages,
    to: &Contact,
    language: &str,
    kind: NoticeKind,
    link_url: Option<String>,
) -> Message {
    message_with(messages, to, language, (kind, detail()), link_url)
}

/// Every change that is told, each in all its wordings.
pub(super) fn each_change() -> Vec<(NoticeKind, NoticeDetail)> {
    let wordings = |kind: NoticeKind| -> Vec<NoticeDetail> {
        let with = |change| NoticeDetail { change: Some(change), ..detail() };
        let waits = NoticeDetail { waiting: Some("ann@example.com".into()), ..with(HeldChange::Replacement) };
        match kind {
            NoticeKind::DeviceLinked => Vec::new(),
            NoticeKind::SignInNameChanged => [true, false].map(|is_on| NoticeDetail { is_on, ..detail() }).into(),
            NoticeKind::HoldStarted | NoticeKind::HoldWarning | NoticeKind::HoldApplied => {
                vec![with(HeldChange::Removal), with(HeldChange::Replacement), with(HeldChange::Recovery), waits]
            }
            _ => vec![detail()],
        }
    };
    NoticeKind::ALL.iter().flat_map(|kind| wordings(*kind).into_iter().map(move |detail| (*kind, detail))).collect()
}

/// The address of the page behind the link in a notice of a kind.
fn link_of(messages: &Messages, kind: NoticeKind) -> Option<String> {
    let page = match kind.link()? {
        LinkPurpose::CancelHold => "security/hold/cancel/",
        LinkPurpose::ThisWasNotMe | LinkPurpose::UnlinkDevice => "undo/",
    };
    Some(messages.devices_url.replace("devices", page) + SECRET)
}

#[test]
fn each_change_has_a_message_in_every_language_and_on_every_channel() {
    for language in LANGUAGES {
        let mut subjects = std::collections::HashSet::new();
        for (kind, detail) in each_change() {
            let link = link_of(&server(), kind);
            let send = |to| message_with(&server(), &contact(to), language, (kind, detail.clone()), link.clone());
            let mail = send("bea@example.com");
            assert_eq!(mail.purpose, kind.name());
            subjects.insert(mail.subject.clone());
            assert!(mail.subject.contains("Acme"), "{language}: {}", mail.subject);
            assert!(mail.text.contains("UTC") && mail.text.contains("an…@example.com"), "{language}: {}", mail.text);
            let in_html = mail.html.replace("&#x2f;", "/");
            for part in [&mail.text, &in_html] {
                assert!(link.as_ref().is_none_or(|link| part.contains(link.as_str())), "{language}: {part}");
            }
            let text = send("+4915123456789").text;
            let ends_with_link = link.as_ref().is_none_or(|link| text.ends_with(link.as_str()));
            assert!(text.contains("Acme") && ends_with_link, "{language}: {text}");
            let summary = mail.summary.expect("a summary");
            assert_eq!((summary.class(), &summary.lines[0].undo_url), (kind.class(), &link));
        }
        assert!(subjects.len() >= NoticeKind::ALL.len() - 1, "{language}: {subjects:?}");
    }
}

#[test]
fn only_what_a_request_has_caused_names_its_browser_and_its_location() {
    for (kind, detail) in each_change() {
        let mail = message_with(&server(), &contact("bea@example.com"), "en", (kind, detail), None);
        let is_due = matches!(
            kind,
            NoticeKind::HoldWarning | NoticeKind::HoldResumed | NoticeKind::HoldApplied | NoticeKind::AccountClosed
        );
        for told in ["Firefox on Windows", "Vienna, Austria (192.0.2.7)", "23:05 on that browser's clock"] {
            assert_eq!(mail.text.contains(told), !is_due, "{}: {}", kind.name(), mail.text);
        }
    }
}

#[test]
fn the_end_of_a_waiting_period_is_in_every_message_about_it() {
    for kind in [NoticeKind::HoldStarted, NoticeKind::HoldWarning, NoticeKind::HoldResumed, NoticeKind::ClosingBegun] {
        let mail = message(&server(), &contact("bea@example.com"), "en", kind, None);
        assert!(mail.text.contains("Takes effect: 1 January 2027, 22:05 UTC"), "{}", mail.text);
        let text = message(&server(), &contact("+4915123456789"), "en", kind, None).text;
        assert!(text.contains("on 1 January 2027."), "{text}");
    }
    let warning = message(&server(), &contact("bea@example.com"), "en", NoticeKind::HoldWarning, None);
    assert_eq!(warning.subject, "3 days left to cancel a change to your Acme account");
}

#[test]
fn a_message_names_the_method_that_was_changed() {
    for (method, named) in [
        (MethodHint::Email("be…@example.com".into()), "Sign-in method: be…@example.com"),
        (MethodHint::Phone("… 89".into()), "Sign-in method: … 89"),
        (MethodHint::Authenticator("My phone".into()), "Sign-in method: authenticator app “My phone”"),
        (MethodHint::Authenticator(String::new()), "Sign-in method: authenticator app"),
        (MethodHint::Passkey("My laptop".into()), "Sign-in method: passkey “My laptop”"),
        (MethodHint::Passkey(String::new()), "Sign-in method: passkey"),
    ] {
        let detail = NoticeDetail { method: Some(method), codes_left: Some(1), ..detail() };
        let about = (NoticeKind::MethodAdded, detail);
        let mail = message_with(&server(), &contact("bea@example.com"), "en", about, None);
        assert!(mail.text.contains(&format!("{named}\n1 recovery code is left.")), "{}", mail.text);
    }
}

#[test]
fn the_contact_that_waits_is_told_what_it_waits_for_unless_it_is_an_old_one() {
    let ann = contact("ann@example.com");
    let detail = NoticeDetail { waiting: Some("ann@example.com".into()), ..detail() };
    let to_ann = |link| message_with(&server(), &ann, "en", (NoticeKind::HoldStarted, detail.clone()), link);
    assert_eq!(to_ann(None).subject, "You can sign in to your Acme account again soon");
    let with_link = to_ann(link_of(&server(), NoticeKind::HoldStarted));
    assert_eq!(with_link.subject, "A sign-in method of your Acme account will be removed");
}

#[test]
fn a_text_about_a_change_is_one_segment_and_with_a_link_it_has_few() {
    let phone = contact("+4915123456789");
    for (language, messages) in LANGUAGES.iter().flat_map(|language| [(*language, server()), (*language, unbranded())])
    {
        for (kind, detail) in each_change() {
            let text = |link| message_with(&messages, &phone, language, (kind, detail.clone()), link).text;
            let (length, most) = segment(&text(None));
            assert!(length <= most, "{language}: {length} of {most}: {}", text(None));
            let Some(link) = link_of(&messages, kind) else { continue };
            let text = text(Some(link));
            // Where a segment has 70 characters, the link takes more than one.
            let most = if segment(&text).1 == 160 { 2 } else { 4 };
            assert!(segments(&text) <= most, "{language}: {} of {most}: {text}", segments(&text));
        }
    }
}

/// A merged message about changes of a class, each once.
fn merged(to: &str, language: &str, class: NoticeClass) -> (Message, usize) {
    let of_class = each_change().into_iter().filter(|(kind, _)| kind.class() == class);
    let line = |(kind, detail): (NoticeKind, NoticeDetail)| {
        let link = link_of(&server(), kind);
        message_with(&server(), &contact(to), language, (kind, detail), link).summary.expect("a summary").lines
    };
    let lines: Vec<_> = of_class.flat_map(line).collect();
    let (number, with_links) = (3, lines.iter().filter(|line| line.undo_url.is_some()).count());
    let summary = Summary { language: language.into(), number, lines, class: Some(class), ..Summary::default() };
    (server().merged(&contact(to), &summary), with_links)
}

#[test]
fn merged_messages_about_an_account_list_what_has_happened_with_all_links() {
    let classes = [NoticeClass::Account, NoticeClass::Protection];
    for (language, class) in LANGUAGES.iter().flat_map(|language| classes.map(|class| (*language, class))) {
        let (mail, links) = merged("bea@example.com", language, class);
        assert_eq!(mail.text.matches(SECRET).count(), links, "{language}: {}", mail.text);
        let text = merged("+4915123456789", language, class).0.text;
        assert_eq!(text.matches("Acme").count(), 6, "the newest five, and their number: {language}: {text}");
        assert!(text.ends_with(SECRET), "{language}: {text}");
    }
}

#[test]
fn a_merged_message_says_how_many_changes_it_does_not_list() {
    for language in LANGUAGES {
        for (url, links) in [(None, 0), (Some("https://account.acme.example/undo/x".to_owned()), 1)] {
            let (language, class) = ((*language).to_owned(), Some(NoticeClass::Account));
            let (number, unlisted) = (30, 10);
            let summary = Summary { language, number, unlisted, unlisted_url: url, class, ..Summary::default() };
            let mail = server().merged(&contact("bea@example.com"), &summary);
            assert!(mail.text.contains("10") && mail.text.matches("http").count() == links, "{}", mail.text);
        }
    }
}
