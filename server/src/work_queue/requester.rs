//! The requesters of work, and the parties that share its places and turns.

use domain::rules::network::subnet;
use std::net::IpAddr;

/// The requester of some work: a network, and the account and its browser, if the account knows it. So neither other networks, nor other
/// accounts in the owner's network, nor one browser of the owner's account can take the owner's places and turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRequester {
    network: Party,
    known: Option<KnownParties>,
}

/// The parties of a requester in a browser that the account knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownParties {
    pub(super) account: Party,
    pub(super) browser: Party,
}

/// A party that has places and turns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Party {
    /// A network.
    Network(IpAddr),
    /// An account in all browsers that it knows, by its ID.
    Account(String),
    /// An account in one of these browsers, by the ID of the browser's row.
    Browser(String, i64),
}

impl WorkRequester {
    /// A requester in a browser that the account doesn't know.
    pub fn stranger(address: IpAddr) -> Self {
        Self { network: Party::Network(subnet(address)), known: None }
    }

    /// A requester in a browser that the account knows, by the ID of the browser's row.
    pub fn known(account: &str, browser: i64, address: IpAddr) -> Self {
        let browser = Party::Browser(account.to_owned(), browser);
        Self {
            known: Some(KnownParties { account: Party::Account(account.to_owned()), browser }),
            ..Self::stranger(address)
        }
    }

    /// The ID of the browser's row, if the account knows the browser.
    pub(crate) fn known_browser(&self) -> Option<i64> {
        match self.known.as_ref()?.browser {
            Party::Browser(_, id) => Some(id),
            Party::Network(_) | Party::Account(_) => None,
        }
    }

    /// The network.
    pub(super) fn network(&self) -> &Party {
        &self.network
    }

    /// The account and the browser, if the account knows the browser.
    pub(super) fn known_parties(&self) -> Option<&KnownParties> {
        self.known.as_ref()
    }

    /// The network, and the account and the browser if there are any.
    pub(super) fn parties(&self) -> impl Iterator<Item = &Party> {
        self.known.iter().flat_map(|known| [&known.account, &known.browser]).chain([&self.network])
    }
}
