//! The most frequent operations, without a savepoint or a task of their own.

use super::Sqlite;
use crate::store::error::{Result, Stop};
use crate::store::tables::conditions::approval_holds;
use crate::store::tables::device_authorization::{self, AuthorizationRow};
use crate::store::value::values;
use domain::rules::link::{Authorization, AuthorizationState};

/// The hash of a device code's secret, its client, and its authorization.
pub(crate) type Polled = ([u8; 32], String, Authorization);

impl Sqlite {
    /// Opens a device authorization: one insert in the next group, without a savepoint. `false` if its ID or its code is taken.
    pub(crate) async fn insert_authorization(&self, new: AuthorizationRow) -> Result<bool, Stop> {
        self.write_one(move |tx| device_authorization::insert(tx, &new)).await
    }

    /// The authorization that a device polls for. A void approval counts as declined.
    pub(crate) async fn poll(&self, id: i64) -> Result<Option<Polled>> {
        self.read(move |tx| {
            tx.one(
                concat!(
                    "SELECT secret, client, CASE WHEN state = $1 AND NOT ",
                    approval_holds!("device_authorization.id"),
                    " THEN $2 ELSE state END, expires FROM device_authorization WHERE id = $3"
                ),
                values![AuthorizationState::Approved, AuthorizationState::Declined, id],
                |row| Ok((row.at(0)?, row.at(1)?, Authorization { state: row.at(2)?, expires: row.at(3)? })),
            )
        })
        .await
    }
}
