//! The addressees of codes. Their account stays in the store, so that a handler can't reach it before the right code is entered.

use super::caller_groups::{CallerGroup, Standing, UnsentCode, began_by_code};
use super::known_browsers::is_recent;
use super::tables::sign_in_name::{self, NameQuery};
use super::tx::Tx;
use super::{AccountId, BrowserSession, Counted, Result, Store};
use crate::observe::subjects::AccountRef;
use crate::secrets::SealPurpose;
use crate::work_queue::WorkRequester;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, ChallengePurpose};
use std::net::IpAddr;

/// The addressee of a code: an account and one of its contacts, a sign-in name that no account has yet, or nobody. A handler can't tell
/// these apart (U2).
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The purpose of the code.
    pub purpose: ChallengePurpose,
    /// The sign-in name, in its normal form.
    pub name: Contact,
    /// The contact that the code is sent to.
    pub to: Contact,
    /// The budget that attempts and requests are counted against.
    pub budget: Budget,
    /// The keyed hash of the purpose and of the typed name and contact.
    pub(super) subject: [u8; 16],
    /// The keyed hash of the purpose and the account; without an account, `subject`. A new code replaces those with the same owner.
    pub(super) owner: [u8; 16],
    /// The keyed hash of the account for all purposes; without an account, of the typed name and contact.
    counted: [u8; 16],
    pub(super) account: Option<AccountId>,
    /// The account that knows the browser, and the ID of the browser's row. Also if a code for the name can't reach that account.
    known_by: Option<(AccountId, i64)>,
    /// The group of callers whose counts attempts and requests spend.
    group: CallerGroup,
    /// Whether the contact is a sign-in name of the account. Any account can have it as a method that only verifies (I2).
    is_sign_in_name: bool,
}

impl Addressee {
    /// The key under which wrong codes are counted. Strangers and known browsers have separate keys (S8).
    pub fn name_key(&self) -> String {
        self.key_of_contact(self.name.as_str())
    }

    /// The key under which this group's codes to the mailbox or phone are counted.
    pub fn to_key(&self) -> String {
        self.key_of_contact(&self.to.place())
    }

    fn key_of_contact(&self, contact: &str) -> String {
        // Only signed-in people add methods, so strangers have no separate count.
        let group = if self.purpose == ChallengePurpose::AddMethod { CallerGroup::Adding } else { self.group };
        group.key_of_contact(self.counted_for(), contact)
    }

    /// The account whose counts are spent, except by strangers. In a browser that an account knows, they are its own, whether a code for the
    /// name can reach it or not.
    pub(super) fn counted_for(&self) -> Option<&AccountId> {
        self.account.as_ref().or(self.known_by())
    }

    /// The account that knows the browser.
    pub(super) fn known_by(&self) -> Option<&AccountId> {
        self.known_by.as_ref().map(|(account, _)| account)
    }

    /// The key under which all codes to the mailbox or phone are counted, for all purposes. Strangers have one key, and each account one
    /// for all its browsers (S8, U9). So none spends or notices another's codes, also if the contact changes hands, up to the bounds for all
    /// of them together.
    pub fn destination_key(&self) -> String {
        let place = self.to.place();
        match self.counted_for() {
            Some(account) if !self.counts_with_strangers() => {
                format!("{} {} {place}", Budget::Known.name(), account.as_str())
            }
            _ => format!("{} {place}", Budget::Strangers.name()),
        }
    }

    /// The key under which the codes of all accounts together to the mailbox or phone are counted; `None` for those of strangers.
    pub fn key_of_all_accounts(&self) -> Option<String> {
        (!self.counts_with_strangers()).then(|| format!("{} {}", Budget::Known.name(), self.to.place()))
    }

    /// The key under which the codes of all accounts together are counted that verify with the mailbox or phone, but don't sign in with it;
    /// `None` for other codes.
    pub fn key_of_verifying_accounts(&self) -> Option<String> {
        let only_verifies = !self.counts_with_strangers() && !self.is_sign_in_name && self.account.is_some();
        only_verifies.then(|| format!("others {}", self.to.place()))
    }

    /// Whether codes count with those of strangers.
    fn counts_with_strangers(&self) -> bool {
        matches!(self.group, CallerGroup::Strangers | CallerGroup::SteppingUpReplaced)
    }

    /// Whether the caller has completed the first step in a browser that the account doesn't know, or steps up with a replaced cookie,
    /// which also a thief can do. Such callers get a part of the codes only, so that they can't use up the owner's.
    pub fn may_be_an_intruder(&self) -> bool {
        matches!(self.group, CallerGroup::Verifying | CallerGroup::VerifyingAfterCode | CallerGroup::SteppingUpReplaced)
    }

