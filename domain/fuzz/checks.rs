//! What must hold for any text. The fuzz targets search for one that breaks it; `tests/stories/corpus.rs` replays what they found.

use domain::Problem;
use domain::code::{CodeError, OneTimeCode, RecoveryCode, UserCode, entry, paste};
use domain::contact::{Contact, Email, Typed, phone};
use domain::device::{Claim, OwnersName};
use domain::language;
use std::fmt::{Debug, Display};

/// Every parser never panics, and whatever it accepts can be formatted and parsed again.
pub(crate) fn parse(text: &str) {
    code(text, UserCode::parse);
    code(text, OneTimeCode::parse);
    code(text, RecoveryCode::parse);
    if let Ok(email) = Email::parse(text) {
        assert_eq!(Email::parse(email.as_str()).as_ref(), Ok(&email));
        assert!(!email.masked().is_empty() && !email.mailbox().is_empty());
    }
    if let Some(contact) = Contact::parse(text) {
        assert_eq!(Contact::parse(contact.as_str()).as_ref(), Some(&contact));
    }
    match Typed::read(text, |text| Some(text.to_lowercase())) {
        Ok(Typed::Phone(number)) => assert!(phone::looks_like_one(number.as_str())),
        Ok(Typed::Email(email)) => assert_eq!(Email::parse(text), Ok(email)),
        Err(_) => assert!(Email::parse(text).is_err()),
    }
    if let Ok(Some(claim)) = Claim::parse(text) {
        assert!(claim.as_str().chars().count() <= 40);
    }
    if let Ok(name) = OwnersName::parse(text) {
        assert_eq!(OwnersName::parse(&name.to_string()), Ok(name));
    }
    if let Ok(problem) = serde_json::from_str::<Problem>(text) {
        let written = serde_json::to_string(&problem).expect("every problem can be written");
        assert_eq!(serde_json::from_str::<Problem>(&written).expect("and read"), problem);
    }
    let offered = ["de", "en", "pt-BR", "zh-Hant"];
    let languages = [language::matching(text, &offered), language::accepted(text, &offered)];
    assert!(languages.into_iter().flatten().all(|language| offered.contains(&language)));
    let typed = entry::user_code(text, text.chars().count());
    assert_eq!(entry::user_code(&typed.text, typed.caret), typed, "grouping again changes nothing");
}

/// A code found in a pasted text is part of the text, and finding it doesn't depend on the text around it.
pub(crate) fn paste(text: &str) {
    if let Some(found) = paste::find(text, UserCode::parse) {
        assert_eq!(paste::find(&found.to_string(), UserCode::parse), Some(found));
    }
    if let Some(found) = paste::find(text, OneTimeCode::parse) {
        assert_eq!(paste::find(&found.to_string(), OneTimeCode::parse), Some(found));
    }
    if let Ok(code) = UserCode::parse(text.trim()) {
        let found = paste::find(text, UserCode::parse);
        assert!(found.is_none() || found == Some(code));
    }
}

fn code<T: PartialEq + Debug + Display>(text: &str, parse: impl Fn(&str) -> Result<T, CodeError>) {
    if let Ok(code) = parse(text) {
        assert_eq!(parse(&code.to_string()).as_ref(), Ok(&code));
    }
}
