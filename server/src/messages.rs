//! What messages to people say, in all languages. A message is a [`Draft`]: sentences of `app/locales/<language>/mail.toml` in their
//! order, of which the mail, its HTML and the text message are laid out.

mod draft;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::LANGUAGES;

use crate::store::Message;
use domain::Moment;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use draft::{Draft, Part};
use words::{Words, t};

/// Writes messages as this server sends them.
pub struct Messages {
    brand: String,
    /// Named in texts, so that browsers offer a code to this site only.
    host: String,
}

/// What the message about a new device says.
#[derive(Clone, Debug)]
pub(crate) struct LinkNotice {
    /// The client's name.
    pub(crate) client: String,
    /// What the device calls itself.
    pub(crate) calls_itself: Option<String>,
    /// The network address that it asked from.
    pub(crate) address: String,
    /// The page with the button "this wasn't me".
    pub(crate) undo_url: String,
}

/// What the message with a single-use code says. It holds no link, so that nobody learns to follow one (U7).
#[derive(Clone, Debug)]
pub(crate) struct SingleUseCode {
    /// The code.
    pub(crate) code: OneTimeCode,
    /// What it is for.
    pub(crate) purpose: ChallengePurpose,
    /// How long it works.
    pub(crate) minutes: u32,
    /// When it expires.
    pub(crate) until: Moment,
    /// Where it was requested from.
    pub(crate) place: String,
}

/// A message without a code or a link to an account's contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Somebody wanted to create an account that there is already (S5).
    AccountExists,
    /// The password was set anew (S6).
    PasswordChanged,
}

/// What codes say differently by what they are for.
struct ForPurpose {
    subject: String,
    title: &'static str,
    text: String,
    unasked: &'static str,
}

impl Messages {
    /// What messages of this server have in common: the name that people know, and the host where it is reached.
    pub(crate) fn new(brand: String, host: String) -> Self {
        Self { brand, host }
    }

    /// The message about a new device.
    pub(crate) fn linked(&self, to: &Contact, language: &str, linked: &LinkNotice) -> Message {
        use t::device_linked as says;
        let (words, LinkNotice { client, calls_itself, address, undo_url }) = (Words::of(language), linked);
        let device = match calls_itself {
            Some(name) => says::device_named(words, name, client),
            None => says::device(words, client),
        };
        let draft = Draft {
            purpose: "device-linked",
            subject: says::subject(words, &self.brand),
            heading: says::subject(words, &self.brand),
            parts: vec![
                Part::Facts(vec![device, says::address(words, address)]),
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
        draft.to(to, words, &self.brand)
    }

    /// The message about what has happened, and where it was done.
    pub(crate) fn notice(&self, to: &Contact, language: &str, notice: Notice, place: &str) -> Message {
        let words = Words::of(language);
        let draft = match notice {
            Notice::AccountExists => self.account_exists(words, place),
            Notice::PasswordChanged => self.password_changed(words, place),
        };
        draft.to(to, words, &self.brand)
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

    fn password_changed(&self, words: Words, place: &str) -> Draft {
        use t::password_changed as says;
        Draft {
            purpose: "password-changed",
            subject: says::subject(words, &self.brand),
            heading: says::subject(words, &self.brand),
            parts: vec![
                Part::Paragraph(says::what(words).into()),
                Part::Paragraph(says::was_not_you(words).into()),
                Part::Small(says::place(words, place)),
            ],
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
            last_line: format!("\n\n@{} #{code}", self.host),
        };
        Message { code: Some(code), until: Some(said.until), ..draft.to(to, words, &self.brand) }
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
            ChallengePurpose::AddWay => said!(code_add_way),
        }
    }
}
