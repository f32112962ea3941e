//! Ids: random ones of accounts, and ones that start with the time, so that new rows append to their tree and old ones are found without
//! an index.

use super::value::{FromSql, ToSql, Value};
use crate::rng::Rng;
use crate::secrets::{RefreshToken, Token};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::Moment;
pub use domain::device::DeviceId;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// Random bits in an ordered id; the other 42 hold milliseconds, until the year 2109.
const RANDOM_BITS: u32 = 21;

/// Draws ids that start with the time. Servers that share a store need not agree on a counter: one that is taken, of two million of a
/// millisecond, is drawn again. Those of one process grow, so that what it writes in one moment is kept in the order in which it was written;
/// nothing else may be read from the order.
#[derive(Default)]
pub(super) struct Ids {
    last: AtomicI64,
}

impl Ids {
    /// The next one.
    pub(super) fn draw(&self, at: Moment, rng: &Rng) -> i64 {
        let random = u32::from_le_bytes(rng.bytes()) >> (32 - RANDOM_BITS);
        let id = first_id(at) | i64::from(random);
        let last = self.last.fetch_max(id, Relaxed);
        if id > last { id } else { self.last.fetch_add(1, Relaxed) + 1 }
    }
}

/// The least ordered id of a moment.
pub(super) fn first_id(at: Moment) -> i64 {
    at.0 << RANDOM_BITS
}

/// The moment an ordered id was made.
pub(crate) fn moment_of(id: i64) -> Moment {
    Moment(id >> RANDOM_BITS)
}

/// An account's id, which only the store hands out: no text from outside becomes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// Characters of one: 16 random bytes in base64.
    pub(super) const LENGTH: usize = 22;

    pub(super) fn new(rng: &Rng) -> Self {
        Self(BASE64.encode(rng.bytes::<16>()))
    }

    /// The bytes that it is written of: what passkeys know its owner by.
    pub fn bytes(&self) -> Option<[u8; 16]> {
        BASE64.decode(&self.0).ok()?.try_into().ok()
    }

    /// Opaque and stable: the `sub` of tokens.
    pub fn as_str(&self) -> &str {
        &self.0
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

impl From<&Token> for DeviceId {
    /// The device that a device code becomes.
    fn from(device_code: &Token) -> Self {
        Self(device_code.id)
    }
}

impl From<&RefreshToken> for DeviceId {
    /// The device that has a refresh token.
    fn from(token: &RefreshToken) -> Self {
        Self(token.device)
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
