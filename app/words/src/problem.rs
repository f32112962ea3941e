//! The errors of a locale file, described so that a translator can fix them.

use std::fmt;

/// One error, and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the locales folder: `de/sign_in.toml`.
    pub file: String,
    /// `section.key`, or the known part of it.
    pub key: String,
    /// The error, and how to fix it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" => write!(f, "{}: {}", self.file, self.what),
            key => write!(f, "{}: `{key}` {}", self.file, self.what),
        }
    }
}

/// All errors, so that one run is enough to fix them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the locales do not agree:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for Problems {}

/// Collects the errors of one file.
pub(crate) struct Report<'a> {
    file: String,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: String, problems: &'a mut Vec<Problem>) -> Self {
        Self { file, problems }
    }

    pub(crate) fn add(&mut self, key: &str, what: impl Into<String>) {
        self.problems.push(Problem { file: self.file.clone(), key: key.to_owned(), what: what.into() });
    }
}
