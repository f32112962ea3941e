//! Requirements for every message in every language.

mod sheet;

use super::{LANGUAGES, LinkNotice, Messages, Notice, SingleUseCode};
use crate::config::Brand;
use crate::store::{Message, OperatorCommand, Summary};
use ::words::Catalog;
use domain::Moment;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use std::path::Path;

fn server() -> Messages {
    let brand = Brand { name: "Acme".into(), ..Brand::default() };
    Messages::new(&brand, &"https://account.acme.example".parse().expect("a URL"))
}

/// A server whose operator has given it no brand.
fn unbranded() -> Messages {
    Messages::new(&Brand::default(), &"https://account.example.com".parse().expect("a URL"))
}

fn contact(text: &str) -> Contact {
    Contact::parse(text).expect("a contact")
}

fn code_message(to: &str, language: &str, purpose: ChallengePurpose) -> Message {
    code_message_of(&server(), to, language, purpose)
}

fn code_message_of(messages: &Messages, to: &str, language: &str, purpose: ChallengePurpose) -> Message {
    let code = OneTimeCode::parse("481516").expect("a code");
    let said = SingleUseCode { code, purpose, minutes: 10, until: Moment(1), place: "Oslo <b> (192.0.2.1)".into() };
    messages.single_use_code(&contact(to), language, &said)
}

fn everywhere() -> impl Iterator<Item = (&'static str, ChallengePurpose)> {
    LANGUAGES.iter().flat_map(|language| ChallengePurpose::ALL.map(|purpose| (*language, purpose)))
}

#[test]
fn a_message_names_the_purpose_of_its_code() {
    for language in LANGUAGES {
        let messages = |to| ChallengePurpose::ALL.map(|purpose| code_message(to, language, purpose));
        let (emails, texts) = (messages("ann@example.com"), messages("+4915123456789"));
        for wordings in [
            emails.each_ref().map(|mail| &mail.subject),
            emails.each_ref().map(|mail| &mail.text),
            emails.each_ref().map(|mail| &mail.html),
            texts.each_ref().map(|text| &text.text),
        ] {
            let distinct = std::collections::HashSet::from(wordings);
            assert_eq!(distinct.len(), wordings.len(), "{language}: {wordings:?}");
        }
    }
}

#[test]
fn a_notice_names_the_location_of_the_request_and_links_to_no_more_than_the_devices() {
    for language in LANGUAGES {
        for (notice, links) in [(Notice::AccountExists, 0), (Notice::PasswordChanged, 1)] {
            let mail = server().notice(&contact("ann@example.com"), language, notice, "Oslo", Some("a…"));
            assert!(mail.subject.contains("Acme"), "{language}: {}", mail.subject);
            let in_html = mail.html.replace("&#x2f;", "/");
            for part in [&mail.text, &in_html] {
                assert!(part.contains("Oslo") && part.matches("http").count() == links, "{language}: {part}");
                assert_eq!(part.contains("https://account.acme.example/devices"), links > 0, "{language}: {part}");
            }
            let text = server().notice(&contact("+4915123456789"), language, notice, "Oslo", None);
            assert!(text.text.contains("Acme") && text.html.is_empty(), "{language}");
        }
    }
}

#[test]
fn the_message_about_a_new_device_is_complete_in_every_language() {
    let linked = LinkNotice {
        client: "Tv <b>".into(),
        calls_itself: Some("Küche".into()),
        address: "192.0.2.1".into(),
        account: Some("an…@example.com".into()),
        undo_url: "https://id.example/undo/x".into(),
    };
    for language in LANGUAGES {
        let mail = server().linked(&contact("ann@example.com"), language, &linked);
        assert!(
            mail.subject.contains("Acme") && mail.text.contains("Tv <b>") && mail.html.contains("Tv &lt;b&gt;"),
            "{language}"
        );
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("https://id.example/undo/x"), "{language}: {part}");
        }
        assert!(mail.text.contains("192.0.2.1") && mail.text.contains("Küche"), "{language}");
        assert!(mail.text.contains("an…@example.com") && mail.html.contains("an…@example.com"), "{language}");
        let nameless = LinkNotice { account: None, ..linked.clone() };
        let facts = |mail: &Message| mail.html.matches("<br>").count();
        let without = server().linked(&contact("ann@example.com"), language, &nameless);
        assert_eq!(facts(&without) + 1, facts(&mail), "{language}: {}", without.html);
        let text = server().linked(&contact("+4915123456789"), language, &linked);
        assert!(text.text.ends_with("https://id.example/undo/x") && text.subject.is_empty(), "{language}");
    }
}

