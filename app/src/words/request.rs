//! The words about a device that requests to be linked.

use domain::rules::network::Nearness;

use crate::locale::t;

/// A scope in words: one that every client can have, or a common one that a client's configuration can allow. Any other keeps its name.
pub(crate) fn scope(scope: &str) -> String {
    match scope {
        "openid" => t::scope::openid().into(),
        "profile" => t::scope::profile().into(),
        "email" => t::scope::email().into(),
        "phone" => t::scope::phone().into(),
        "offline_access" => t::scope::offline_access().into(),
        "account_status" => t::scope::account_status().into(),
        other => t::scope::other(other),
    }
}

/// The location of a device, as well as it is known.
pub(crate) fn place(place: Option<&str>, address: &str) -> String {
    match place {
        Some(place) => t::origin::place_and_address(address, place),
        None => address.to_owned(),
    }
}

/// Its distance from this browser.
pub(crate) fn nearness(nearness: Nearness) -> &'static str {
    match nearness {
        Nearness::SameNetwork => t::origin::same_network(),
        Nearness::OtherNetwork => t::origin::other_network(),
        Nearness::CannotTell => t::origin::cannot_tell(),
    }
}
