//! The words of messages: `templates/<language>/<purpose>.{subject,txt,html}` for mails, `.sms` for texts.

use crate::failure::Failure;
use crate::store::{Channel, Message};
use domain::Moment;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::Purpose;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

/// All messages in all languages.
pub struct Templates {
    words: Environment<'static>,
    brand: String,
    /// Named in texts, so that browsers offer a code to this site only.
    host: String,
}

/// What the message about a new device says.
#[derive(Clone, Debug, Serialize)]
pub struct Linked {
    /// The client's name.
    pub client: String,
    /// What the device calls itself.
    pub calls_itself: Option<String>,
    /// Where it asked from.
    pub address: String,
    /// The page with the button "this wasn't me".
    pub undo_url: String,
}

/// What the message with a single-use code says. It holds no link, so that nobody learns to follow one (U7).
#[derive(Clone, Debug)]
pub struct SingleUseCode {
    /// The code.
    pub code: OneTimeCode,
    /// What it is for.
    pub purpose: Purpose,
    /// How long it works.
    pub minutes: u32,
    /// When it ends.
    pub until: Moment,
    /// Where it was asked for.
    pub place: String,
}

/// What a message without a code or a link tells an account's contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody wanted to create an account that there is already (S5).
    AccountExists,
    /// The password was set anew (S6).
    PasswordChanged,
}

impl Notice {
    fn purpose(self) -> &'static str {
        match self {
            Self::AccountExists => "account_exists",
            Self::PasswordChanged => "password_changed",
        }
    }
}

macro_rules! templates {
    ($environment:ident: $($language:literal),+) => { $(
        templates!(of $environment, $language, "device_linked", ".subject", ".txt", ".html", ".sms");
        templates!(of $environment, $language, "single_use_code", ".title", ".unasked");
        templates!(of $environment, $language, "single_use_code", ".subject", ".txt", ".html", ".sms");
        templates!(of $environment, $language, "account_exists", ".subject", ".txt", ".html", ".sms");
        templates!(of $environment, $language, "password_changed", ".subject", ".txt", ".html", ".sms");
    )+ };
    (of $environment:ident, $language:literal, $purpose:literal, $($kind:literal),+) => { $(
        add(
            &mut $environment,
            concat!($language, "/", $purpose, $kind),
            include_str!(concat!("../../templates/", $language, "/", $purpose, $kind)),
        );
    )+ };
}

/// A malformed template is a bug that any test finds.
fn add(environment: &mut Environment<'static>, name: &'static str, text: &'static str) {
    environment.add_template(name, text).expect("a template is well-formed");
}

impl Templates {
    /// Reads the templates. `host` is where this server is reached.
    pub fn new(brand: String, host: String) -> Self {
        let mut words = Environment::new();
        add(&mut words, "mail.html", include_str!("../../templates/mail.html"));
        templates!(words: "en", "de", "ar");
        Self { words, brand, host }
    }

    /// Tells an account of its new device.
    pub fn linked(&self, to: &Contact, language: &str, linked: &Linked) -> Result<Message, Failure> {
        self.message(to, language, "device_linked", context! { ..Serde(linked) })
    }

    /// Tells what has happened, and where it was done.
    pub fn notice(&self, to: &Contact, language: &str, notice: Notice, place: &str) -> Result<Message, Failure> {
        self.message(to, language, notice.purpose(), context! { place })
    }

    /// Brings a single-use code.
    pub fn single_use_code(&self, to: &Contact, language: &str, said: &SingleUseCode) -> Result<Message, Failure> {
        let (code, place, minutes) = (said.code.to_string(), said.place.as_str(), said.minutes);
        let (purpose, is_text) = (said.purpose.name(), matches!(to, Contact::Phone(_)));
        let says = context! { code => code.as_str(), minutes, place, purpose, is_text };
        let message = self.message(to, language, "single_use_code", says)?;
        Ok(Message { code: Some(code), until: Some(said.until), ..message })
    }

