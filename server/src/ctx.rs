//! What handlers work with. Cloning it costs one reference count.

use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::passkeys::Passkeys;
use crate::credentials::passwords::{Breached, Passwords};
use crate::credentials::phones::Phones;
use crate::failure::Failure;
use crate::geoip::GeoIp;
use crate::grants::clients::Clients;
use crate::grants::polls::Polls;
use crate::grants::tokens::{EmailClaims, Signer};
use crate::messages::Messages;
use crate::observe::metrics::Metrics;
use crate::rng::Rng;
use crate::store::{AccountId, Store};
use crate::work_queue::WorkQueue;
use domain::rules::network::{Nearness, nearness};
use std::fmt::Display;
use std::net::IpAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

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
    pub rng: Rng,
    /// What the operator has set.
    pub config: Config,
    /// Device clients.
    pub clients: Clients,
    /// What checks passkeys.
    pub passkeys: Passkeys,
    /// Password hashes.
    pub passwords: Passwords,
    /// Where addresses are.
    pub geoip: GeoIp,
    /// Phone numbers.
    pub phones: Phones,
    /// What is counted for the operator.
    pub metrics: Metrics,
    /// Tokens.
    pub signer: Signer,
    /// Sending and trying codes.
    pub code_queue: WorkQueue,
    /// When devices last asked.
    pub polls: Polls,
    /// What messages say.
    pub messages: Messages,
}

impl Ctx {
    /// Puts the parts together.
    pub async fn new(store: Store, clock: Clock, rng: Rng, config: Config) -> Result<Self, Failure> {
        let signer =
            Signer::open(&store, &rng, clock.now(), config.public_url.origin(), config.life.access_token()).await?;
        let clients = Clients::default();
        clients.refresh(&store).await?;
        let geoip = GeoIp::open(config.geoip_database.as_deref())
            .map_err(|cause| cannot_open("geoip_database", config.geoip_database.as_ref(), &cause))?;
        let breached = config.breached_passwords.as_deref().map(Breached::open).transpose();
        let breached =
            breached.map_err(|cause| cannot_open("breached_passwords", config.breached_passwords.as_ref(), &cause))?;
        let passwords = Passwords::new(rng.clone(), breached);
        let passkeys = Passkeys::new(&config.public_url, &config.brand.name);
        let phones = Phones::new(&config.phone_countries).map_err(Failure::internal)?;
        let messages = Messages::new(config.brand.name.clone(), config.public_url.host());
        let metrics = Metrics::default();
        let polls = Polls::default();
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            rng,
            config,
            clients,
            passkeys,
            passwords,
            geoip,
            phones,
            metrics,
            signer,
            code_queue: WorkQueue::on_most_cores(CODES_WAITING),
            polls,
            messages,
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

/// A file that a setting names, and why it is of no use: a line for the operator.
fn cannot_open(setting: &str, file: Option<&PathBuf>, cause: &dyn Display) -> Failure {
    let file = file.map(|file| file.display().to_string()).unwrap_or_default();
    Failure::internal(format!("{setting}: {file}: {cause}"))
}

/// Requests about codes that may wait for their turn; more are told to come back.
const CODES_WAITING: usize = 256;
