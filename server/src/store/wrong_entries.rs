//! The wrong passwords and codes that are counted for an account, as an operator sees and clears them. Codes that add a contact are counted
//! under that contact, so an operator sees and clears only those for a contact that the account already has.

use super::account_commands::all_contacts;
use super::caller_groups::{CallerGroup, UnsentCode};
use super::error::Result;
use super::tables::sign_in_name;
use super::{AccountId, Counted, Store};
use domain::contact::Contact;

/// Wrong passwords or codes that are counted together.
#[derive(Clone, Debug)]
pub struct WrongEntries {
    /// The kind of entry.
    pub kind: EntryKind,
    /// The callers who entered them.
    pub group: CallerGroup,
    /// Their number.
    pub count: u32,
}

/// A kind of wrong entry that has its own count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Passwords for a sign-in name.
    PasswordsForName(Contact),
    /// Passwords for the account, with any of its sign-in names.
    Passwords,
    /// Codes sent in messages, for a sign-in name or to a contact.
    SentCodesFor(Contact),
    /// All codes sent in messages.
    SentCodes,
    /// Codes of another source.
    UnsentCodes(UnsentCode),
}

/// A count, and the entries that it counts.
struct CountOfEntries {
    group: CallerGroup,
    kind: EntryKind,
    counted: Counted,
}

/// The names and contacts under which an account's wrong entries are counted.
struct Targets {
    /// Its sign-in names.
    names: Vec<Contact>,
    /// These, and its other contacts.
    contacts: Vec<Contact>,
}

impl Store {
    /// The wrong passwords and codes of an account that are counted at present.
    pub async fn wrong_entries(&self, account: &AccountId) -> Result<Vec<WrongEntries>> {
        let mut found = Vec::new();
        for CountOfEntries { group, kind, counted } in self.counts_of_entries(account).await? {
            let count = self.tries(&counted).await?;
            if count > 0 {
                found.push(WrongEntries { kind, group, count });
            }
        }
        Ok(found)
    }

    /// The counts that can make an account's owner wait, except those of codes that add a contact which the account doesn't have yet.
    pub(super) async fn counts_of_account(&self, account: &AccountId) -> Result<Vec<Counted>> {
        let of_entries = self.counts_of_entries(account).await?.into_iter().map(|each| each.counted);
        let of_sign_ins = self.counts_of_sign_ins(account).await?.into_iter().map(|each| each.counted);
        Ok(of_entries.chain(of_sign_ins).collect())
    }

    async fn counts_of_entries(&self, account: &AccountId) -> Result<Vec<CountOfEntries>> {
        let id = account.clone();
        let targets = self
            .read(move |tx| Ok(Targets { names: sign_in_name::of_account(tx, &id)?, contacts: all_contacts(tx, &id)? }))
            .await?;
        Ok(CallerGroup::ALL.into_iter().flat_map(|group| self.counts_of_group(group, account, &targets)).collect())
    }

    fn counts_of_group(&self, group: CallerGroup, account: &AccountId, targets: &Targets) -> Vec<CountOfEntries> {
        let count = |kind, counted| CountOfEntries { group, kind, counted };
        let whole = self.owner_key_of(group, account);
        let code_for = |contact: &Contact| {
            let key = group.key_of_contact(Some(account), contact.as_str());
            count(EntryKind::SentCodesFor(contact.clone()), self.wrong_codes_under(&key))
        };
        if group == CallerGroup::Adding {
            return targets.contacts.iter().map(code_for).collect();
        }
        let codes = count(EntryKind::SentCodes, self.wrong_codes_under(&whole));
        if !group.type_a_name() {
            let unsent = |code| count(EntryKind::UnsentCodes(code), self.wrong_unsent_codes(group, account, code));
            let codes = targets.contacts.iter().map(code_for).chain([codes]);
            return codes.chain(UnsentCode::ALL.map(unsent)).collect();
        }
        // Only its sign-in names: a stranger's attempt with another of its contacts is for the account that signs in with that one.
        let password_for = |name: &Contact| {
            let key = group.key_of_contact(Some(account), name.as_str());
            count(EntryKind::PasswordsForName(name.clone()), self.wrong_passwords_under(&key))
        };
        let passwords = count(EntryKind::Passwords, self.wrong_passwords_under(&whole));
        let names = &targets.names;
        let passwords = names.iter().map(password_for).chain([passwords]);
        passwords.chain(names.iter().map(code_for)).chain([codes]).collect()
    }
}
