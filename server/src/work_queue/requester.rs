//! The requesters of work, and the parties that share its places and turns.

use domain::rules::network::subnet;
use std::net::IpAddr;

/// The requester of some work: a network, and the account that knows the browser, if one does. So neither other networks nor other accounts
/// in the owner's network can take the owner's places and turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRequester {
    network: Party,
    account: Option<Party>,
}

/// A party that has places and turns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Party {
    /// A network.
    Network(IpAddr),
    /// An account in the browsers that it knows, by its ID.
    Account(String),
}

impl WorkRequester {
    /// A requester in a browser that the account doesn't know.
    pub fn stranger(address: IpAddr) -> Self {
        Self { network: Party::Network(subnet(address)), account: None }
    }

    /// A requester in a browser that the account knows.
    pub fn known(account: &str, address: IpAddr) -> Self {
        Self { account: Some(Party::Account(account.to_owned())), ..Self::stranger(address) }
    }

    /// The network.
    pub(super) fn network(&self) -> &Party {
        &self.network
    }

    /// The account that knows the browser.
    pub(super) fn account(&self) -> Option<&Party> {
        self.account.as_ref()
    }

    /// The network, and the account if there is one.
    pub(super) fn parties(&self) -> impl Iterator<Item = &Party> {
        self.account.iter().chain([&self.network])
    }
}
