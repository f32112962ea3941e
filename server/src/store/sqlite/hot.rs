//! The most frequent operations, without a savepoint or a task of their own.

use super::Sqlite;
use crate::store::error::{Result, Stop};
use crate::store::tables::device_authorization::{self, AuthorizationRow};
use crate::store::value::values;
use domain::rules::link::Authorization;

/// The hash of a device code's secret, its client, and its authorization.
pub(crate) type Polled = ([u8; 32], String, Authorization);

impl Sqlite {
    /// Opens a device authorization: one insert in the next group, without a savepoint. `false` if its ID or its code is taken.
    pub(crate) async fn insert_authorization(&self, new: AuthorizationRow) -> Result<bool, Stop> {
        self.write_one(move |tx| device_authorization::insert(tx, &new)).await
    }

    /// The authorization that a device polls for.
    pub(crate) async fn poll(&self, id: i64) -> Result<Option<Polled>> {
        self.read(move |tx| {
            tx.one(
                "SELECT secret, client, state, expires FROM device_authorization WHERE id = $1",
                values![id],
                |row| Ok((row.at(0)?, row.at(1)?, Authorization { state: row.at(2)?, expires: row.at(3)? })),
            )
        })
        .await
    }
}
