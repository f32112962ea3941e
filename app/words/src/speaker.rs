//! Whose words an area holds.

/// Who says the words of an area. A browser never loads the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The page, in the one language that it was served in.
    Page,
    /// The server, in mails and text messages, in the language of the person that each is for.
    Server,
}

impl Speaker {
    pub(crate) fn of(area: &str) -> Self {
        if area == "mail" { Self::Server } else { Self::Page }
    }
}
