//! The content of messages to people, in all languages. A message is a [`Draft`]: sentences from `app/locales/<language>/mail.toml` in
//! order, laid out as the plain text and the HTML of an email, or as a text message. The server's other words are in the same file.

mod by_operator;
mod draft;
mod email_look;
mod for_clients;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::LANGUAGES;

use crate::config::{Brand, PublicUrl};
use crate::store::{Message, Summary, SummaryLine};
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use domain::{Moment, Screen};
use draft::{Draft, Part};
use email_look::EmailLook;
use words::{Words, t};

/// The messages of this server.
pub struct Messages {
    brand: String,
    look: EmailLook,
    /// The host in text messages, so that browsers fill in a code on this site only.
    host: String,
    /// The address of the list of devices.
    devices_url: String,
}

/// The values in the message about a new device.
#[derive(Clone, Debug)]
pub(crate) struct LinkNotice {
    /// The client's name.
    pub(crate) client: String,
    /// The device's own name.
    pub(crate) calls_itself: Option<String>,
    /// The network address of its request.
    pub(crate) address: String,
    /// A sign-in name of the account, masked.
    pub(crate) account: Option<String>,
    /// The address of the page with the button "This wasn't me".
    pub(crate) undo_url: String,
}

/// The values in the message with a single-use code. It has no link, so that people don't learn to follow links in messages (U7).
#[derive(Clone, Debug)]
pub(crate) struct SingleUseCode {
    /// The code.
    pub(crate) code: OneTimeCode,
    /// Its purpose.
    pub(crate) purpose: ChallengePurpose,
    /// Its lifetime.
    pub(crate) minutes: u32,
    /// Its expiry time.
    pub(crate) until: Moment,
    /// The location of the request.
    pub(crate) place: String,
}

/// A message to an account's contacts that has no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Someone tried to create an account that already exists (S5).
    AccountExists,
    /// The password was changed (S6).
    PasswordChanged,
}

/// The words of a message that differ by the purpose of its code.
struct ForPurpose {
    subject: String,
    title: &'static str,
    text: String,
    unasked: &'static str,
}

/// The summary of one notice.
fn summary(words: Words, line: SummaryLine, name: Option<&str>) -> Summary {
    let (language, name) = (words.language.to_owned(), name.map(str::to_owned));
    Summary { language, number: 1, lines: vec![line], name, ..Summary::default() }
}

/// The notices that a merged message lists, and how to undo the others.
fn listed(words: Words, Summary { lines, unlisted, unlisted_url, .. }: &Summary) -> Vec<Part> {
    use t::several_changes as says;
    let button = |lead: String, url: &str| {
        let label = t::device_linked::undo(words).into();
        Part::Button { lead, label, url: url.to_owned() }
    };
    let line = |SummaryLine { text, undo_url, .. }: &SummaryLine| match undo_url {
        Some(url) => button(text.clone(), url),
        None => Part::Paragraph(text.clone()),
    };
    let unlisted = unlisted_url.as_ref().map(|url| button(says::unlisted(words, *unlisted), url));
    lines.iter().map(line).chain(unlisted).collect()
}

impl Messages {
    /// The messages of a server with this brand and address.
    pub(crate) fn new(brand: &Brand, server: &PublicUrl) -> Self {
        Self {
            brand: brand.name.clone(),
            look: EmailLook::new(brand, server),
            host: server.host(),
            devices_url: server.to(Screen::Devices.path()),
        }
    }

    /// The message about a new device.
    pub(crate) fn linked(&self, to: &Contact, language: &str, linked: &LinkNotice) -> Message {
        use t::device_linked as says;
        let (words, LinkNotice { client, calls_itself, address, account, undo_url }) = (Words::of(language), linked);
        let device = match calls_itself {
            Some(name) => says::device_named(words, name, client),
            None => says::device(words, client),
        };
        let account_fact = account.as_ref().map(|account| t::about::account(words, account));
        let draft = Draft {
            purpose: "device-linked",
            subject: says::subject(words, &self.brand),
            heading: says::subject(words, &self.brand),
            parts: vec![
                Part::Facts([device, says::address(words, address)].into_iter().chain(account_fact).collect()),
                Part::Paragraph(says::was_you(words).into()),
                Part::Button {
                    lead: says::was_not_you(words).into(),
                    label: says::undo(words).into(),
                    url: undo_url.clone(),
                },
            ],
            text: says::text(words, &self.brand, client),
            last_line: format!("\n{undo_url}"),
        };
        let (text, undo_url) = (t::several_changes::device(words, client), Some(undo_url.clone()));
        let line = SummaryLine { text, undo_url, as_text: String::new() };
        Message { summary: Some(summary(words, line, account.as_deref())), ..draft.to(to, words, &self.look) }
    }

