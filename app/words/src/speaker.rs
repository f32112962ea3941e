//! The side whose texts an area has: page, shell or server.

/// The side that uses an area's texts. A browser never downloads the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The page, in the language in which it was served.
    Page,
    /// The page before the program runs: the build fills the texts into `index.html`.
    Shell,
    /// The server, in emails and text messages, in the recipient's language.
    Server,
}

impl Speaker {
    pub(crate) fn of(area: &str) -> Self {
        match area {
            "mail" => Self::Server,
            "shell" => Self::Shell,
            _ => Self::Page,
        }
    }
}