/// Some notices that waited together: a new device with a link to undo it, a new password, and a device that isn't listed.
fn merged(to: &str, language: &str) -> Message {
    let url = "https://id.example/undo/x".to_owned();
    let (client, account) = ("Tv <b>".into(), Some("an…@example.com".to_owned()));
    let linked = LinkNotice { client, calls_itself: None, address: "192.0.2.1".into(), account, undo_url: url };
    let notices = [
        server().linked(&contact(to), language, &linked),
        server().notice(&contact(to), language, Notice::PasswordChanged, "Oslo", None),
    ];
    let lines = notices.into_iter().flat_map(|notice| notice.summary.expect("a summary").lines).collect();
    let name = Some("an…@example.com".to_owned());
    let unlisted_url = Some("https://id.example/undo/y".to_owned());
    let language = language.to_owned();
    let summary = Summary { language, number: 3, lines, name, unlisted: 1, unlisted_url, ..Summary::default() };
    server().merged(&contact(to), &summary)
}

#[test]
fn merged_notices_are_listed_in_every_language() {
    for language in LANGUAGES {
        let mail = merged("ann@example.com", language);
        assert!(mail.subject.contains("Acme") && mail.subject.contains('3'), "{language}: {}", mail.subject);
        let in_html = mail.html.replace("&#x2f;", "/");
        for (part, client) in [(&mail.text, "Tv <b>"), (&in_html, "Tv &lt;b&gt;")] {
            assert!(part.contains(client) && part.contains("https://id.example/undo/x"), "{language}: {part}");
            assert!(part.contains("https://id.example/undo/y"), "{language}: {part}");
        }
        assert!(mail.html.contains(&format!("lang=\"{language}\"")), "{language}");
        assert!(mail.text.contains("an…@example.com"), "{language}: {}", mail.text);
        let text = merged("+4915123456789", language);
        assert!(
            text.text.contains('3') && text.text.ends_with("https://account.acme.example/devices"),
            "{language}: {}",
            text.text
        );
        assert!(text.summary.is_none() && text.subject.is_empty(), "{language}");
    }
}

#[test]
fn an_email_with_a_code_has_it_in_every_part_and_no_link() {
    for (language, purpose) in everywhere() {
        let mail = code_message("ann@example.com", language, purpose);
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(part.contains("481516"), "{language}: {part}");
            assert!(!part.contains("http") && !part.contains("href"), "{language}: {part}");
        }
        assert!(mail.html.contains("Oslo &lt;b&gt;") && mail.text.contains("Oslo <b>"), "{language}");
        assert!(mail.html.contains(&format!("lang=\"{language}\"")), "{language}");
    }
}

/// The length of a text message and of the longest segment, in the same unit: 160 characters of the GSM alphabet, or 70 UTF-16 code units
/// (3GPP TS 23.038).
fn segment(text: &str) -> (usize, usize) {
    let latin = |c: char| c.is_ascii() && !"`[]{}\\^~|".contains(c) || "äöüßÄÖÜéèàìòùñÑÅåÆæØø£¥§¡¿".contains(c);
    if text.chars().all(latin) { (text.chars().count(), 160) } else { (text.encode_utf16().count(), 70) }
}

#[test]
fn a_text_with_a_code_is_one_segment_and_ends_with_the_line_that_binds_it_to_this_site() {
    for (language, purpose) in everywhere() {
        let text = code_message("+4915123456789", language, purpose).text;
        assert!(text.ends_with("\n@account.acme.example #481516"), "{language}: {text}");
        assert!(!text.contains("http"), "{language}");
        let unbranded = code_message_of(&unbranded(), "+4915123456789", language, purpose).text;
        for text in [text, unbranded] {
            let (length, most) = segment(&text);
            assert!(length <= most, "{language}: {length} of {most}: {text}");
        }
    }
}

#[test]
fn a_text_about_a_change_is_one_segment() {
    for (language, messages) in LANGUAGES.iter().flat_map(|language| [(*language, server()), (*language, unbranded())])
    {
        for notice in [Notice::AccountExists, Notice::PasswordChanged] {
            let text = messages.notice(&contact("+4915123456789"), language, notice, "Oslo", None).text;
            let (length, most) = segment(&text);
            assert!(length <= most, "{language}: {length} of {most}: {text}");
        }
        let about = |command| messages.by_operator(&contact("+4915123456789"), language, command);
        for Message { text, .. } in OperatorCommand::ALL.into_iter().filter_map(about) {
            let (length, most) = segment(&text);
            assert!(length <= most, "{language}: {length} of {most}: {text}");
        }
    }
}

/// The number of a text message's segments. In each of several, seven characters of the GSM alphabet or three code units join them.
fn segments(text: &str) -> usize {
    let (length, most) = segment(text);
    if length <= most { 1 } else { length.div_ceil(if most == 160 { 153 } else { 67 }) }
}

