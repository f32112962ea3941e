//! Whom a code is for. What the reads found stays in here: a handler cannot reach the account before the code was right.

use super::tables::sign_in_name::{self, Question};
use super::tx::Tx;
use super::{AccountId, BrowserSession, Counted, Limited, Result, Store};
use crate::secrets::SealPurpose;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, ChallengePurpose};
use domain::rules::limits::wrong_passwords;
use domain::rules::security_info::FirstStep;

/// Whom a code is for: an account and one of its contacts, a name that no account has yet, or nobody. Looks the same to whoever holds
/// one (U2).
#[derive(Clone, Debug)]
pub struct Addressee {
    /// What the code is for.
    pub purpose: ChallengePurpose,
    /// The sign-in name, as understood.
    pub name: Contact,
    /// Where the code goes.
    pub to: Contact,
    /// Whose tries and requests these are.
    pub budget: Budget,
    /// What was typed: name and contact, for this purpose.
    pub(super) subject: [u8; 16],
    /// The account, for this purpose; of nobody, what was typed.
    pub(super) owner: [u8; 16],
    /// The account, whatever the purpose; of nobody, what was typed.
    counted: [u8; 16],
    pub(super) account: Option<AccountId>,
    /// Whether one more proof is shown after a code, not after a password.
    began_by_code: bool,
}

impl Addressee {
    /// What wrong codes of this addressee are counted under: strangers and known browsers have their own (S8).
    pub fn name_key(&self) -> String {
        // A code that becomes a way is tried by who is signed in only.
        let who = if self.purpose == ChallengePurpose::AddWay { "adding" } else { self.who() };
        self.key(who, self.name.as_str())
    }

    /// What messages to the mailbox or phone are counted under.
    pub fn to_key(&self) -> String {
        self.key(self.who(), &self.to.place())
    }

    /// The same for the account, which is only ever refused to who has the right code.
    pub fn owner_key(&self) -> String {
        key(self.who(), &crate::secrets::hex(&self.counted))
    }

    fn who(&self) -> &'static str {
        who(self.purpose, self.budget, self.began_by_code)
    }

    /// A contact may be a way of several accounts: each has counts of its own, where it is known which one is meant.
    fn key(&self, who: &str, whose: &str) -> String {
        let is_meant = !matches!(who, "strangers" | "known");
        match &self.account {
            Some(account) if is_meant => key(who, &format!("{} {whose}", account.as_str())),
            _ => key(who, whose),
        }
    }

    fn has_shown_a_first_proof(&self) -> bool {
        matches!(self.purpose, ChallengePurpose::Verify | ChallengePurpose::StepUp)
    }

    /// Whether anybody could ask in this way: then what the owner does must leave no trace in what is answered (N1).
    pub fn is_strangers(&self) -> bool {
        self.budget == Budget::Strangers && !self.has_shown_a_first_proof()
    }

    /// Whether a code opens anything: for a new account, a name that none has yet; else an account with this contact.
    pub(super) fn is_genuine(&self) -> bool {
        self.account.is_some() != (self.purpose == ChallengePurpose::CreateAccount)
    }

    /// Whether the message is for nobody. Whoever asks for a new account with a name that somebody has is told so there, and there only.
    pub(super) fn is_nobody(&self) -> bool {
        self.account.is_none() && self.purpose != ChallengePurpose::CreateAccount
    }

    /// Which of two messages goes out: the one with the code, or the one that says that there is an account.
    pub(super) fn message<T>(&self, with_code: T, there_is_one: Option<T>) -> T {
        match there_is_one {
            Some(told) if self.purpose == ChallengePurpose::CreateAccount && self.account.is_some() => told,
            _ => with_code,
        }
    }
}

/// Who has shown a first proof has counts that no stranger can use up; who began with a code, or is signed in, some that no thief of
/// the password can.
fn who(purpose: ChallengePurpose, budget: Budget, began_by_code: bool) -> &'static str {
    match (purpose, budget) {
        (ChallengePurpose::StepUp, _) => "stepping-up",
        (ChallengePurpose::Verify, Budget::Known) => "proved-known",
        (ChallengePurpose::Verify, Budget::Strangers) if began_by_code => "proved-by-code",
        (ChallengePurpose::Verify, Budget::Strangers) => "proved",
        (_, budget) => budget.name(),
    }
}

/// Whether the sign-in of an account that waits in a browser began with a code.
fn began_by_code(account: &AccountId, browser: &BrowserSession) -> bool {
    let waiting = browser.pending.as_ref().filter(|waiting| waiting.account == *account);
    waiting.is_some_and(|waiting| waiting.first != FirstStep::Password)
}

/// What a count is kept under: who tries, and whose.
fn key(who: &str, whose: &str) -> String {
    format!("{who} {whose}")
}