    /// The key under which wrong codes and passwords for the account are counted. Only a caller with the right one is rejected because of
    /// it.
    pub fn owner_key(&self) -> String {
        self.group.key_of_account(&self.counted)
    }

    /// Whether the code can work: for a new account, if no account has the name yet; otherwise, if an account has this contact.
    pub(super) fn is_genuine(&self) -> bool {
        self.account.is_some() != (self.purpose == ChallengePurpose::CreateAccount)
    }

    /// Whether the code is sent to one of the account's sign-in methods, rather than to a contact that is to become one.
    pub(super) fn is_to_method(&self) -> bool {
        !matches!(self.purpose, ChallengePurpose::CreateAccount | ChallengePurpose::AddMethod)
    }

    /// The requester of work for this addressee. In a browser that the account knows, places and turns are the account's and the browser's,
    /// whether the account can get this code or not: so it has no further ones for each of its names.
    pub fn requester(&self, address: IpAddr) -> WorkRequester {
        match &self.known_by {
            Some((account, browser)) => WorkRequester::known(account.as_str(), *browser, address),
            None => WorkRequester::stranger(address),
        }
    }

    /// The ID of the row of the browser, if the account knows it.
    pub(super) fn known_browser(&self) -> Option<i64> {
        self.known_by.as_ref().map(|(_, browser)| *browser)
    }

    /// The account for the log.
    pub fn for_log(&self) -> Option<AccountRef> {
        self.account.as_ref().map(AccountRef::from)
    }

    /// Whether the message is for nobody. A request for a new account always sends one: if there is an account already, it says so.
    pub(super) fn is_nobody(&self) -> bool {
        self.account.is_none() && self.purpose != ChallengePurpose::CreateAccount
    }

    /// The message to send: the one with the code, or the one that reports an existing account.
    pub(super) fn message<T>(&self, with_code: T, account_exists: Option<T>) -> T {
        match account_exists {
            Some(exists) if self.purpose == ChallengePurpose::CreateAccount && self.account.is_some() => exists,
            _ => with_code,
        }
    }
}

/// The name in hashes of accounts for all purposes. It never changes.
const ANY_PURPOSE: &str = "any";

impl Store {
    fn hash_of_target(&self, what: &str, target: &str) -> [u8; 16] {
        self.0.key.hash(SealPurpose::Challenge, format!("{what} {target}").as_bytes())
    }

    /// The key under which a group's wrong codes and passwords for an account are counted.
    pub(super) fn owner_key_of(&self, group: CallerGroup, account: &AccountId) -> String {
        group.key_of_account(&self.hash_of_target(ANY_PURPOSE, account.as_str()))
    }

    /// The counts of wrong passwords for an account and its sign-in names in browsers that it knows.
    pub(super) fn wrong_passwords_of_owner(&self, account: &AccountId, names: &[Contact]) -> Vec<Counted> {
        let group = CallerGroup::Known;
        let of_names = names.iter().map(|name| group.key_of_contact(Some(account), name.as_str()));
        of_names.chain([self.owner_key_of(group, account)]).map(|key| self.wrong_passwords_under(&key)).collect()
    }

    /// The counts of an attempt to enter the code of an authenticator app or a recovery code, after the first step or in a session.
    pub async fn wrong_codes_of_verification(
        &self,
        purpose: ChallengePurpose,
        account: &AccountId,
        browser: &BrowserSession,
        code: UnsentCode,
    ) -> Result<Vec<Counted>> {
        let standing = Standing::of(Some(browser), self.knows(account, browser).await?);
        let group = CallerGroup::of(purpose, standing, began_by_code(account, browser));
        Ok(vec![self.wrong_unsent_codes(group, account, code)])
    }

