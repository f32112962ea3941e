//! What handlers work with. Cloning it costs one reference count.

use crate::chance::Chance;
use crate::clients::Clients;
use crate::clock::Clock;
use crate::config::Config;
use crate::delivery::Templates;
use crate::failure::Failure;
use crate::metrics::Metrics;
use crate::passwords::Passwords;
use crate::phones::Phones;
use crate::places::Places;
use crate::polls::Polls;
use crate::store::{AccountId, Addressee, Counted, Store, TryCounts, What};
use crate::tokens::{EmailClaims, Signer};
use crate::turns::Turns;
use crate::web::page::Page;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, WRONG_CODES_COUNTED};
use domain::rules::network::{Nearness, nearness};
use domain::rules::throttle::Limit;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// The server's parts.
#[derive(Clone)]
pub struct Ctx(Arc<Parts>);

/// See [`Ctx`].
pub struct Parts {
    /// What outlives a restart.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// What the operator has set.
    pub config: Config,
    /// Device clients.
    pub clients: Clients,
    /// Password hashes.
    pub passwords: Passwords,
    /// Where addresses are.
    pub places: Places,
    /// Phone numbers.
    pub phones: Phones,
    /// What is counted for the operator.
    pub metrics: Metrics,
    /// Tokens.
    pub signer: Signer,
    /// Sending and trying codes.
    pub code_turns: Turns,
    /// When devices last asked.
    pub polls: Polls,
    /// The page in all languages.
    pub page: Page,
    /// Words of messages.
    pub templates: Templates,
}

impl Ctx {
    /// Puts the parts together.
    pub async fn new(store: Store, clock: Clock, chance: Chance, config: Config) -> Result<Self, Failure> {
        let signer =
            Signer::open(&store, &chance, clock.now(), config.public_url.origin(), config.life.access_token()).await?;
        let clients = Clients::default();
        clients.refresh(&store)?;
        let page = Page::new(&config).map_err(Failure::internal)?;
        let places = config.places().map_err(Failure::internal)?;
        let passwords = Passwords::new(chance.clone());
        let phones = config.phones().map_err(Failure::internal)?;
        let templates = Templates::new(config.brand.name.clone(), config.public_url.host());
        let metrics = Metrics::default();
        let polls = Polls::default();
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            chance,
            config,
            clients,
            passwords,
            places,
            phones,
            metrics,
            signer,
            code_turns: Turns::on_most_cores(CODES_WAITING),
            polls,
            page,
            templates,
        })))
    }

    /// What the addresses of a device and a browser tell. Whatever comes through a proxy on this machine that the operator has
    /// not named seems to come from here, which tells nothing, unless everything is here.
    pub fn nearness(&self, device: IpAddr, browser: IpAddr) -> Nearness {
        let is_proxied = self.config.public_url.is_https();
        if is_proxied && (device.is_loopback() || browser.is_loopback()) {
            return Nearness::CannotTell;
        }
        nearness(device, browser)
    }

    /// What an account's tokens and userinfo say of its address: the first one, with the scope `email`.
    pub fn email_claims(&self, account: &AccountId, scopes: &str) -> Result<Option<EmailClaims>, Failure> {
        if !crate::scopes::has(scopes, "email") {
            return Ok(None);
        }
        Ok(self.store.emails_of(account)?.first().map(EmailClaims::of))
    }

    /// What limits the codes that are sent (U4). Whether anybody gets them makes no difference (U2).
    pub fn codes_sent(&self, to: &Addressee, address: IpAddr) -> Vec<Counted> {
        let (limits, key) = (&self.config.limits, to.to_key());
        let pause = Limit { most: 1, per: self.config.resend_after() };
        let of_network = self.store.counted(What::CodeAsked, &network(address), an_hour(limits.codes_per_address));
        let mut counts = vec![
            self.store.counted(What::CodeSentJustNow, &key, pause),
            self.store.counted(What::CodeSentThisHour, &key, an_hour(limits.codes_per_hour)),
            self.store.counted(What::CodeSentThisDay, &key, a_day(limits.codes_per_day)),
        ];
        // A stranger beside an owner must not use up what the owner's browser may ask for.
        counts.extend((to.budget == Budget::Strangers).then_some(of_network));
        counts
    }

    /// How many texts of one network count against a block of numbers (U9).
    pub fn texts_to_block(&self, to: &Addressee, address: IpAddr) -> Counted {
        let block = if let Contact::Phone(phone) = &to.to { phone.block() } else { "" };
        self.store.counted(What::TextToBlock, &format!("{} {block}", network(address)), a_day(TEXTS_THAT_COUNT))
    }

    /// What limits wrong ones of the codes that are sent (U3).
    pub fn wrong_codes(&self, to: &Addressee, address: IpAddr) -> TryCounts {
        let of_account = Limit { most: self.config.limits.wrong_codes_per_account, per: WRONG_CODES_COUNTED };
        let counted = |whose: &str| self.store.counted(What::WrongCode, whose, of_account);
        let of_network = self.store.counted(What::WrongCode, &network(address), an_hour(WRONG_CODES_OF_A_NETWORK));
        // A stranger beside an owner must not use up what the owner's browser may try.
        let of_network = (to.budget == Budget::Strangers).then_some(of_network);
        let told = std::iter::once(counted(&to.name_key())).chain(of_network).collect();
        TryCounts { told, untold: counted(&to.owner_key()) }
    }

    /// The counts that a look-up, an approval and a refusal share (L10).
    pub fn unknown_codes(&self, account: &str, address: IpAddr) -> Vec<Counted> {
        let limits = &self.config.limits;
        vec![
            self.store.counted(What::UnknownCode, account, an_hour(limits.unknown_codes_per_account)),
            self.store.counted(What::UnknownCode, &network(address), an_hour(limits.unknown_codes_per_address)),
        ]
    }
}

impl Deref for Ctx {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Texts of one network to one block of numbers that count against the block.
const TEXTS_THAT_COUNT: u32 = 3;
/// Requests about codes that may wait for their turn; more are told to come back.
const CODES_WAITING: usize = 256;
/// Wrong codes for any names from one network address in an hour.
const WRONG_CODES_OF_A_NETWORK: u32 = 100;

fn an_hour(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(1) }
}

fn a_day(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(24) }
}

/// What is counted for a network address: itself, or the /64 that every IPv6 host has to itself.
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