#[test]
fn a_text_with_a_link_has_few_segments() {
    let phone = contact("+4915123456789");
    for (language, messages) in LANGUAGES.iter().flat_map(|language| [(*language, server()), (*language, unbranded())])
    {
        let undo_url = format!("{}{}", messages.devices_url.replace("devices", "undo/"), "x".repeat(54));
        let client = "Living Room TV".to_owned();
        let linked = LinkNotice { client, calls_itself: None, address: "192.0.2.1".into(), account: None, undo_url };
        let linked = messages.linked(&phone, language, &linked).text;
        // Each number has a plural form of its own in some language.
        let merged = [1, 2, 3, 12, 120].map(|number| {
            let summary = Summary { language: language.into(), number, ..Summary::default() };
            messages.merged(&phone, &summary).text
        });
        for (text, of_gsm) in merged.iter().map(|text| (text, 1)).chain([(&linked, 2)]) {
            // Where a segment has 70 characters, the link takes half of one, or all.
            let most = if segment(text).1 == 160 { of_gsm } else { of_gsm + 1 };
            assert!(segments(text) <= most, "{language}: {} of {most}: {text}", segments(text));
        }
    }
}

#[test]
fn a_text_about_several_changes_to_the_account_itself_has_each_in_one_segment_and_begins_with_the_sender() {
    let phone = contact("+4915123456789");
    for (language, messages) in LANGUAGES.iter().flat_map(|language| [(*language, server()), (*language, unbranded())])
    {
        let password = messages.notice(&phone, language, Notice::PasswordChanged, "Oslo", None);
        let about = |command| messages.by_operator(&phone, language, command);
        for by_operator in OperatorCommand::ALL.into_iter().filter_map(about) {
            let notices = [password.clone(), by_operator];
            let texts: Vec<_> = notices.iter().map(|notice| notice.text.clone()).collect();
            let lines = notices.into_iter().flat_map(|notice| notice.summary.expect("a summary").lines).collect();
            let summary = Summary { language: language.into(), number: 2, lines, ..Summary::default() };
            let merged = messages.merged(&phone, &summary).text;
            assert!(merged.starts_with(&texts.join("\n")), "{language}: {merged}");
            // Two of one segment, and one of two where a segment has 70 characters.
            let most = if segment(&merged).1 == 160 { 4 } else { 5 };
            assert!(segments(&merged) <= most, "{language}: {} of {most}: {merged}", segments(&merged));
        }
    }
}

#[test]
fn a_message_about_an_operators_command_says_what_was_done_and_by_whom_in_every_language() {
    for language in LANGUAGES {
        let about = |command| server().by_operator(&contact("ann@example.com"), language, command);
        let mails: Vec<Message> = OperatorCommand::ALL.into_iter().filter_map(about).collect();
        for part in mails.iter().flat_map(|mail| [&mail.subject, &mail.text, &mail.html]) {
            assert!(part.contains("Acme") && !part.contains("http"), "{language}: {part}");
        }
        let distinct: std::collections::HashSet<&String> = mails.iter().map(|mail| &mail.text).collect();
        let with_message = OperatorCommand::ALL.len() - 1; // all but the one that adds an account
        assert_eq!(distinct.len(), with_message, "{language}: {distinct:?}");
    }
}

#[test]
fn an_email_names_the_pages_link_as_the_page_does() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/locales");
    let catalog = Catalog::read(&locales).expect("the locales agree");
    for language in catalog.languages() {
        let (tag, link) = (language.tag(), language.text("password", "forgotten").expect("the page has it"));
        let notices = [Notice::AccountExists, Notice::PasswordChanged];
        let notices = notices.map(|notice| server().notice(&contact("ann@example.com"), tag, notice, "Oslo", None));
        let others = [code_message("ann@example.com", tag, ChallengePurpose::StepUp), merged("ann@example.com", tag)];
        for mail in notices.into_iter().chain(others) {
            assert!(mail.text.contains(link), "{tag}: {link} is not in {}", mail.text);
        }
    }
}

#[test]
fn an_email_has_the_direction_of_its_language_and_isolates_values() {
    let mail = code_message("ann@example.com", "ar", ChallengePurpose::SignIn);
    assert!(mail.html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", mail.html);
    assert!(mail.html.contains("<bdi>Oslo &lt;b&gt; (192.0.2.1)</bdi>") && !mail.html.contains('\u{2068}'));
    assert!(mail.text.contains("\u{2068}Oslo <b> (192.0.2.1)\u{2069}"), "{}", mail.text);
    let mail = code_message("ann@example.com", "en", ChallengePurpose::SignIn);
    assert!(mail.html.contains("<html lang=\"en\" dir=\"ltr\">") && mail.subject.is_ascii(), "{}", mail.subject);
}
