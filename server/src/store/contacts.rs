//! Contacts among an account's ways: added when the code that was sent to one has come back.

use super::challenges::{CodeEntry, Redeemed};
use super::stepped_up::SteppedUpSession;
use super::{Outcome, Store, ways};
use domain::Problem;
use domain::rules::security_info::Kind;
use rusqlite::Connection;

impl Store {
    /// Adds the contact whose code came back: a way from now on, and no sign-in name yet.
    pub async fn add_contact(&self, entry: CodeEntry, by: SteppedUpSession) -> Outcome<()> {
        let policy = self.0.policy;
        let add = move |connection: &Connection, Redeemed { contact, now, .. }: Redeemed| {
            let SteppedUpSession { account, .. } = &by;
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            let kind = Kind::Contact(contact);
            match ways::read(connection, account)?.info.may_add(&kind, &policy) {
                Ok(()) => ways::insert(connection, account, &kind, false, now).map(|_| Ok(())),
                Err(problem) => Ok(Err(problem)),
            }
        };
        self.enter_code(entry, add).await
    }
}
