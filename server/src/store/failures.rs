//! The wrong passwords and codes that are counted for an account, as an operator sees and clears them.

use super::account_commands::all_contacts;
use super::caller_groups::{CallerGroup, key};
use super::error::Result;
use super::{AccountId, Counted, Limited, Store};
use domain::contact::Contact;
use domain::rules::limits::{WRONG_CODES_OF_A_VERIFICATION, in_a_day, wrong_passwords};

/// Wrong passwords or codes that are counted.
#[derive(Clone, Debug)]
pub struct Failures {
    /// What they are, and where they were entered.
    pub what: String,
    /// Their number.
    pub count: u32,
}

/// A count, and what it counts.
type NamedCount = (String, Counted);

impl Store {
    /// The failures of an account that are counted at present.
    pub async fn failure_counts(&self, account: &AccountId) -> Result<Vec<Failures>> {
        let mut found = Vec::new();
        for (what, counted) in self.counts_of(account).await? {
            let count = self.tries(&counted).await?;
            if count > 0 {
                found.push(Failures { what, count });
            }
        }
        Ok(found)
    }

    /// The counts that can make an account's owner wait.
    pub(super) async fn failures_of(&self, account: &AccountId) -> Result<Vec<Counted>> {
        Ok(self.counts_of(account).await?.into_iter().map(|(_, counted)| counted).collect())
    }

    async fn counts_of(&self, account: &AccountId) -> Result<Vec<NamedCount>> {
        let id = account.clone();
        let contacts = self.read(move |tx| all_contacts(tx, &id)).await?;
        let of_group = |group: CallerGroup| {
            let entered = group.described();
            let passwords =
                if group.know_the_account() { Vec::new() } else { self.passwords_of(group, account, &contacts) };
            let all = passwords.into_iter().chain(self.codes_of(group, account, &contacts));
            all.map(move |(what, counted)| (format!("{what}, entered {entered}"), counted)).collect::<Vec<_>>()
        };
        Ok(CallerGroup::OF_ACCOUNT.into_iter().flat_map(of_group).collect())
    }

    fn passwords_of(&self, group: CallerGroup, account: &AccountId, names: &[Contact]) -> Vec<NamedCount> {
        let counted = |key: &str| self.counted(Limited::WrongPassword, key, wrong_passwords(self.policy()));
        let whole = ("wrong passwords in all".to_owned(), counted(&self.owner_key_of(group, account)));
        let of_name =
            |name: &Contact| (format!("wrong passwords for {}", name.masked()), counted(&key(group, name.as_str())));
        names.iter().map(of_name).chain([whole]).collect()
    }

    fn codes_of(&self, group: CallerGroup, account: &AccountId, contacts: &[Contact]) -> Vec<NamedCount> {
        let limit = in_a_day(self.policy().wrong_codes_per_account);
        let counted = |key_text: &str| self.counted(Limited::WrongCode, key_text, limit);
        let id = account.as_str();
        let of_contact = |contact: &Contact| {
            let text = contact.as_str();
            let target = if group.know_the_account() { format!("{id} {text}") } else { text.to_owned() };
            (format!("wrong codes sent to {}", contact.masked()), counted(&key(group, &target)))
        };
        let of_kind = |(kind, what): (&str, &str)| {
            let key_text = format!("{} {kind}", key(group, id));
            (format!("wrong {what}"), self.counted(Limited::WrongCode, &key_text, WRONG_CODES_OF_A_VERIFICATION))
        };
        let kinds =
            [("authenticator", "codes of authenticator apps"), ("recovery code", "recovery codes")].map(of_kind);
        let whole = ("wrong codes in all".to_owned(), counted(&self.owner_key_of(group, account)));
        contacts.iter().map(of_contact).chain([whole]).chain(kinds).collect()
    }
}

impl CallerGroup {
    fn described(self) -> &'static str {
        match self {
            Self::Strangers => "in browsers that the account doesn't know",
            Self::Known => "in browsers that the account knows",
            Self::Adding => "to add a method",
            Self::SteppingUp => "in a session",
            Self::SteppingUpReplaced => "in a session with a replaced cookie",
            Self::VerifyingKnown => "as the second step, in browsers that the account knows",
            Self::VerifyingAfterCode => "as the second step after a code",
            Self::Verifying => "as the second step after the password",
        }
    }
}
