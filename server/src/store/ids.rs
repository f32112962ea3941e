//! IDs: random ones for accounts, and ordered ones that start with the time, so that new rows append to their tree and old ones are found
//! without an index.

use super::value::{FromSql, ToSql, Value};
use crate::observe::subjects::AccountRef;
use crate::rng::Rng;
use crate::secrets::{RefreshToken, Token};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::Moment;
pub use domain::device::DeviceId;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// The number of random bits in an ordered ID. The other 42 bits are milliseconds, which last until the year 2109.
const RANDOM_BITS: u32 = 21;

/// The source of ordered IDs. Servers that share a store don't need a common counter: each millisecond has two million IDs, and one that
/// is taken is drawn again. The IDs of one process increase, so that rows that it writes at the same time keep their order. Nothing else
/// follows from the order.
#[derive(Default)]
pub(super) struct Ids {
    last: AtomicI64,
}

impl Ids {
    /// The next ID.
    pub(super) fn draw(&self, at: Moment, rng: &Rng) -> i64 {
        let random = u32::from_le_bytes(rng.bytes()) >> (32 - RANDOM_BITS);
        let id = first_id(at) | i64::from(random);
        // After a clock that was ahead (O10), they begin anew.
        let next = |last: i64| if id > last || !moment_of(last).is_believed(at) { id } else { last + 1 };
        let (Ok(last) | Err(last)) = self.last.fetch_update(Relaxed, Relaxed, |last| Some(next(last)));
        next(last)
    }
}

/// The smallest ordered ID of a time.
pub(super) fn first_id(at: Moment) -> i64 {
    at.0 << RANDOM_BITS
}

/// The time at which an ordered ID was drawn.
pub(crate) fn moment_of(id: i64) -> Moment {
    Moment(id >> RANDOM_BITS)
}

/// An account's ID. Only the store makes one, and never from an untrusted text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// The number of characters: 16 random bytes in base64.
    pub(super) const LENGTH: usize = 22;

    /// Draws an ID. None begins with a hyphen, because a command would take it for an option.
    pub(super) fn new(rng: &Rng) -> Self {
        loop {
            let id = BASE64.encode(rng.bytes::<16>());
            if !id.starts_with('-') {
                return Self(id);
            }
        }
    }

    /// The decoded bytes, which are the user handle of passkeys.
    pub fn bytes(&self) -> Option<[u8; 16]> {
        BASE64.decode(&self.0).ok()?.try_into().ok()
    }

    /// The ID as an opaque, stable text: the `sub` of tokens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&AccountId> for AccountRef {
    fn from(account: &AccountId) -> Self {
        Self::of(&account.0)
    }
}

impl ToSql for AccountId {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

impl FromSql for AccountId {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        String::from_sql(value).map(Self)
    }
}

/// A grant's ID. A linked device has its grant's ID, so the two are written alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantId(pub(super) i64);

impl GrantId {
    /// Parses an ID; `None` for a text that is no grant's ID.
    pub fn parse(text: &str) -> Option<Self> {
        DeviceId::parse(text).map(Self::from)
    }

    /// The ID of the grant's device. The caller knows that there is one.
    pub(super) fn as_device(self) -> DeviceId {
        DeviceId(self.0)
    }
}

impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_device().fmt(f)
    }
}

impl From<DeviceId> for GrantId {
    /// The grant of a device.
    fn from(device: DeviceId) -> Self {
        Self(device.0)
    }
}

impl From<&Token> for GrantId {
    /// The grant of an approved device code.
    fn from(device_code: &Token) -> Self {
        Self(device_code.id)
    }
}

impl From<&RefreshToken> for GrantId {
    /// The grant of a refresh token.
    fn from(token: &RefreshToken) -> Self {
        Self(token.grant)
    }
}

impl ToSql for GrantId {
    fn to_sql(&self) -> Value<'_> {
        Value::Integer(self.0)
    }
}

impl FromSql for GrantId {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        i64::from_sql(value).map(Self)
    }
}

impl ToSql for DeviceId {
    fn to_sql(&self) -> Value<'_> {
        Value::Integer(self.0)
    }
}

impl FromSql for DeviceId {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        i64::from_sql(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::AccountId;
    use crate::rng::Rng;

    #[test]
    fn no_account_id_looks_like_an_option() {
        let rng = Rng::seeded(1);
        for _ in 0..1000 {
            let id = AccountId::new(&rng);
            assert!(!id.as_str().starts_with('-'), "{}", id.as_str());
        }
    }
}
