//! The limits on attempts, and the keys under which attempts are counted. The numbers come from the rules and the policy.

use super::caller_groups::{CallerGroup, UnsentCode};
use super::texts::{CountedPrefix, TextCounts};
use super::{AccountId, Addressee, Counted, LimitKind, Store};
use crate::work_queue::WorkRequester;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, ChallengePurpose};
use domain::rules::limits::{
    ALL_TEXTS_WHILE_STOPPED, APPROVALS_OF_AN_ACCOUNT, NEW_PASSWORDS_OF_A_NETWORK, TEXTS_WHILE_STOPPED,
    WRONG_CODES_OF_A_NETWORK, WRONG_CODES_OF_A_VERIFICATION, WRONG_PASSWORDS_OF_A_NETWORK, in_a_day, in_a_minute,
    in_an_hour, texts_that_count, wrong_passwords,
};
use domain::rules::network::network;
use domain::rules::pumping::{Prefix, PrefixKind};
use domain::rules::throttle::{Growing, Limit};
use std::net::IpAddr;
use std::time::Duration;

/// The codes a day for all accounts together that verify with a contact without signing in with it, as a multiple of one account's.
const VERIFYING_ACCOUNTS: u32 = 3;

/// The counts of a code to send.
#[derive(Clone)]
pub struct SendCounts {
    /// The pause before another code for the same purpose is sent to the same contact. Strangers have one, and each account has its own.
    pub pause: Counted,
    /// All other limits.
    pub counts: Vec<Counted>,
}

/// The counts of an attempt to enter a code.
#[derive(Clone)]
pub struct TryCounts {
    /// Wrong codes for the typed name. Any caller learns that this count is used up.
    pub reported: Vec<Counted>,
    /// Wrong codes for the account. Only a caller with the right code learns that this count is used up, because it would reveal which
    /// names belong to one account.
    pub unreported: Counted,
    /// The lifetime of the decoy that is tried if no code was sent.
    pub decoys_life: Duration,
}

/// The counts of an attempt to enter a password.
pub struct PasswordCounts {
    /// Wrong passwords for the typed name. Any caller learns that this count is used up.
    pub name: Counted,
    /// Wrong passwords from the network. Any caller learns that one of these counts is used up.
    pub network: Vec<Counted>,
    /// Wrong passwords for the account. Nobody learns that this count is used up, because it would reveal which names belong to one account,
    /// or that the password is right: a right password is then answered as a wrong one.
    pub account: Counted,
    /// The same count, which rejects nothing.
    account_only_counted: Counted,
}

impl PasswordCounts {
    /// The counts of an attempt, before it is known whether the password is right.
    pub fn of_attempt(&self) -> Vec<Counted> {
        [&self.name, &self.account_only_counted].into_iter().chain(&self.network).cloned().collect()
    }
}

/// The key of what a network's strangers or known browsers do. It is stored as a hash, so it never changes.
fn key_of_network(budget: Budget, address: IpAddr) -> String {
    match budget {
        Budget::Strangers => network(address),
        Budget::Known => format!("{} {}", budget.name(), network(address)),
    }
}

impl Store {
    /// The limits on wrong passwords (S8).
    pub fn wrong_passwords(&self, who: &Addressee, address: IpAddr) -> PasswordCounts {
        let account_key = who.owner_key();
        let only_counted = Growing { free: u32::MAX };
        PasswordCounts {
            name: self.wrong_passwords_under(&who.name_key()),
            network: self.of_network(LimitKind::WrongPassword, who.known_by(), address, WRONG_PASSWORDS_OF_A_NETWORK),
            account: self.wrong_passwords_under(&account_key),
            account_only_counted: self.counted(LimitKind::WrongPassword, &account_key, only_counted),
        }
    }

    /// The count of wrong passwords under a key, for a sign-in name or for an account.
    pub(super) fn wrong_passwords_under(&self, key_text: &str) -> Counted {
        self.counted(LimitKind::WrongPassword, key_text, wrong_passwords(self.policy()))
    }

    /// The limit on sign-ins and step-ups with a right password (N8). Each browser that the account knows has a count of its own, which
    /// neither an intruder with the password nor another of these browsers can use up. All others have one, because each of their sign-ins
    /// can add a browser.
    pub fn right_passwords(&self, who: &Addressee) -> Counted {
        self.sign_ins(who.owner_key(), who.known_browser())
    }

    /// The same count of an account, in a browser that it knows or in all others.
    pub(super) fn right_passwords_in(&self, account: &AccountId, known_browser: Option<i64>) -> Counted {
        let group = if known_browser.is_some() { CallerGroup::Known } else { CallerGroup::Strangers };
        self.sign_ins(self.owner_key_of(group, account), known_browser)
    }