    /// The addressee of a code for an account after the first step or in a session. The code works only in that browser, so that it is
    /// useless to anyone that it is read out to.
    pub async fn addressee_of(
        &self,
        purpose: ChallengePurpose,
        account: AccountId,
        contact: Contact,
        browser: &BrowserSession,
    ) -> Result<Addressee> {
        let hash = |what: &str, text: &str| self.hash_of_target(what, text);
        let owner = format!("{} {}", account.as_str(), browser.id());
        let is_known = purpose != ChallengePurpose::AddMethod && self.knows(&account, browser).await?;
        let standing = Standing::of(Some(browser), is_known);
        let name = contact.clone();
        let contact_owner = self.read(move |tx| sign_in_name::owner(tx, &name)).await?;
        Ok(Addressee {
            purpose,
            budget: standing.budget(),
            known_by: standing.known_browser(Some(browser)).map(|id| (account.clone(), id)),
            subject: hash(purpose.name(), &format!("{owner} {}", contact.as_str())),
            owner: hash(purpose.name(), &owner),
            counted: hash(ANY_PURPOSE, account.as_str()),
            name: contact.clone(),
            to: contact,
            group: CallerGroup::of(purpose, standing, began_by_code(&account, browser)),
            is_sign_in_name: contact_owner.as_ref() == Some(&account),
            account: Some(account),
        })
    }

    /// The addressee of a code that adds a contact to an account's sign-in methods. Any contact can be typed, so the request is counted as
    /// a stranger's.
    pub async fn addressee_of_new(
        &self,
        account: AccountId,
        contact: Contact,
        browser: &BrowserSession,
    ) -> Result<Addressee> {
        let to = self.addressee_of(ChallengePurpose::AddMethod, account, contact, browser).await?;
        // Codes to different contacts don't replace each other.
        Ok(Addressee { owner: to.subject, counted: to.owner, ..to })
    }

    /// The addressee for a typed sign-in name and contact. The contact must be one of the account's sign-in methods, unless an existing
    /// account is reported to the owner of its name. Names without an account cost the same reads.
    pub async fn addressee(
        &self,
        purpose: ChallengePurpose,
        name: Contact,
        to: Contact,
        browser: Option<&BrowserSession>,
    ) -> Result<Addressee> {
        self.find_addressee(purpose, (name, to), browser, purpose != ChallengePurpose::CreateAccount).await
    }

    /// The account that a password is entered for. Its sign-in name needn't be a sign-in method.
    pub async fn addressee_of_password(&self, name: Contact, browser: Option<&BrowserSession>) -> Result<Addressee> {
        self.find_addressee(ChallengePurpose::SignIn, (name.clone(), name), browser, false).await
    }

    async fn find_addressee(
        &self,
        purpose: ChallengePurpose,
        (name, to): (Contact, Contact),
        browser: Option<&BrowserSession>,
        needs_method: bool,
    ) -> Result<Addressee> {
        let now = self.0.clock.now();
        let unreplaced = browser.and_then(BrowserSession::unreplaced);
        // A method that isn't established yet signs in, but can't reset the password.
        let verified_by =
            if purpose == ChallengePurpose::ResetPassword { now - self.0.policy.established_after } else { now };
        let (typed_name, typed_to) = (name.clone(), to.clone());
        let ask = move |tx: &Tx| {
            let (name, contact) = (&typed_name, &typed_to);
            sign_in_name::ask(tx, &NameQuery { name, contact, verified_by, browser: unreplaced })
        };
        let sign_in_name::NameLookup { account: named, is_method, browser_used, contact_owner } =
            self.read(ask).await?.unwrap_or_default();
        let is_known = browser_used.is_some_and(|used| is_recent(used, (now, &self.0.policy)));
        let account = named.clone().filter(|_| is_method || !needs_method);
        let typed = format!("{} {}", name.as_str(), to.as_str());
        let hash = |what: &str, text: &str| self.hash_of_target(what, text);
        // Without an account, a text of the same length is hashed, which is never an account's ID.
        let nobody = "0".repeat(AccountId::LENGTH);
        let id = account.as_ref().map_or(&*nobody, AccountId::as_str);
        let (subject, of_account) = (hash(purpose.name(), &typed), hash(purpose.name(), id));
        let (typed, counted) = (hash(ANY_PURPOSE, &typed), hash(ANY_PURPOSE, id));
        let (owner, counted) = if account.is_some() { (of_account, counted) } else { (subject, typed) };
        // Unchanged once the account exists, so that its code is reported as used.
        let owner = if purpose == ChallengePurpose::CreateAccount { subject } else { owner };
        // A browser is only known for its account's own contacts: for all others, it is a stranger's.
        let is_own = account.is_some() || name == to;
        let standing = Standing::of(browser, is_known && is_own);
        let is_sign_in_name = named.is_some() && contact_owner == named;
        let (budget, known_by) = (standing.budget(), named.zip(standing.known_browser(browser)));
        let group = CallerGroup::of(purpose, standing, false);
        Ok(Addressee { purpose, name, to, budget, subject, owner, counted, account, known_by, group, is_sign_in_name })
    }
}
