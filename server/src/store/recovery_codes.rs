//! Recovery codes (I5): a set of ten, each for one use. The store keeps keyed hashes.

use super::browsers::Cookie;
use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::signing_in::{IssuedCookie, VerifiedWrite};
use super::stepped_up::SteppedUpSession;
use super::tables::{account, recovery_code};
use super::tx::Tx;
use super::verified::{self, VerifiedFor};
use super::{AccountId, Counted, Store, attempts};
use crate::secrets::{SealPurpose, ServerKey};
use domain::Problem;
use domain::code::RecoveryCode;
use domain::rules::security_info::RECOVERY_CODES;

impl Store {
    /// Makes a new set, which voids the old one. Returns its number, and its codes.
    pub async fn make_recovery_codes(&self, by: SteppedUpSession) -> Result<(i64, Vec<RecoveryCode>), Stop> {
        let mut draw = self.0.rng.draw();
        let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::generate(&mut draw)).collect();
        drop(draw);
        let hashes: Vec<_> = codes.iter().map(|code| hash(&self.0.key, &by.account, code)).collect();
        let make = move |tx: &Tx, account: &AccountId| {
            let set = account::next_recovery_code_set(tx, account)?.ok_or(StoreError::Damaged("no such account"))?;
            recovery_code::delete_all(tx, account)?;
            hashes.iter().try_for_each(|hash| recovery_code::insert(tx, account, hash))?;
            Ok(set)
        };
        self.write_as(by, make).await.map(|set| (set, codes))
    }

    /// Whether no newer set has replaced this one.
    pub async fn has_recovery_code_set(&self, account: &AccountId, set: u64) -> Result<bool> {
        let account = account.clone();
        self.read(move |tx| account::has_recovery_code_set(tx, &account, set)).await
    }

    /// Verifies an account with one of its recovery codes. It is used up even if a problem is returned. Wrong codes are counted.
    pub async fn verify_with_recovery_code(
        &self,
        account: AccountId,
        code: RecoveryCode,
        counts: Vec<Counted>,
        verified_for: VerifiedFor,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let hash = hash(&self.0.key, &account, &code);
        let (browser, operation) = (verified_for.browser().cloned(), verified_for.operation());
        let complete_verification = move |tx: &Tx, cookie: &Cookie| {
            attempts::admit(tx, &counts, now)?;
            tx.lock(Lock::Account(&account))?;
            if !recovery_code::exists(tx, &account, &hash)? {
                return Err(attempts::counted(tx, &counts, Problem::WrongRecoveryCode, now));
            }
            let write = VerifiedWrite { tx, store: &store, cookie, account: &account, now };
            let verified = tx.nested(|| verified::complete_verification(write, &verified_for, None));
            if !matches!(verified, Err(Stop::Failed(_))) {
                recovery_code::delete(tx, &account, &hash)?; // not before, because the last one must count as a method
            }
            verified
        };
        self.issue_cookie(browser.as_ref(), operation, complete_verification).await
    }
}

fn hash(key: &ServerKey, account: &AccountId, code: &RecoveryCode) -> [u8; 16] {
    key.hash(SealPurpose::RecoveryCode, format!("{} {code}", account.as_str()).as_bytes())
}