    /// A notice, with the location of the request, and with the masked name of the account that it is about.
    pub(crate) fn notice(
        &self,
        to: &Contact,
        language: &str,
        notice: Notice,
        place: &str,
        account: Option<&str>,
    ) -> Message {
        let words = Words::of(language);
        let (draft, line) = match notice {
            // It is counted with the codes that strangers request.
            Notice::AccountExists => (self.account_exists(words, place), None),
            Notice::PasswordChanged => {
                (self.password_changed(words, place, account), Some(t::several_changes::password(words)))
            }
        };
        let as_text = draft.text.clone();
        let line = line.map(|text| SummaryLine { text: text.into(), undo_url: None, as_text });
        Message { summary: line.map(|line| summary(words, line, account)), ..draft.to(to, words, &self.look) }
    }

    /// Several notices in one message.
    pub(crate) fn merged(&self, to: &Contact, summary: &Summary) -> Message {
        use t::several_changes as says;
        let Summary { language, number, name, .. } = summary;
        let (words, brand) = (Words::of(language), &self.brand);
        let account = name.as_ref().map(|name| Part::Small(t::about::account(words, name)));
        let parts = std::iter::once(Part::Paragraph(says::what(words, *number)))
            .chain(listed(words, summary))
            .chain([Part::Paragraph(says::was_not_you(words).into())])
            .chain(account);
        // A text lists no devices. What has happened to the account itself is said first.
        let about_account = summary.lines.iter().filter(|line| line.undo_url.is_none());
        let about_account = about_account.map(|line| if line.as_text.is_empty() { &line.text } else { &line.as_text });
        let texts: Vec<_> = about_account.cloned().chain([says::text(words, brand, *number)]).collect();
        let draft = Draft {
            purpose: "several-changes",
            subject: says::subject(words, brand, *number),
            heading: says::subject(words, brand, *number),
            parts: parts.collect(),
            text: texts.join("\n"),
            last_line: format!("\n{}", self.devices_url),
        };
        draft.to(to, words, &self.look)
    }

    fn account_exists(&self, words: Words, place: &str) -> Draft {
        use t::account_exists as says;
        Draft {
            purpose: "account-exists",
            subject: says::subject(words, &self.brand),
            heading: says::subject(words, &self.brand),
            parts: vec![
                Part::Paragraph(says::what(words).into()),
                Part::Paragraph(says::was_you(words).into()),
                Part::Small(says::place(words, place)),
                Part::Small(says::was_not_you(words).into()),
            ],
            text: says::text(words, &self.brand),
            last_line: String::new(),
        }
    }

    fn password_changed(&self, words: Words, place: &str, account: Option<&str>) -> Draft {
        use t::password_changed as says;
        let account = account.map(|account| Part::Small(t::about::account(words, account)));
        Draft {
            purpose: "password-changed",
            subject: says::subject(words, &self.brand),
            heading: says::subject(words, &self.brand),
            parts: [
                Part::Paragraph(says::what(words).into()),
                Part::Paragraph(says::was_not_you(words).into()),
                Part::Button {
                    lead: says::devices(words).into(),
                    label: says::see_devices(words).into(),
                    url: self.devices_url.clone(),
                },
                Part::Small(says::place(words, place)),
            ]
            .into_iter()
            .chain(account)
            .collect(),
            text: says::text(words, &self.brand),
            last_line: String::new(),
        }
    }

    /// The message with a single-use code.
    pub(crate) fn single_use_code(&self, to: &Contact, language: &str, said: &SingleUseCode) -> Message {
        use t::code_mail as says;
        let (words, code) = (Words::of(language), said.code.to_string());
        let ForPurpose { subject, title, text, unasked } = self.for_purpose(words, said.purpose, &code);
        let draft = Draft {
            purpose: "single-use-code",
            subject,
            heading: title.into(),
            parts: vec![
                Part::Code(code.clone()),
                Part::Paragraph(says::enter(words, said.minutes)),
                Part::Strong(says::secret(words).into()),
                Part::Small(says::place(words, &said.place)),
                Part::Small(unasked.into()),
            ],
            text,
            last_line: format!("\n@{} #{code}", self.host),
        };
        Message { code: Some(code), until: Some(said.until), ..draft.to(to, words, &self.look) }
    }

    fn for_purpose(&self, words: Words, purpose: ChallengePurpose, code: &str) -> ForPurpose {
        let brand = &self.brand;
        macro_rules! said {
            ($section:ident) => {
                ForPurpose {
                    subject: t::$section::subject(words, brand, code),
                    title: t::$section::title(words),
                    text: t::$section::text(words, brand, code),
                    unasked: t::$section::unasked(words),
                }
            };
        }
        match purpose {
            ChallengePurpose::SignIn => said!(code_sign_in),
            ChallengePurpose::CreateAccount => said!(code_create_account),
            ChallengePurpose::ResetPassword => said!(code_reset_password),
            ChallengePurpose::Verify => said!(code_verify),
            ChallengePurpose::StepUp => said!(code_step_up),
            ChallengePurpose::AddMethod => said!(code_add_method),
        }
    }
}
