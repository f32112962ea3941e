//! The context of all handlers: the server's parts. A clone costs one reference count.

use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::emails::Emails;
use crate::credentials::passkeys::Passkeys;
use crate::credentials::passwords::{Breached, Passwords};
use crate::credentials::phones::Phones;
use crate::failure::Failure;
use crate::geoip::GeoIp;
use crate::grants::clients::Clients;
use crate::grants::polls::Polls;
use crate::grants::tokens::{EmailClaims, Signer};
use crate::messages::Messages;
use crate::observe::event::Event;
use crate::observe::metrics::{ChannelLabel, Levels, Metrics, QueueLabel, StoppedPrefixLabels};
use crate::observe::request::RequestIds;
use crate::rng::Rng;
use crate::shutdown::Shutdown;
use crate::store::{AccountId, Lane, Store};
use crate::work_queue::WorkQueue;
use domain::contact::Contact;
use domain::field::FieldRule;
use domain::rules::network::{Nearness, nearness};
use domain::rules::pumping::Prefix;
use std::fmt::Display;
use std::net::IpAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Once};
use std::time::Duration;

/// The server's parts, shared by all handlers.
#[derive(Clone)]
pub struct Ctx(Arc<Parts>);

/// The parts behind a [`Ctx`].
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The source of the time.
    pub clock: Clock,
    /// The source of randomness.
    pub rng: Rng,
    /// The operator's settings.
    pub config: Config,
    /// The clients of devices.
    pub clients: Clients,
    /// Registration and verification of passkeys.
    pub passkeys: Passkeys,
    /// Hashing and verification of passwords.
    pub passwords: Passwords,
    /// The locations of network addresses.
    pub geoip: GeoIp,
    /// The addresses that get emails.
    pub emails: Emails,
    /// The countries that get text messages.
    pub phones: Phones,
    /// The operator's counters.
    pub metrics: Metrics,
    /// Signing and verification of tokens.
    pub signer: Signer,
    /// The queue of requests that send or enter a code.
    pub code_queue: WorkQueue,
    /// The queue of requests that register a passkey or verify with one.
    pub passkey_queue: WorkQueue,
    /// The times of the devices' last polls.
    pub polls: Polls,
    /// The IDs of requests.
    pub(crate) request_ids: RequestIds,
    /// Done once a proxy that `trusted_proxies` doesn't name is in the log.
    pub(crate) unnamed_proxy_warned: Once,
    /// The content of messages.
    pub messages: Messages,
    /// The stage of the server's stop.
    pub shutdown: Shutdown,
}

/// What a server makes of the files and countries that its settings name. It can be made before the store is touched.
pub struct Resources {
    geoip: GeoIp,
    passwords: Passwords,
    phones: Phones,
}

impl Resources {
    /// Opens the files. Fails if one can't be used.
    pub fn open(config: &Config, rng: &Rng) -> Result<Self, Failure> {
        let geoip = GeoIp::open(config.geoip_database.as_deref())
            .map_err(|cause| cannot_open("geoip_database", config.geoip_database.as_ref(), &cause))?;
        let passwords = passwords_of(config, rng)?;
        let phones = Phones::new(&config.phone_countries).map_err(Failure::internal)?;
        Ok(Self { geoip, passwords, phones })
    }
}

/// The passwords, with the list of breached ones that the settings name. Fails if it can't be opened.
pub(crate) fn passwords_of(config: &Config, rng: &Rng) -> Result<Passwords, Failure> {
    let breached = config.breached_passwords.as_deref().map(Breached::open).transpose();
    let breached =
        breached.map_err(|cause| cannot_open("breached_passwords", config.breached_passwords.as_ref(), &cause))?;
    Ok(Passwords::new(rng.clone(), breached))
}

impl Ctx {
    /// The parts of a server with this store and configuration. Fails if a file that the configuration names can't be used.
    pub async fn new(store: Store, clock: Clock, rng: Rng, config: Config) -> Result<Self, Failure> {
        let resources = Resources::open(&config, &rng)?;
        Self::with(resources, store, clock, rng, config).await
    }

