//! A message before it is laid out for its channel: as the HTML and the plain text of an email, or as a text message.

use super::email_look::EmailLook;
use super::words::{Words, html};
use crate::html::escape;
use crate::store::{Channel, Message};
use domain::contact::Contact;

/// The content of a message. Each text is one or more whole sentences.
pub(super) struct Draft {
    /// The kind of message, for the outbox and the providers.
    pub(super) purpose: &'static str,
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) parts: Vec<Part>,
    /// The text message without its last line.
    pub(super) text: String,
    /// The last line of the text message: a link, or the line that binds a code to this site.
    pub(super) last_line: String,
}

/// A part of an email below its heading.
pub(super) enum Part {
    /// A paragraph.
    Paragraph(String),
    /// An important paragraph.
    Strong(String),
    /// A less important paragraph.
    Small(String),
    /// A list of facts, each on its own line.
    Facts(Vec<String>),
    /// A code for a person to type.
    Code(String),
    /// A button and the text before it.
    Button { lead: String, label: String, url: String },
}

impl Draft {
    /// The message for `to`, in the format of its channel.
    pub(super) fn to(self, to: &Contact, words: Words, look: &EmailLook) -> Message {
        let (channel, subject, text, html) = match to {
            Contact::Email(_) => {
                (Channel::Email, words.plain(&self.subject), self.plain(words, look), self.html(words, look))
            }
            Contact::Phone(_) => {
                (Channel::Text, String::new(), words.plain(&self.text) + &self.last_line, String::new())
            }
        };
        let purpose = self.purpose.to_owned();
        Message {
            channel,
            to: to.as_str().to_owned(),
            subject,
            text,
            html,
            purpose,
            code: None,
            until: None,
            decoy: false,
            summary: None,
        }
    }

    /// What the HTML says, in the same order.
    fn plain(&self, words: Words, look: &EmailLook) -> String {
        let parts = self.parts.iter().map(|part| part.plain(words));
        let parts: Vec<String> =
            [look.brand().to_owned(), words.plain(&self.heading)].into_iter().chain(parts).collect();
        parts.join("\n\n") + "\n"
    }

    fn html(&self, words: Words, look: &EmailLook) -> String {
        let body: String = self.parts.iter().map(|part| part.html(look)).collect();
        look.page(words, &words.plain(&self.heading), &html(&self.heading), &body)
    }
}

impl Part {
    fn plain(&self, words: Words) -> String {
        match self {
            Self::Paragraph(text) | Self::Strong(text) | Self::Small(text) => words.plain(text),
            Self::Facts(facts) => facts.iter().map(|fact| words.plain(fact)).collect::<Vec<_>>().join("\n"),
            Self::Code(code) => code.clone(),
            Self::Button { lead, url, .. } => words.plain(lead) + "\n" + url,
        }
    }

    /// The part as HTML. Styles are inline because some email programs drop style sheets.
    fn html(&self, look: &EmailLook) -> String {
        match self {
            Self::Paragraph(text) => paragraph(&html(text)),
            Self::Strong(text) => paragraph(&format!("<strong>{}</strong>", html(text))),
            Self::Small(text) => {
                format!(
                    "<p class=\"soft\" style=\"margin:0 0 12px; color:#55605c; font-size:15px;\">{}</p>\n",
                    html(text)
                )
            }
            Self::Facts(facts) => paragraph(&facts.iter().map(|fact| html(fact)).collect::<Vec<_>>().join("<br>\n")),
            Self::Code(code) => format!(
                "<p class=\"code ink\" dir=\"ltr\" style=\"margin:0 0 16px; padding:16px 8px; background:#f8f7f3; \
                 border:1px solid #78817c; border-radius:12px; text-align:center; \
                 font-family:ui-monospace,Menlo,Consolas,monospace; font-size:32px; font-weight:700; letter-spacing:6px; \
                 line-height:1.3; color:#17201e;\">{}</p>\n",
                escape(code)
            ),
            Self::Button { lead, label, url } => paragraph(&html(lead)) + &paragraph(&look.button(url, &html(label))),
        }
    }
}

fn paragraph(html: &str) -> String {
    format!("<p style=\"margin:0 0 16px;\">{html}</p>\n")
}
