//! Under which keys tries are counted: whose, and for how long. The numbers are the rules' and the operator's.

use super::{Addressee, Counted, Limited, OfNetwork, Store};
use crate::config::Config;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, ChallengePurpose, WRONG_CODES_COUNTED};
use domain::rules::limits::{
    NEW_PASSWORDS_OF_A_NETWORK, TEXTS_THAT_COUNT, WRONG_CODES_OF_A_NETWORK, WRONG_CODES_OF_A_PROVER,
    WRONG_PASSWORDS_OF_A_NETWORK, in_a_day, in_a_minute, in_an_hour, wrong_passwords,
};
use domain::rules::network::network;
use domain::rules::throttle::Limit;
use std::net::IpAddr;
use std::time::Duration;

/// What may be counted against a try.
pub struct TryCounts {
    /// Wrong codes for the name that was typed: whoever tries is told when they are used up.
    pub told: Vec<Counted>,
    /// Wrong codes for the account: only who has the right code is told, to all others it would tell which names belong together.
    pub untold: Counted,
    /// The pause after a code was sent, if it ends when the code is entered.
    pub pause: Option<Counted>,
    /// Where no code was sent, a decoy takes its place for so long.
    pub decoys_life: Duration,
}

impl Store {
    /// What limits wrong passwords (S8): the name's own count, and that of the network.
    pub fn wrong_passwords(&self, who: &Addressee, address: IpAddr) -> (Counted, Option<Counted>) {
        let own = self.counted(Limited::WrongPassword, &who.name_key(), wrong_passwords(self.policy()));
        (own, self.of_strangers(who, Limited::WrongPassword, address, WRONG_PASSWORDS_OF_A_NETWORK))
    }

    /// What limits the codes that are sent (U4). Whether anybody gets them makes no difference (U2).
    pub fn codes_sent(&self, config: &Config, to: &Addressee, address: IpAddr) -> Vec<Counted> {
        let (limits, key) = (&config.limits, to.to_key());
        let mut counts = vec![
            self.pause(config, to),
            self.counted(Limited::CodeSentThisHour, &key, in_an_hour(limits.codes_per_hour)),
            self.counted(Limited::CodeSentThisDay, &key, in_a_day(limits.codes_per_day)),
        ];
        counts.extend(self.of_strangers(to, Limited::CodeAsked, address, in_an_hour(limits.codes_per_address)));
        counts
    }

    /// How soon after a code another one is sent to the same contact (U4).
    fn pause(&self, config: &Config, to: &Addressee) -> Counted {
        self.counted(Limited::CodeSentJustNow, &to.to_key(), Limit { most: 1, per: config.resend_after() })
    }

    /// What limits the texts of one network to one block of numbers (U9).
    pub fn texts_to_block(&self, config: &Config, to: &Addressee, address: IpAddr) -> OfNetwork {
        let block = if let Contact::Phone(phone) = &to.to { phone.block() } else { "" };
        let whose = format!("{} {block}", network(address));
        OfNetwork {
            counted: self.counted(Limited::TextToBlock, &whose, TEXTS_THAT_COUNT),
            allowed: self.counted(Limited::AnyTextToBlock, &whose, in_a_day(config.limits.codes_per_day)),
        }
    }

    /// What limits wrong ones of the codes that are sent (U3).
    pub fn wrong_codes(&self, config: &Config, to: &Addressee, address: IpAddr) -> TryCounts {
        let limit = Limit { most: config.limits.wrong_codes_per_account, per: WRONG_CODES_COUNTED };
        let counted = |whose: &str| self.counted(Limited::WrongCode, whose, limit);
        let of_network = self.of_strangers(to, Limited::WrongCode, address, WRONG_CODES_OF_A_NETWORK);
        // A name that nobody has yet has no browser that is known: strangers elsewhere must not keep its owner from an account.
        let is_new = to.purpose == ChallengePurpose::CreateAccount;
        let own = |key: String| counted(&if is_new { format!("{} {key}", network(address)) } else { key });
        TryCounts {
            told: std::iter::once(own(to.name_key())).chain(of_network).collect(),
            untold: own(to.owner_key()),
            // Were it lifted for strangers, they would see when the owner enters a code (N1).
            pause: (!to.is_strangers()).then(|| self.pause(config, to)),
            decoys_life: config.life.single_use_code(),
        }
    }

    /// What limits wrong codes that no message brings, each `kind` of them for itself.
    pub fn wrong_codes_of_prover(&self, prover: &str, kind: &str) -> Vec<Counted> {
        vec![self.counted(Limited::WrongCode, &format!("{prover} {kind}"), WRONG_CODES_OF_A_PROVER)]
    }

    /// The counts that a look-up, an approval and a refusal share (L10).
    pub fn unknown_codes(&self, config: &Config, account: &str, address: IpAddr) -> Vec<Counted> {
        let limits = &config.limits;
        vec![
            self.counted(Limited::UnknownCode, account, in_an_hour(limits.unknown_codes_per_account)),
            self.counted(Limited::UnknownCode, &network(address), in_an_hour(limits.unknown_codes_per_address)),
        ]
    }

    /// What limits new passwords: each costs as much as a sign-in, whether its code is right or not.
    pub fn new_passwords(&self, address: IpAddr) -> Counted {
        self.counted(Limited::NewPassword, &network(address), NEW_PASSWORDS_OF_A_NETWORK)
    }

    /// What limits new device authorizations, unless nothing does (D1).
    pub fn device_authorizations(&self, config: &Config, address: IpAddr) -> Option<Counted> {
        let most = config.limits.device_authorizations_per_minute;
        (most > 0).then(|| self.counted(Limited::Authorization, &network(address), in_a_minute(most)))
    }

    /// What one network may do in an hour, as far as it is a stranger's: one beside an owner must not use up what the owner's browser
    /// may do.
    fn of_strangers(&self, who: &Addressee, what: Limited, address: IpAddr, limit: Limit) -> Option<Counted> {
        (who.budget == Budget::Strangers).then(|| self.counted(what, &network(address), limit))
    }
}
