//! The sign-ins and step-ups that are counted for an account, as an operator sees and clears them.

use super::error::Result;
use super::tables::known_browser;
use super::{AccountId, BrowserLabel, Counted, Store};

/// Sign-ins and step-ups that are counted together.
#[derive(Clone, Debug)]
pub struct CountedSignIns {
    /// What was right.
    pub by: RightEntry,
    /// The browser that the account knows in which they were made; `None` for all others together.
    pub browser: Option<BrowserLabel>,
    /// Their number.
    pub count: u32,
}

/// What was right at a sign-in or a step-up that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightEntry {
    /// The password.
    Password,
    /// A passkey.
    Passkey,
}

/// A count, and the sign-ins that it counts.
pub(super) struct CountOfSignIns {
    by: RightEntry,
    browser: Option<BrowserLabel>,
    pub(super) counted: Counted,
}

impl Store {
    /// The sign-ins and step-ups of an account that are counted at present.
    pub async fn counted_sign_ins(&self, account: &AccountId) -> Result<Vec<CountedSignIns>> {
        let mut found = Vec::new();
        for CountOfSignIns { by, browser, counted } in self.counts_of_sign_ins(account).await? {
            let count = self.tries(&counted).await?;
            if count > 0 {
                found.push(CountedSignIns { by, browser, count });
            }
        }
        Ok(found)
    }

    /// The counts in each browser that an account knows, and in all others.
    pub(super) async fn counts_of_sign_ins(&self, account: &AccountId) -> Result<Vec<CountOfSignIns>> {
        let id = account.clone();
        let known = self.read(move |tx| known_browser::of_account(tx, &id)).await?;
        let counts_in = |known: Option<(i64, BrowserLabel)>| {
            let (id, browser) = known.unzip();
            [
                (RightEntry::Password, self.right_passwords_in(account, id)),
                (RightEntry::Passkey, self.right_passkeys_in(account, id)),
            ]
            .map(|(by, counted)| CountOfSignIns { by, browser: browser.clone(), counted })
        };
        Ok(known.into_iter().map(Some).chain([None]).flat_map(counts_in).collect())
    }
}
