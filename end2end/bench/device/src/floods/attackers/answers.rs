//! The answers to the flood, which show whether it was one.

use crate::Outcome;
use std::collections::BTreeMap;
use std::fmt;

/// A kind of the flood's requests, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    SignIns,
    NewPasswords,
    Guesses,
    Authorizations,
}

/// The statuses of the responses on one connection.
pub(super) type Answers = (Kind, Vec<u16>);

/// What is accepted, refused as wrong, too late, beyond a limit, or more than the server has places for.
const MEANT: [u16; 5] = [200, 401, 408, 429, 503];

/// The fewest requests of a kind that are accepted in a round. An authorization costs so little that half of them always are.
const FEWEST: [(Kind, usize); 3] = [(Kind::SignIns, 50), (Kind::NewPasswords, 10), (Kind::Authorizations, 5_000)];

/// What the flood came to: the responses by kind and status.
pub(in crate::floods) struct Flood(BTreeMap<(Kind, u16), usize>);

impl Flood {
    /// All answers of a round. Fails if a status isn't meant, or if too few requests of a kind are accepted: a flood that is broken costs
    /// the server little.
    pub(super) fn of(connections: Vec<Outcome<Answers>>) -> Outcome<Self> {
        let mut all: BTreeMap<(Kind, u16), usize> = BTreeMap::new();
        for answers in connections {
            let (kind, statuses) = answers?;
            for status in statuses {
                *all.entry((kind, status)).or_default() += 1;
            }
        }
        if let Some((kind, status)) = all.keys().find(|(_, status)| !MEANT.contains(status)) {
            return Err(format!("the flood's {} are answered with {status}", kind.name()).into());
        }
        for (kind, fewest) in FEWEST {
            let accepted = all.get(&(kind, 200)).copied().unwrap_or(0);
            if accepted < fewest {
                return Err(format!("only {accepted} of the flood's {} are accepted", kind.name()).into());
            }
        }
        Ok(Self(all))
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::SignIns => "sign-ins",
            Self::NewPasswords => "new passwords",
            Self::Guesses => "guesses",
            Self::Authorizations => "authorizations",
        }
    }
}

impl fmt::Display for Flood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |((kind, status), count): (&(Kind, u16), &usize)| format!("{count} {} × {status}", kind.name());
        let lines: Vec<String> = self.0.iter().map(line).collect();
        write!(f, "{}", lines.join(", "))
    }
}
