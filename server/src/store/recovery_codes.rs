//! Recovery codes (I5): ten at a time, each good once. The store keeps keyed hashes.

use super::proofs::{self, VerifiedFor};
use super::ways::SteppedUpSession;
use super::{AccountId, Counted, Outcome, Store, attempts};
use crate::secrets::{Purpose, ServerKey, Token};
use domain::Problem;
use domain::code::RecoveryCode;
use domain::rules::security_info::RECOVERY_CODES;
use rusqlite::{Connection, params};

impl Store {
    /// Makes a new set, and voids the old one.
    pub async fn make_recovery_codes(&self, by: SteppedUpSession) -> Outcome<Vec<RecoveryCode>> {
        let mut draw = self.0.rng.draw();
        let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::generate(&mut draw)).collect();
        drop(draw);
        let hashes: Vec<_> = codes.iter().map(|code| hash(&self.0.key, &by.account, code)).collect();
        let make = move |connection: &Connection| {
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            let account = by.account.as_str();
            connection.prepare_cached("DELETE FROM recovery_code WHERE account = ?1")?.execute([account])?;
            let mut insert = connection.prepare_cached("INSERT INTO recovery_code (account, hash) VALUES (?1, ?2)")?;
            for hash in &hashes {
                insert.execute(params![account, hash])?;
            }
            Ok(Ok(codes))
        };
        self.0.writer.write(make).await
    }

    /// Proves an account by one of its recovery codes, which is gone then. Wrong ones are counted.
    pub async fn prove_with_recovery_code(
        &self,
        account: AccountId,
        code: RecoveryCode,
        counts: Vec<Counted>,
        proving: VerifiedFor,
    ) -> Outcome<Token> {
        let (now, store, cookie) = (self.0.clock.now(), self.clone(), self.cookie(proving.browser()));
        let hash = hash(&self.0.key, &account, &code);
        let prove = move |connection: &Connection| {
            if let Err(problem) = attempts::check_all(&counts, connection, now)? {
                return Ok(Err(problem));
            }
            let is_right = connection
                .prepare_cached("SELECT 1 FROM recovery_code WHERE account = ?1 AND hash = ?2")?
                .exists(params![account.as_str(), hash])?;
            if !is_right {
                counts.iter().try_for_each(|count| count.add(connection, now))?;
                return Ok(Err(Problem::WrongRecoveryCode));
            }
            let proved = proofs::prove(connection, &store, cookie, proving, &account, None, now)?;
            if proved.is_ok() {
                // Where nothing was proved any more, none is lost.
                connection
                    .prepare_cached("DELETE FROM recovery_code WHERE account = ?1 AND hash = ?2")?
                    .execute(params![account.as_str(), hash])?;
            }
            Ok(proved)
        };
        self.0.writer.write(prove).await
    }
}

fn hash(key: &ServerKey, account: &AccountId, code: &RecoveryCode) -> [u8; 16] {
    key.hash(Purpose::RecoveryCode, format!("{} {code}", account.as_str()).as_bytes())
}