    /// The same limit with a passkey.
    pub fn right_passkeys(&self, account: &AccountId, requester: &WorkRequester) -> Counted {
        self.right_passkeys_in(account, requester.known_browser())
    }

    /// The same count, in a browser that the account knows or in all others.
    pub(super) fn right_passkeys_in(&self, account: &AccountId, known_browser: Option<i64>) -> Counted {
        self.sign_ins(format!("passkey {}", account.as_str()), known_browser)
    }

    fn sign_ins(&self, elsewhere: String, known_browser: Option<i64>) -> Counted {
        let key_text = match known_browser {
            Some(browser) => format!("{elsewhere} {browser}"),
            None => elsewhere,
        };
        self.counted(LimitKind::SignIn, &key_text, in_an_hour(self.policy().sign_ins_per_account))
    }

    /// The limits on codes that are sent (U4). They also apply to names without an account (U2).
    pub fn codes_sent(&self, to: &Addressee, address: IpAddr) -> SendCounts {
        let policy = self.policy();
        let limits = [
            (LimitKind::CodeSentThisHour, in_an_hour(policy.codes_per_hour)),
            (LimitKind::CodeSentThisDay, in_a_day(policy.codes_per_day)),
        ];
        let all = limits.map(|(what, limit)| self.counted(what, &to.destination_key(), limit));
        let part = limits.map(|(what, limit)| self.counted(what, &to.to_key(), limit.half()));
        let part = part.into_iter().filter(|_| to.may_be_an_intruder());
        // No single account can use this up.
        let together = in_a_day(policy.codes_per_day.saturating_mul(VERIFYING_ACCOUNTS));
        let of_verifying_accounts = to.key_of_verifying_accounts();
        let verifying = of_verifying_accounts.map(|key| self.counted(LimitKind::CodeSentThisDay, &key, together));
        // What these and one account that signs in with the contact can get, also if such accounts take turns.
        let in_turn = |key: String| limits.map(|(what, limit)| self.counted(what, &key, limit.plus(together.most)));
        let accounts = to.key_of_all_accounts().map(in_turn).into_iter().flatten();
        let asked = in_an_hour(policy.codes_per_address);
        let of_network = self.of_network(LimitKind::CodeAsked, to.known_by(), address, asked);
        let (pause, key_text) =
            (Limit { most: 1, per: policy.resend_after }, format!("{} {}", to.purpose.name(), to.to_key()));
        SendCounts {
            pause: self.counted(LimitKind::CodeSentJustNow, &key_text, pause),
            counts: all.into_iter().chain(part).chain(verifying).chain(accounts).chain(of_network).collect(),
        }
    }

    /// The counts of a text with a code, for the prefixes of its number (U9).
    pub fn texts(&self, to: &Addressee, prefixes: Vec<Prefix>, address: IpAddr) -> TextCounts {
        let network = key_of_network(to.budget, address);
        let block = prefixes.iter().find(|prefix| prefix.kind == PrefixKind::Block);
        let limit = in_a_day(self.policy().codes_per_day);
        let allowed =
            |block: &Prefix| self.counted(LimitKind::AnyTextToBlock, &format!("{network} {}", block.text), limit);
        let allowed = block.map(allowed);
        let while_stopped = match to.budget {
            Budget::Strangers => Vec::new(),
            Budget::Known => self.texts_while_stopped(to.counted_for().map(AccountId::as_str), &to.to),
        };
        TextCounts { allowed, while_stopped, prefixes: self.counted_prefixes(prefixes, &network) }
    }

    /// The counts of a notice by text about an account, for the prefixes of its number (U9). A notice of an older version lacks its account.
    pub(super) fn notice_texts(&self, account: Option<&str>, to: &Contact, prefixes: Vec<Prefix>) -> TextCounts {
        let prefixes = self.counted_prefixes(prefixes, &to.place());
        TextCounts { allowed: None, while_stopped: self.texts_while_stopped(account, to), prefixes }
    }

    /// The counts of a text while a prefix of its number is stopped. Each account has its own for a phone, so that no other account with
    /// the same phone uses them up.
    fn texts_while_stopped(&self, account: Option<&str>, to: &Contact) -> Vec<Counted> {
        let Contact::Phone(phone) = to else { return Vec::new() };
        let counted = |key_text: &str, limit: Limit| self.counted(LimitKind::TextWhileStopped, key_text, limit);
        let own = account.map(|account| counted(&format!("{account} {}", phone.as_str()), TEXTS_WHILE_STOPPED));
        own.into_iter().chain([counted(phone.as_str(), ALL_TEXTS_WHILE_STOPPED)]).collect()
    }

