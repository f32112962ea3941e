//! What tokens say, whatever they are asked for with.

use super::ids::AccountId;
use super::tx::Row;
use domain::rules::methods::{Authenticated, Methods};

/// What a person has granted a device.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The account it now belongs to.
    pub account: AccountId,
    /// When that account's owner had signed in, and by what.
    pub authenticated: Authenticated,
    /// The client's id.
    pub client: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
}

impl Grant {
    /// Reads `account`, `auth_time`, `methods`, `client` and `scopes`, which stand in this order from a place on.
    pub(super) fn at(row: &Row, place: usize) -> super::Result<Self> {
        // Before there were others, a password was shown.
        let by = row.at::<Option<u8>>(place + 2)?.map_or(Methods::PASSWORD, Methods::from_bits);
        Ok(Self {
            account: row.at(place)?,
            authenticated: Authenticated { at: row.at(place + 1)?, by },
            client: row.at(place + 3)?,
            scopes: row.at(place + 4)?,
        })
    }
}
