//! The content of messages to people, in all languages. A message is a [`Draft`]: sentences from `app/locales/<language>/mail.toml` in
//! order, laid out as the plain text and the HTML of an email, or as a text message. The server's other words are in the same file.

mod by_operator;
mod changes;
mod draft;
mod email_look;
mod for_clients;
mod moments;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use changes::ChangeMessage;
pub(crate) use words::LANGUAGES;

use crate::config::{Brand, PublicUrl};
use crate::store::{Message, Summary, SummaryLine};
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use domain::rules::notice::NoticeClass;
use domain::{Moment, Screen};
use draft::{Draft, Part};
use email_look::EmailLook;
use words::{Words, t};

/// The most notices that a merged text lists: each takes a segment or more, which cost money.
const LISTED_IN_TEXT: usize = 5;

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

/// The words of a message that differ by the purpose of its code.
struct ForPurpose {
    subject: String,
    title: &'static str,
    text: String,
    unasked: &'static str,
}

/// The summary of one notice.
fn summary(words: Words, line: SummaryLine, class: NoticeClass, name: Option<&str>) -> Summary {
    let (language, name) = (words.language.to_owned(), name.map(str::to_owned));
    Summary { language, number: 1, lines: vec![line], class: Some(class), name, ..Summary::default() }
}

/// The notices that a merged message lists, and how to undo the others.
fn listed(words: Words, summary: &Summary) -> Vec<Part> {
    use t::several_changes as says;
    let Summary { lines, unlisted, unlisted_url, .. } = summary;
    let undo = t::device_linked::undo(words);
    let part = |lead: String, label: &str, url: Option<&String>| match url {
        Some(url) => Part::Button { lead, label: label.to_owned(), url: url.clone() },
        None => Part::Paragraph(lead),
    };
    let line = |SummaryLine { text, undo_url, cancels_hold, .. }: &SummaryLine| {
        part(text.clone(), if *cancels_hold { t::change::cancel(words) } else { undo }, undo_url.as_ref())
    };
    let is_device = summary.class() == NoticeClass::Device;
    let unlisted = (*unlisted > 0).then(|| match (is_device, unlisted_url) {
        (true, url) => part(says::unlisted(words, *unlisted), undo, url.as_ref()),
        (false, None) => Part::Paragraph(says::more(words, *unlisted)),
        (false, Some(url)) => part(says::more_with_link(words, *unlisted), undo, Some(url)),
    });
    lines.iter().map(line).chain(unlisted).collect()
}

/// What a merged text says first: what has happened to the account itself, the newest of it. A text lists no devices.
fn listed_in_text(Summary { lines, .. }: &Summary) -> Vec<String> {
    let as_text = |SummaryLine { text, undo_url, as_text, .. }: &SummaryLine| match (as_text.as_str(), undo_url) {
        ("", Some(_)) => None,
        ("", None) => Some(text.clone()),
        (as_text, _) => Some(as_text.to_owned()),
    };
    let mut texts: Vec<String> = lines.iter().filter_map(as_text).collect();
    texts.dedup();
    texts.split_off(texts.len().saturating_sub(LISTED_IN_TEXT))
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
        let line = SummaryLine { text, undo_url, as_text: String::new(), cancels_hold: false };
        let summary = summary(words, line, NoticeClass::Device, account.as_deref());
        Message { summary: Some(summary), ..draft.to(to, words, &self.look) }
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
        let mut texts = listed_in_text(summary);
        let is_device = summary.class() == NoticeClass::Device;
        let link = |line: &SummaryLine| Some((line.cancels_hold, line.undo_url.clone()?));
        let newest = summary.lines.iter().rev().filter(|_| !is_device).find_map(link);
        let (last, url) = match newest {
            Some((true, url)) => (says::text_with_cancel_link(words, brand, *number), url),
            Some((false, url)) => (says::text_with_link(words, brand, *number), url),
            None => (says::text(words, brand, *number), self.devices_url.clone()),
        };
        texts.push(last);
        let draft = Draft {
            purpose: "several-changes",
            subject: says::subject(words, brand, *number),
            heading: says::subject(words, brand, *number),
            parts: parts.collect(),
            text: texts.join("\n"),
            last_line: format!("\n{url}"),
        };
        draft.to(to, words, &self.look)
    }

    /// Someone tried to create an account that already exists, from a location (S5). It is counted with the codes that strangers request.
    pub(crate) fn account_exists(&self, to: &Contact, language: &str, place: &str) -> Message {
        use t::account_exists as says;
        let words = Words::of(language);
        let draft = Draft {
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
        };
        draft.to(to, words, &self.look)
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
            ChallengePurpose::Replace => said!(code_replace),
        }
    }
}
