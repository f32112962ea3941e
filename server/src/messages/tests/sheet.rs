//! Every message in every language, to be looked at: `scripts/mails` names a file, takes them from it, and makes a sheet of pictures.

use super::{LANGUAGES, LinkNotice, Messages, Notice, SingleUseCode, contact};
use crate::config::Brand;
use crate::store::{Message, OperatorCommand, Summary};
use domain::Moment;
use domain::code::OneTimeCode;
use domain::color::Color;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The variable that names the file.
const FILE: &str = "MAILS";
const PLACE: &str = "Oslo, Norway (192.0.2.7)";
const ACCOUNT: &str = "an…@example.com";

/// A server with a color and a logo of its own.
fn branded() -> Messages {
    let folder = tempfile::tempdir().expect("a folder");
    let logo = folder.path().join("logo.png");
    std::fs::write(&logo, [0x89, b'P', b'N', b'G']).expect("written"); // the sheet shows another in its place
    let brand =
        Brand { name: "Acme".into(), color: Some(Color::new(0x0b, 0x5f, 0xff)), logo: Some(logo), ..Brand::default() };
    Messages::new(&brand, &"https://account.acme.example".parse().expect("a URL"))
}

fn undo_url() -> String {
    format!("https://account.acme.example/undo/{}", "Qk3vT9wXz2".repeat(5))
}

fn linked(messages: &Messages, to: &Contact, language: &str, calls_itself: Option<&str>) -> Message {
    let linked = LinkNotice {
        client: "Lumen TV".into(),
        calls_itself: calls_itself.map(str::to_owned),
        address: "192.0.2.7".into(),
        account: Some(ACCOUNT.into()),
        undo_url: undo_url(),
    };
    messages.linked(to, language, &linked)
}

fn merged(messages: &Messages, to: &Contact, language: &str) -> Message {
    let notices = [
        messages.notice(to, language, Notice::PasswordChanged, PLACE, None),
        linked(messages, to, language, None),
        linked(messages, to, language, None),
    ];
    let lines = notices.into_iter().flat_map(|notice| notice.summary.expect("a summary").lines).collect();
    let (language, name, unlisted_url) = (language.to_owned(), Some(ACCOUNT.to_owned()), Some(undo_url()));
    let summary = Summary { language, number: 7, lines, name, unlisted: 4, unlisted_url, ..Summary::default() };
    messages.merged(to, &summary)
}

/// All messages to a contact in a language, each with the name of what it is about.
fn all(messages: &Messages, to: &str, language: &str) -> Vec<(String, Message)> {
    let to = &contact(to);
    let code = |purpose: ChallengePurpose| {
        let code = OneTimeCode::parse("481516").expect("a code");
        let said = SingleUseCode { code, purpose, minutes: 10, until: Moment(1), place: PLACE.into() };
        (format!("code, {}", purpose.name()), messages.single_use_code(to, language, &said))
    };
    let notice = |name: &str, notice| (name.to_owned(), messages.notice(to, language, notice, PLACE, Some(ACCOUNT)));
    let command = |command: OperatorCommand| {
        Some((format!("operator, {command:?}"), messages.by_operator(to, language, command)?))
    };
    let others = [
        notice("account exists", Notice::AccountExists),
        notice("password changed", Notice::PasswordChanged),
        ("device linked".to_owned(), linked(messages, to, language, Some("Living room"))),
        ("several changes".to_owned(), merged(messages, to, language)),
    ];
    let codes = ChallengePurpose::ALL.into_iter().map(code);
    codes.chain(others).chain(OperatorCommand::ALL.into_iter().filter_map(command)).collect()
}

/// The emails of a language, each with the text message about the same.
fn entries(messages: &Messages, language: &str) -> Vec<Value> {
    let emails = all(messages, "ann@example.com", language);
    let texts = all(messages, "+4915123456789", language);
    let entry = |((name, email), (_, text)): ((String, Message), (String, Message))| {
        let Message { subject, text: plain, html, .. } = email;
        let text = text.text;
        json!({ "name": name, "language": language, "subject": subject, "plain": plain, "html": html, "text": text })
    };
    emails.into_iter().zip(texts).map(entry).collect()
}

#[test]
fn the_sheet_has_every_message_in_every_language() {
    let messages = branded();
    let entries: Vec<Value> = LANGUAGES.iter().flat_map(|language| entries(&messages, language)).collect();
    if let Some(file) = std::env::var_os(FILE) {
        std::fs::write(file, json!(entries).to_string()).expect("written");
    }
    // A message is a section of words with a subject.
    let words = include_str!("../../../../app/locales/en/mail.toml");
    let words: toml::Table = toml::from_str(words).expect("TOML");
    let subjects = words.values().filter(|section| section.get("subject").is_some()).count();
    for language in LANGUAGES {
        let in_language = entries.iter().filter(|entry| entry["language"] == *language);
        let distinct: HashSet<&str> = in_language.filter_map(|entry| entry["subject"].as_str()).collect();
        assert_eq!(distinct.len(), subjects, "{language}: {distinct:?}");
    }
}

#[test]
fn the_plain_text_of_an_email_says_all_that_its_html_says() {
    for entry in LANGUAGES.iter().flat_map(|language| entries(&branded(), language)) {
        let [html, plain] = ["html", "plain"].map(|key| entry[key].as_str().expect("text"));
        let (_, body) = html.split_once("<body").expect("a body");
        let is_isolate = |c| matches!(c, '\u{2068}' | '\u{2069}');
        let plain = plain.replace(is_isolate, "");
        for said in body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim()) {
            let said = said.replace("&nbsp;", "").replace("&amp;", "&").replace("&quot;", "\"");
            let is_label = html.contains(&format!(";\">{said}</a>")); // the address takes its place
            assert!(is_label || plain.contains(said.trim()), "{}, {}: {said}", entry["name"], entry["language"]);
        }
    }
}
