//! The words of messages: `templates/<language>/<purpose>.{subject,txt,html}`.

use crate::failure::Failure;
use crate::store::{Channel, Message};
use minijinja::{Environment, context};
use serde::Serialize;

/// All messages in all languages.
pub struct Templates {
    words: Environment<'static>,
    brand: String,
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

macro_rules! templates {
    ($environment:ident: $($name:literal),+) => { $(
        $environment.add_template($name, include_str!(concat!("../../templates/", $name))).expect(concat!($name, " is well-formed"));
    )+ };
}

impl Templates {
    /// Reads the templates; a malformed one is a bug that any test finds.
    pub fn new(brand: String) -> Self {
        let mut words = Environment::new();
        templates!(words:
            "en/device_linked.subject", "en/device_linked.txt", "en/device_linked.html",
            "de/device_linked.subject", "de/device_linked.txt", "de/device_linked.html",
            "ar/device_linked.subject", "ar/device_linked.txt", "ar/device_linked.html"
        );
        Self { words, brand }
    }

    /// The mail that tells an account of its new device.
    pub fn linked(&self, to: String, language: &str, linked: &Linked) -> Result<Message, Failure> {
        let part = |kind: &str| {
            let template = self.words.get_template(&format!("{language}/device_linked.{kind}"))?;
            template.render(context! { brand => self.brand.as_str(), ..minijinja::value::Serde(linked) })
        };
        let render = || {
            Ok::<_, minijinja::Error>(Message {
                channel: Channel::Email,
                to,
                subject: part("subject")?.trim().to_owned(),
                text: part("txt")?,
                html: part("html")?,
                purpose: "device-linked".into(),
            })
        };
        render().map_err(Failure::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::{Linked, Templates};
    use crate::web::language::LANGUAGES;

    #[test]
    fn every_language_has_the_mail_about_a_new_device() {
        let templates = Templates::new("Acme".into());
        let linked = Linked {
            client: "Tv <b>".into(),
            calls_itself: Some("Küche".into()),
            address: "192.0.2.1".into(),
            undo_url: "https://id.example/undo/x".into(),
        };
        for language in LANGUAGES {
            let mail = templates.linked("ann@example.com".into(), language, &linked).expect("renders");
            assert!(
                mail.subject.contains("Acme") && mail.text.contains("Tv <b>") && mail.html.contains("Tv &lt;b&gt;"),
                "{language}"
            );
            let in_html = mail.html.replace("&#x2f;", "/");
            for part in [&mail.text, &in_html] {
                assert!(part.contains("https://id.example/undo/x"), "{language}: {part}");
            }
            assert!(mail.text.contains("192.0.2.1") && mail.text.contains("Küche"), "{language}");
        }
    }
}
