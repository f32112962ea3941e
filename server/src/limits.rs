//! How often anything may be tried, by whom: every count has its place here.

use crate::ctx::Ctx;
use crate::store::{Addressee, Counted, OfNetwork, TryCounts, What};
use crate::web::address::network;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, Purpose, WRONG_CODES_COUNTED};
use domain::rules::throttle::{Growing, Limit};
use std::net::IpAddr;
use std::time::Duration;

/// Wrong passwords for one name, then growing pauses. Browsers that the account knows have a count of their own, so that strangers,
/// wherever they are, cannot lock an owner out (S8).
pub const WRONG_PASSWORDS: Growing = Growing { free: 10 };
/// Wrong passwords for any names from one network address in an hour: one password tried on many names counts, too.
const WRONG_PASSWORDS_OF_A_NETWORK: u32 = 100;
/// Wrong codes for any names from one network address in an hour.
const WRONG_CODES_OF_A_NETWORK: u32 = 100;
/// Wrong codes of an app, or recovery codes, in a day: nothing else limits these, so it can't be turned off.
const WRONG_CODES_OF_A_PROVER: u32 = 10;
/// New passwords from one network address in an hour.
const NEW_PASSWORDS_OF_A_NETWORK: u32 = 60;
/// Texts of one network to one block of numbers in a day that count against the block.
const TEXTS_THAT_COUNT: u32 = 3;

impl Ctx {
    /// What limits wrong passwords (S8): the name's own count, and that of the network.
    pub fn wrong_passwords(&self, who: &Addressee, address: IpAddr) -> (Counted, Option<Counted>) {
        let own = self.store.counted(What::WrongPassword, &who.name_key(), WRONG_PASSWORDS);
        (own, self.of_strangers(who, What::WrongPassword, address, WRONG_PASSWORDS_OF_A_NETWORK))
    }

    /// What limits the codes that are sent (U4). Whether anybody gets them makes no difference (U2).
    pub fn codes_sent(&self, to: &Addressee, address: IpAddr) -> Vec<Counted> {
        let (limits, key) = (&self.config.limits, to.to_key());
        let mut counts = vec![
            self.pause(to),
            self.store.counted(What::CodeSentThisHour, &key, an_hour(limits.codes_per_hour)),
            self.store.counted(What::CodeSentThisDay, &key, a_day(limits.codes_per_day)),
        ];
        counts.extend(self.of_strangers(to, What::CodeAsked, address, limits.codes_per_address));
        counts
    }

    /// How soon after a code another one is sent to the same contact (U4).
    fn pause(&self, to: &Addressee) -> Counted {
        let pause = Limit { most: 1, per: self.config.resend_after() };
        self.store.counted(What::CodeSentJustNow, &to.to_key(), pause)
    }

    /// What limits the texts of one network to one block of numbers (U9).
    pub fn texts_to_block(&self, to: &Addressee, address: IpAddr) -> OfNetwork {
        let block = if let Contact::Phone(phone) = &to.to { phone.block() } else { "" };
        let whose = format!("{} {block}", network(address));
        OfNetwork {
            counted: self.store.counted(What::TextToBlock, &whose, a_day(TEXTS_THAT_COUNT)),
            allowed: self.store.counted(What::AnyTextToBlock, &whose, a_day(self.config.limits.codes_per_day)),
        }
    }

    /// What limits wrong ones of the codes that are sent (U3).
    pub fn wrong_codes(&self, to: &Addressee, address: IpAddr) -> TryCounts {
        let counted = |whose: &str| self.store.counted(What::WrongCode, whose, self.wrong_codes_of_account());
        let of_network = self.of_strangers(to, What::WrongCode, address, WRONG_CODES_OF_A_NETWORK);
        // A name that nobody has yet has no browser that is known: strangers elsewhere must not keep its owner from an account.
        let is_new = to.purpose == Purpose::CreateAccount;
        let own = |key: String| counted(&if is_new { format!("{} {key}", network(address)) } else { key });
        TryCounts {
            told: std::iter::once(own(to.name_key())).chain(of_network).collect(),
            untold: own(to.owner_key()),
            // Were it lifted for strangers, they would see when the owner enters a code (N1).
            pause: (!to.is_strangers()).then(|| self.pause(to)),
            decoys_life: self.config.single_use_code_life(),
        }
    }

    /// What limits wrong codes that no message brings, each `kind` of them for itself.
    pub fn wrong_codes_of_prover(&self, prover: &str, kind: &str) -> Vec<Counted> {
        vec![self.store.counted(What::WrongCode, &format!("{prover} {kind}"), a_day(WRONG_CODES_OF_A_PROVER))]
    }

    fn wrong_codes_of_account(&self) -> Limit {
        Limit { most: self.config.limits.wrong_codes_per_account, per: WRONG_CODES_COUNTED }
    }

    /// The counts that a look-up, an approval and a refusal share (L10).
    pub fn unknown_codes(&self, account: &str, address: IpAddr) -> Vec<Counted> {
        let limits = &self.config.limits;
        vec![
            self.store.counted(What::UnknownCode, account, an_hour(limits.unknown_codes_per_account)),
            self.store.counted(What::UnknownCode, &network(address), an_hour(limits.unknown_codes_per_address)),
        ]
    }

    /// What limits new passwords: each costs as much as a sign-in, whether its code is right or not.
    pub fn new_passwords(&self, address: IpAddr) -> Counted {
        self.store.counted(What::NewPassword, &network(address), an_hour(NEW_PASSWORDS_OF_A_NETWORK))
    }

    /// What limits new device authorizations, unless nothing does (D1).
    pub fn device_authorizations(&self, address: IpAddr) -> Option<Counted> {
        let most = self.config.limits.device_authorizations_per_minute;
        let limit = Limit { most, per: Duration::from_mins(1) };
        (most > 0).then(|| self.store.counted(What::Authorization, &network(address), limit))
    }

    /// What one network may do in an hour, as far as it is a stranger's: one beside an owner must not use up what the owner's browser
    /// may do.
    fn of_strangers(&self, who: &Addressee, what: What, address: IpAddr, most: u32) -> Option<Counted> {
        (who.budget == Budget::Strangers).then(|| self.store.counted(what, &network(address), an_hour(most)))
    }
}

fn an_hour(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(1) }
}

fn a_day(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(24) }
}