    /// The same with resources that are open.
    pub async fn with(
        resources: Resources,
        store: Store,
        clock: Clock,
        rng: Rng,
        config: Config,
    ) -> Result<Self, Failure> {
        let Resources { geoip, passwords, phones } = resources;
        let signer =
            Signer::open(&store, &rng, clock.now(), config.public_url.origin(), config.life.access_token()).await?;
        let clients = Clients::default();
        clients.refresh(&store).await?;
        let passkeys = Passkeys::new(&config.public_url, &config.brand.name);
        let messages = Messages::new(&config.brand, &config.public_url);
        let metrics = Metrics::default();
        let polls = Polls::default();
        let request_ids = RequestIds::new(&rng);
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            rng,
            config,
            clients,
            passkeys,
            passwords,
            geoip,
            emails: Emails::default(),
            phones,
            metrics,
            signer,
            code_queue: WorkQueue::on_most_cores(),
            passkey_queue: WorkQueue::on_most_cores(),
            polls,
            request_ids,
            unnamed_proxy_warned: Once::new(),
            messages,
            shutdown: Shutdown::default(),
        })))
    }

    /// Whether a device and a browser are near each other, as far as their addresses show. Behind a proxy on this machine that isn't in
    /// `trusted_proxies`, every address is a loopback address and shows nothing.
    pub fn nearness(&self, device: IpAddr, browser: IpAddr) -> Nearness {
        let is_proxied = self.config.public_url.is_https();
        if is_proxied && (device.is_loopback() || browser.is_loopback()) {
            return Nearness::CannotTell;
        }
        nearness(device, browser)
    }

    /// Counts and logs an event (O11).
    pub(crate) fn record(&self, event: Event) {
        event.count(&self.metrics);
        event.log();
    }

    /// The state of the server at present, for the metrics. What can't be read is left out.
    pub async fn levels(&self) -> Levels {
        let mut levels = Levels {
            writes_waiting: self.store.writes_waiting(),
            queues: vec![
                (QueueLabel::Passwords, self.passwords.requests()),
                (QueueLabel::Codes, self.code_queue.requests()),
                (QueueLabel::Passkeys, self.passkey_queue.requests()),
            ],
            ..Levels::default()
        };
        let now = self.clock.now();
        for (channel, lane) in [(ChannelLabel::Email, Lane::Emails), (ChannelLabel::Text, Lane::Texts)] {
            match self.store.lane_level(lane).await {
                Ok(level) => {
                    let age = level.oldest.map_or(Duration::ZERO, |oldest| now.since(oldest));
                    levels.outbox.push((channel, level.waiting, age));
                    levels.given_up += level.given_up;
                }
                Err(cause) => tracing::error!(%cause, "the outbox couldn't be read"),
            }
        }
        levels
    }

    /// Reports newly stopped prefixes of phone numbers in the log and the metrics (U9).
    pub fn report_stopped(&self, prefixes: &[Prefix]) {
        for prefix in prefixes {
            let Prefix { kind, text } = prefix;
            tracing::warn!(
                prefix = text,
                kind = kind.name(),
                texts = kind.most(self.store.policy()),
                "too few codes from these texts were entered, so these numbers get no more texts for a day; to allow them: countersign texts allow"
            );
            let stopped =
                StoppedPrefixLabels { country: self.phones.country_of_prefix(prefix), prefix: (*kind).into() };
            self.metrics.blocks_stopped.get_or_create(&stopped).inc();
        }
    }

    /// Fails if no code can be sent to a contact at present, whether or not an account has it.
    pub fn allow(&self, contact: &Contact) -> Result<(), FieldRule> {
        match contact {
            Contact::Email(email) => self.emails.allow(email),
            Contact::Phone(phone) => self.phones.allow(phone),
        }
    }

    /// Whether messages to a contact can be delivered.
    pub fn reaches(&self, contact: &Contact) -> bool {
        match contact {
            Contact::Email(_) => true,
            Contact::Phone(phone) => self.config.sends_texts() && self.phones.allow(phone).is_ok(),
        }
    }

    /// The email claims of an account's tokens and userinfo: its first address. `None` without the scope `email`.
    pub async fn email_claims(&self, account: &AccountId, scopes: &str) -> Result<Option<EmailClaims>, Failure> {
        if !domain::scopes::has(scopes, "email") {
            return Ok(None);
        }
        Ok(self.store.emails_of(account).await?.first().map(EmailClaims::of))
    }
}

impl Deref for Ctx {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The error for the operator when the file of a setting can't be opened.
fn cannot_open(setting: &str, file: Option<&PathBuf>, cause: &dyn Display) -> Failure {
    let file = file.map(|file| file.display().to_string()).unwrap_or_default();
    Failure::internal(format!("{setting}: {file}: {cause}"))
}