    /// The prefixes that a text counts for. A source that sends many counts only in part.
    fn counted_prefixes(&self, prefixes: Vec<Prefix>, source: &str) -> Vec<CountedPrefix> {
        let counted = |prefix: Prefix| {
            let (key_text, limit) = (
                format!("{source} {} {}", prefix.kind.name(), prefix.text),
                texts_that_count(prefix.kind, self.policy()),
            );
            let counted = self.counted(LimitKind::TextToPrefix, &key_text, limit);
            CountedPrefix { key: self.prefix_key(&prefix), prefix, counted }
        };
        prefixes.into_iter().map(counted).collect()
    }

    /// The limits on wrong codes, for codes sent in messages (U3). A new code never resets a count.
    pub fn wrong_codes(&self, to: &Addressee, address: IpAddr) -> TryCounts {
        let of_network = self.of_network(LimitKind::WrongCode, to.known_by(), address, WRONG_CODES_OF_A_NETWORK);
        // A name without an account has no known browsers, so each network has its own count: strangers elsewhere can't block its owner.
        let is_new = to.purpose == ChallengePurpose::CreateAccount;
        let own =
            |key: String| self.wrong_codes_under(&if is_new { format!("{} {key}", network(address)) } else { key });
        TryCounts {
            reported: std::iter::once(own(to.name_key())).chain(of_network).collect(),
            unreported: own(to.owner_key()),
            decoys_life: self.policy().code_life,
        }
    }

    /// The count of wrong codes under a key, for a sign-in name or a contact, or for an account.
    pub(super) fn wrong_codes_under(&self, key_text: &str) -> Counted {
        self.counted(LimitKind::WrongCode, key_text, in_a_day(self.policy().wrong_codes_per_account))
    }

    /// The count of an account's wrong codes that aren't sent. Each kind has its own.
    pub(super) fn wrong_unsent_codes(&self, group: CallerGroup, account: &AccountId, code: UnsentCode) -> Counted {
        let key_text = group.key_of_unsent_code(account, code);
        self.counted(LimitKind::WrongCode, &key_text, WRONG_CODES_OF_A_VERIFICATION)
    }

    /// The limits on unknown user codes, which look-ups, approvals and refusals share (L10).
    pub fn unknown_codes(&self, account: &str, address: IpAddr) -> Vec<Counted> {
        let policy = self.policy();
        vec![
            self.counted(LimitKind::UnknownCode, account, in_an_hour(policy.unknown_codes_per_account)),
            self.counted(LimitKind::UnknownCode, &network(address), in_an_hour(policy.unknown_codes_per_address)),
        ]
    }

    /// The limits on the devices that an account links (N8).
    pub fn approvals(&self, account: &AccountId) -> Vec<Counted> {
        let counted = |limit: Limit| {
            let key_text = format!("{} {}", limit.per.as_secs(), account.as_str());
            self.counted(LimitKind::Approval, &key_text, limit)
        };
        APPROVALS_OF_AN_ACCOUNT.map(counted).into()
    }

    /// The limits on new passwords with a code. Each costs CPU time, even if it is rejected.
    pub fn new_passwords(&self, to: &Addressee, address: IpAddr) -> Vec<Counted> {
        self.of_network(LimitKind::NewPassword, to.known_by(), address, NEW_PASSWORDS_OF_A_NETWORK)
    }

    /// The same limits for an account that is signed in.
    pub fn changed_passwords(&self, account: &AccountId, address: IpAddr) -> Vec<Counted> {
        self.of_network(LimitKind::NewPassword, Some(account), address, NEW_PASSWORDS_OF_A_NETWORK)
    }

    /// The limit on new device authorizations, if there is one (D1).
    pub fn device_authorizations(&self, address: IpAddr) -> Option<Counted> {
        let most = self.policy().device_authorizations_per_minute;
        (most > 0).then(|| self.counted(LimitKind::Authorization, &network(address), in_a_minute(most)))
    }

    /// The limits on one network. Known browsers have a count of their own, of which each account gets half: so neither a stranger nor
    /// another account in the owner's network can block the owner's browser alone (S8).
    fn of_network(&self, what: LimitKind, known: Option<&AccountId>, address: IpAddr, limit: Limit) -> Vec<Counted> {
        let network = key_of_network(if known.is_some() { Budget::Known } else { Budget::Strangers }, address);
        let part = known.map(|account| format!("{network} {}", account.as_str()));
        let part = part.map(|key_text| self.counted(what, &key_text, limit.half()));
        std::iter::once(self.counted(what, &network, limit)).chain(part).collect()
    }
}
