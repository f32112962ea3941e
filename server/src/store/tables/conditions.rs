//! Conditions that statements of several tables share, so that what is added to one holds everywhere.

/// The condition for an account that is there to be used. Every statement that decides whether a token works contains it. What makes an
/// account unusable without deleting it belongs here, and also raises its epoch. `$id` is the column with the account's ID.
macro_rules! account_is_live {
    ($id:literal) => {
        concat!("EXISTS (SELECT 1 FROM account WHERE account.id = ", $id, " AND account.disabled IS NULL)")
    };
}

/// The condition for a client that isn't suspended: its origin isn't `FileBefore`, which is stored as 2. `$id` is the column with the client's
/// ID.
macro_rules! client_is_live {
    ($id:literal) => {
        concat!("EXISTS (SELECT 1 FROM client WHERE client.id = ", $id, " AND client.from_file < 2)")
    };
}

/// The condition for an approval that isn't void: its grant was made in the account's present epoch (D7). `$id` is the column with the ID of
/// the grant.
macro_rules! approval_holds {
    ($id:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM oauth_grant AS approved JOIN account ON account.id = approved.account
             WHERE approved.id = ",
            $id,
            " AND approved.epoch = account.epoch)"
        )
    };
}

pub(crate) use {account_is_live, approval_holds, client_is_live};
