//! Grants: what accounts have granted clients. Every token belongs to a grant and stops working with it.

use super::ahead::now_after;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::{device_authorization, oauth_grant};
use super::tx::Tx;
use super::{AccountId, GrantId, RevokedGrant, Store, VISITS_NOTED_EVERY};

impl Store {
    /// The account of an access token's grant, if the grant is live and the account is the token's.
    pub async fn account_of_grant(&self, grant: GrantId, account: &str) -> Result<Option<AccountId>> {
        let account = account.to_owned();
        self.read(move |tx| oauth_grant::account(tx, grant, &account)).await
    }

    /// Records that a grant was used, unless a use was recorded within the hour, because a read must not become a write.
    pub async fn note_use(&self, grant: GrantId, address: String) -> Result<(), Stop> {
        let now = self.0.clock.now();
        let is_noted = move |tx: &Tx| match oauth_grant::last_use(tx, grant)? {
            Some(used) => Ok(used.is_within(VISITS_NOTED_EVERY, now_after(tx, used, now)?)),
            None => Ok(false),
        };
        if self.read(is_noted).await? {
            return Ok(());
        }
        self.0.engine.write_one(move |tx| oauth_grant::note_use(tx, grant, &address, now).map(|_| ())).await
    }

    /// Revokes a grant. `None` if there is no such grant.
    pub async fn revoke_grant(&self, grant: GrantId) -> Result<Option<RevokedGrant>, Stop> {
        self.write(move |tx| Ok(revoke(tx, grant)?)).await
    }
}

/// Revokes a grant, with its tokens and its device. A device that hasn't collected its tokens yet is declined. `None` if there is no such
/// grant.
pub(super) fn revoke(tx: &Tx, grant: GrantId) -> Result<Option<RevokedGrant>> {
    device_authorization::withdraw(tx, grant)?;
    tx.lock(Lock::Grant(grant))?;
    oauth_grant::delete(tx, grant)
}

/// As [`revoke`], for all grants of an account.
pub(super) fn revoke_all(tx: &Tx, account: &AccountId) -> Result<()> {
    device_authorization::withdraw_all(tx, account)?;
    oauth_grant::delete_all(tx, account)
}
