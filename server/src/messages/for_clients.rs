//! The words in answers to clients: the sentence that a device prints, and the page for people whom a client has sent here (D1, D9).

use super::Messages;
use super::words::{Words, html, t};
use crate::html::escape;

impl Messages {
    /// The sentence that many devices print instead of one of their own.
    pub(crate) fn device_prompt(language: &str, url: &str, code: &str) -> String {
        let words = Words::of(language);
        words.plain(&t::device_prompt::message(words, code, url))
    }

    /// The page for a person whom an app has sent here to sign in, which this server doesn't support. `link_url` is the page for codes.
    pub(crate) fn no_redirects_page(&self, language: &str, link_url: &str) -> String {
        use t::no_redirects as says;
        let words = Words::of(language);
        let (language, direction) = (words.language, words.direction);
        let purpose = html(&says::purpose(words, &self.brand));
        let [title, next, link] = [says::title(words), says::next(words), says::link(words)].map(html);
        let url = escape(link_url);
        format!(
            "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n<p>{purpose}</p>\n<p>{next}</p>\n<p><a href=\"{url}\">{link}</a></p>\n\
             </main>\n</body>\n</html>\n"
        )
    }
}