impl Store {
    fn hash_of_whom(&self, what: &str, whom: &str) -> [u8; 16] {
        self.0.key.hash(SealPurpose::Challenge, format!("{what} {whom}").as_bytes())
    }

    /// What is counted of wrong passwords for a name in browsers that its account knows.
    pub(super) fn wrong_passwords_of_owner(&self, name: &Contact) -> Counted {
        self.counted(Limited::WrongPassword, &key(Budget::Known.name(), name.as_str()), wrong_passwords(&self.0.policy))
    }

    /// What wrong codes are counted under that no message brings, of whoever has shown a first proof of an account.
    pub async fn key_of_prover(
        &self,
        purpose: ChallengePurpose,
        account: &AccountId,
        browser: &BrowserSession,
    ) -> Result<String> {
        let budget = if self.knows(account, browser).await? { Budget::Known } else { Budget::Strangers };
        Ok(key(who(purpose, budget, began_by_code(account, browser)), account.as_str()))
    }

    /// One of the contacts of an account that has shown a first proof. Its code works in that browser only: one that is read out to
    /// somebody else is worth nothing there.
    pub async fn addressee_of(
        &self,
        purpose: ChallengePurpose,
        account: AccountId,
        contact: Contact,
        browser: &BrowserSession,
    ) -> Result<Addressee> {
        let hash = |what: &str, text: &str| self.hash_of_whom(what, text);
        let owner = format!("{} {}", account.as_str(), browser.id());
        let is_known = purpose != ChallengePurpose::AddWay && self.knows(&account, browser).await?;
        Ok(Addressee {
            purpose,
            budget: if is_known { Budget::Known } else { Budget::Strangers },
            subject: hash(purpose.name(), &format!("{owner} {}", contact.as_str())),
            owner: hash(purpose.name(), &owner),
            counted: hash("any", account.as_str()),
            name: contact.clone(),
            to: contact,
            began_by_code: began_by_code(&account, browser),
            account: Some(account),
        })
    }

    /// Whom a code goes to that is to become one of an account's ways. It is sent to whatever was typed, so it counts as a stranger's.
    pub async fn addressee_of_new(
        &self,
        account: AccountId,
        contact: Contact,
        browser: &BrowserSession,
    ) -> Result<Addressee> {
        let to = self.addressee_of(ChallengePurpose::AddWay, account, contact, browser).await?;
        // Codes to several contacts do not replace each other.
        Ok(Addressee { owner: to.subject, counted: to.owner, ..to })
    }

    /// Finds whom a code is for. The contact must be one of the account's ways; the same reads are made for names that nobody has.
    pub async fn addressee(
        &self,
        purpose: ChallengePurpose,
        name: Contact,
        to: Contact,
        browser: Option<&BrowserSession>,
    ) -> Result<Addressee> {
        let now = self.0.clock.now();
        let (browser, used_since) = (browser.map(BrowserSession::id), now - self.0.policy.session_idle);
        // A new way signs in, but sets no password that its account's owner does not know.
        let proven_by =
            if purpose == ChallengePurpose::ResetPassword { now - self.0.policy.established_after } else { now };
        let (typed_name, typed_to) = (name.clone(), to.clone());
        let ask = move |tx: &Tx| {
            let (name, contact) = (&typed_name, &typed_to);
            sign_in_name::ask(tx, &Question { name, contact, proven_by, browser, used_since })
        };
        let sign_in_name::Answer { account: named, is_way, knows_browser } = self.read(ask).await?.unwrap_or_default();
        // Whoever wants a new account is told of the one there is, whatever its ways are.
        let is_its = is_way || purpose == ChallengePurpose::CreateAccount;
        let account = named.filter(|_| is_its);
        let typed = format!("{} {}", name.as_str(), to.as_str());
        let hash = |what: &str, text: &str| self.hash_of_whom(what, text);
        // Hashed for nobody, too: what is hashed is as long and is never an account's.
        let nobody = "0".repeat(AccountId::LENGTH);
        let id = account.as_ref().map_or(&*nobody, AccountId::as_str);
        let (subject, of_account) = (hash(purpose.name(), &typed), hash(purpose.name(), id));
        let (typed, counted) = (hash("any", &typed), hash("any", id));
        let (owner, counted) = if account.is_some() { (of_account, counted) } else { (subject, typed) };
        // The same before and after there is an account, so that its code is known to be used.
        let owner = if purpose == ChallengePurpose::CreateAccount { subject } else { owner };
        // Known for this contact only: in one's own browser one is a stranger to the phones of others.
        let is_own = account.is_some() || name == to;
        let budget = if knows_browser && is_own { Budget::Known } else { Budget::Strangers };
        Ok(Addressee { purpose, name, to, budget, subject, owner, counted, account, began_by_code: false })
    }
}