    fn message(&self, to: &Contact, language: &str, purpose: &str, says: Value) -> Result<Message, Failure> {
        let dir = if language == "ar" { "rtl" } else { "ltr" };
        let says = context! { brand => self.brand.as_str(), host => self.host.as_str(), language, dir, ..says };
        let part = |kind: &str| self.words.get_template(&format!("{language}/{purpose}.{kind}"))?.render(&says);
        let render = || {
            let (channel, subject, text, html) = match to {
                Contact::Email(_) => (Channel::Email, part("subject")?.trim().to_owned(), part("txt")?, part("html")?),
                Contact::Phone(_) => (Channel::Text, String::new(), part("sms")?, String::new()),
            };
            Ok::<_, minijinja::Error>(Message {
                channel,
                to: to.as_str().to_owned(),
                subject,
                text,
                html,
                purpose: purpose.replace('_', "-"),
                code: None,
                until: None,
                decoy: false,
            })
        };
        render().map_err(Failure::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::{Linked, Notice, SingleUseCode, Templates};
    use crate::messages::LANGUAGES;
    use crate::store::Message;
    use domain::Moment;
    use domain::code::OneTimeCode;
    use domain::contact::Contact;
    use domain::rules::challenge::Purpose;

    fn templates() -> Templates {
        Templates::new("Acme".into(), "account.acme.example".into())
    }

    fn contact(text: &str) -> Contact {
        Contact::parse(text).expect("a contact")
    }

    fn code_message(to: &str, language: &str, purpose: Purpose) -> Message {
        let code = OneTimeCode::parse("481516").expect("a code");
        let said = SingleUseCode { code, purpose, minutes: 10, until: Moment(1), place: "Oslo <b> (192.0.2.1)".into() };
        templates().single_use_code(&contact(to), language, &said).expect("renders")
    }

    fn everywhere() -> impl Iterator<Item = (&'static str, Purpose)> {
        LANGUAGES.iter().flat_map(|language| Purpose::ALL.map(|purpose| (*language, purpose)))
    }

    #[test]
    fn a_message_says_what_its_code_is_for() {
        for language in LANGUAGES {
            let messages = |to| Purpose::ALL.map(|purpose| code_message(to, language, purpose));
            let (mails, texts) = (messages("ann@example.com"), messages("+4915123456789"));
            for wordings in [
                mails.each_ref().map(|mail| &mail.subject),
                mails.each_ref().map(|mail| &mail.text),
                mails.each_ref().map(|mail| &mail.html),
                texts.each_ref().map(|text| &text.text),
            ] {
                let distinct = std::collections::HashSet::from(wordings);
                assert_eq!(distinct.len(), wordings.len(), "{language}: {wordings:?}");
            }
        }
    }

    #[test]
    fn a_notice_has_no_link_and_says_where_it_was_done() {
        for language in LANGUAGES {
            for notice in [Notice::AccountExists, Notice::PasswordChanged] {
                let mail = templates().notice(&contact("ann@example.com"), language, notice, "Oslo").expect("renders");
                assert!(mail.subject.contains("Acme"), "{language}: {}", mail.subject);
                for part in [&mail.text, &mail.html] {
                    assert!(part.contains("Oslo") && !part.contains("http"), "{language}: {part}");
                }
                let text = templates().notice(&contact("+4915123456789"), language, notice, "Oslo").expect("renders");
                assert!(text.text.contains("Acme") && text.html.is_empty(), "{language}");
            }
        }
    }

    #[test]
    fn every_language_has_the_messages_about_a_new_device() {
        let linked = Linked {
            client: "Tv <b>".into(),
            calls_itself: Some("Küche".into()),
            address: "192.0.2.1".into(),
            undo_url: "https://id.example/undo/x".into(),
        };
        for language in LANGUAGES {
            let mail = templates().linked(&contact("ann@example.com"), language, &linked).expect("renders");
            assert!(
                mail.subject.contains("Acme") && mail.text.contains("Tv <b>") && mail.html.contains("Tv &lt;b&gt;"),
                "{language}"
            );
            let in_html = mail.html.replace("&#x2f;", "/");
            for part in [&mail.text, &in_html] {
                assert!(part.contains("https://id.example/undo/x"), "{language}: {part}");
            }
            assert!(mail.text.contains("192.0.2.1") && mail.text.contains("Küche"), "{language}");
            let text = templates().linked(&contact("+4915123456789"), language, &linked).expect("renders");
            assert!(text.text.ends_with("https://id.example/undo/x") && text.subject.is_empty(), "{language}");
        }
    }

    #[test]
    fn a_mail_with_a_code_has_it_in_every_part_and_no_link() {
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

    #[test]
    fn a_text_with_a_code_is_one_segment_and_ends_with_the_line_bound_to_this_site() {
        // 3GPP TS 23.038: 160 characters of its alphabet, or 70 of UTF-16.
        let latin = |c: char| c.is_ascii() && !"`[]{}\\^~|".contains(c) || "äöüßÄÖÜéèàìòùñÑÅåÆæØø£¥§¡¿".contains(c);
        for (language, purpose) in everywhere() {
            let text = code_message("+4915123456789", language, purpose).text;
            assert!(text.ends_with("\n@account.acme.example #481516"), "{language}: {text}");
            assert!(!text.contains("http"), "{language}");
            let (length, most) =
                if text.chars().all(latin) { (text.chars().count(), 160) } else { (text.encode_utf16().count(), 70) };
            assert!(length <= most, "{language}: {length} of {most}: {text}");
        }
    }
}
