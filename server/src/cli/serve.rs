//! `countersign serve`

mod log;
mod reports;
mod signals;

pub use reports::{CommandReports, UnlinkedDeviceReports};

use super::{CommandResult, environment, key_file};
use crate::clock::Clock;
use crate::config::paths::full;
use crate::config::{Config, PublicUrl, exposes_secrets};
use crate::ctx::{Ctx, Resources};
use crate::delivery::Carriers;
use crate::grants::clients;
use crate::rng::Rng;
use crate::shutdown::{Shutdown, Stage};
use crate::store::{Folder, NewClient, Store};
use crate::web::connections::Connections;
use crate::web::listener;
use crate::web::page::Page;
use crate::{delivery, routes};
use axum::Router;
use domain::Screen;
use signals::Signals;
use std::error::Error;
use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;

/// The interval at which changes made by commands are read (O5).
const CHANGES_EVERY: Duration = Duration::from_millis(300);
/// The interval at which expired data is deleted and signing keys are rotated.
const TIDY_EVERY: Duration = Duration::from_secs(30);
/// The time for the last steps of a stop, which need no waiting: the store closes its files.
const CLOSED_WITHIN: Duration = Duration::from_millis(500);

/// Flags override the environment, which overrides the file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  countersign serve --dev --data ./data --listen 127.0.0.1:8080\n  countersign serve --config /etc/countersign/countersign.toml\n\n\
    Every setting can also be set in the file or in the environment. For example,\n\
    limits.unknown_codes_per_account is\n\
    COUNTERSIGN_LIMITS_UNKNOWN_CODES_PER_ACCOUNT in the environment."
)]
pub(super) struct ServeCommand {
    /// The data folder. It is created if it doesn't exist
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The network address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The address at which people and devices reach this server
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Development mode, to try Countersign out without a mail server: messages are written to a folder and shown at
    /// /dev/inbox. It works only if the public URL's host is localhost, without TLS
    #[arg(long)]
    dev: bool,
    /// The folder for messages in development mode, one JSON file each
    #[arg(long, value_name = "DIR", requires = "dev")]
    outbox: Option<PathBuf>,
    /// The TOML file with settings
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ServeCommand {
    pub(super) fn run(self) -> CommandResult {
        let config = self.config()?;
        #[cfg(feature = "dev-tools")]
        if !config.listen.ip().is_loopback() {
            return Err("this build has dev-tools, which show every message, so it can only listen on 127.0.0.1".into());
        }
        let _last_lines = log::begin()?;
        if let Some(file) = self.config.as_deref().filter(|file| exposes_secrets(file)) {
            tracing::warn!(
                "the settings in {file} contain secrets, and other users can read them; run: chmod 600 {file}",
                file = file.display()
            );
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let lock = runtime.block_on(run(config))?;
        // Work that blocks, such as a request to a provider, must not delay the end.
        runtime.shutdown_timeout(CLOSED_WITHIN);
        drop(lock);
        Ok(())
    }

    fn config(&self) -> Result<Config, crate::config::ConfigError> {
        let mut config = Config::load(self.config.as_deref(), environment())?;
        config.data = full(self.data.as_ref().unwrap_or(&config.data));
        config.listen = self.listen.unwrap_or(config.listen);
        if let Some(public_url) = &self.public_url {
            config.public_url = public_url.clone();
        } else if !config.is_public_url_set {
            config.public_url = PublicUrl::localhost(config.listen.port());
        }
        config.outbox = self.outbox.as_deref().map(full).or(config.outbox);
        if self.dev { config.in_development() } else { Ok(config) }
    }
}

/// Runs the server until it is stopped. Returns the lock on its folder, which must last until all of its work has ended.
async fn run(config: Config) -> Result<File, Box<dyn Error>> {
    let signals = Signals::listen()?;
    let (clock, rng) = (Clock::system(), Rng::system());
    let Prepared { clients, carriers, resources, page, listener, metrics } = Prepared::new(&config, &rng).await?;
    let (store, lock) = open_store(&config, clock.clone(), rng.clone()).await?;
    put_clients(&store, clients).await?;
    let ctx = Ctx::with(resources, store, clock, rng, config).await?;
    if let Some(listener) = metrics {
        let (all, never) = (Connections::default(), Shutdown::default());
        tokio::spawn(listener::serve(listener, routes::metrics(ctx.clone()), all, never));
    }
    tokio::spawn(signals.follow(ctx.shutdown.clone(), !ctx.config.is_dev));
    let router = routes::router_with(ctx.clone(), page);
    serve(ctx, carriers, listener, router).await;
    Ok(lock)
}

/// Opens the store and locks its folder, or creates it, and logs what its operator should know.
async fn open_store(config: &Config, clock: Clock, rng: Rng) -> Result<(Store, File), Box<dyn Error>> {
    let folder = Folder::new(&config.data, key_file());
    let is_new = !folder.exists();
    let (store, lock) = Store::open_for_server(&folder, clock, rng, config.policy())?;
    let data = config.data.display();
    if is_new {
        tracing::warn!(folder = %data, "created a new store, because there was none");
    }
    if !store.is_resealed().await? {
        tracing::warn!(
            "an older version has sealed data in the store without binding it to its row; to seal it again, run this once, even while the \
             server runs: countersign store reseal --data {data}"
        );
    }
    Ok((store, lock))
}

/// What the settings name, checked and opened before the store is touched: a start that fails changes nothing there.
struct Prepared {
    clients: Vec<NewClient>,
    carriers: Carriers,
    resources: Resources,
    page: Page,
    listener: TcpListener,
    metrics: Option<TcpListener>,
}

impl Prepared {
    async fn new(config: &Config, rng: &Rng) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            clients: config.clients.iter().map(clients::client).collect::<Result<_, _>>()?,
            carriers: Carriers::new(config)?,
            resources: Resources::open(config, rng)?,
            page: Page::new(config)?,
            listener: bind("listen", config.listen).await?,
            // Metrics have a listener of their own, so that no proxy exposes them by accident.
            metrics: match config.metrics_listen {
                Some(listen) => Some(bind("metrics_listen", listen).await?),
                None => None,
            },
        })
    }
}

async fn bind(setting: &str, address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|cause| format!("{setting}: {address}: {cause}"))
}

/// Stores the clients of the configuration file.
async fn put_clients(store: &Store, clients: Vec<NewClient>) -> CommandResult {
    for client in store.put_file_clients(clients).await? {
        tracing::warn!(
            client,
            "this client was removed from the configuration; it and its devices are suspended until it is back"
        );
    }
    Ok(())
}

async fn serve(ctx: Ctx, carriers: Carriers, listener: TcpListener, router: Router) {
    let Config { listen, metrics_listen, public_url, .. } = &ctx.config;
    let metrics = metrics_listen.map(tracing::field::display);
    tracing::info!(%listen, metrics, %public_url, "serving");
    warn_about(&ctx.config);
    tokio::spawn(notice_changes(ctx.clone()));
    tokio::spawn(tidy(ctx.clone()));
    tokio::spawn(delivery::watch_mail_server(ctx.clone(), carriers.clone()));
    let delivering = tokio::spawn(delivery::run(ctx.clone(), carriers));
    let (most, refused) = (ctx.config.limits.connections_per_network, ctx.metrics.connections_refused.clone());
    let connections = Connections::new(most, &ctx.config.trusted_proxies, refused);
    let serving = listener::serve(listener, router, connections, ctx.shutdown.clone());
    tokio::select! {
        biased;
        _ = async { tokio::join!(serving, delivering) } => tracing::info!("stopped"),
        () = ctx.shutdown.reached(Stage::Hurried) => {
            tracing::warn!("stopped while requests or deliveries were under way; the messages will be sent again");
        }
    }
}

/// Logs what an operator may not intend.
fn warn_about(config: &Config) {
    for variable in &config.empty_variables {
        // A value that was lost, in an upgrade for example, must not turn a protection off in silence (O12).
        tracing::warn!(variable, "this environment variable is empty, so it counts as absent");
    }
    match config.inbox_folder() {
        Some(folder) => {
            let what = if config.smtp.is_some() { "texts" } else { "messages" };
            // The server's own address, because the page isn't shown through a proxy.
            let page = Page::is_built().then(|| PublicUrl::localhost(config.listen.port()).to(Screen::Inbox.path()));
            tracing::warn!(
                folder = %folder.display(),
                page,
                "DEVELOPMENT: {what} are written to a folder for you to read, and are not sent to anyone"
            );
        }
        None if config.is_dev => {
            tracing::warn!("--dev changes nothing, because email and text messages have providers");
        }
        None if !config.sends_texts() => tracing::warn!(
            "no text message provider is configured ([twilio] or [sms_webhook]); codes are sent by email only"
        ),
        None => {}
    }
    if !config.is_dev && config.limits.wrong_codes_per_account == 0 {
        tracing::warn!("limits.wrong_codes_per_account is 0, so codes can be guessed without limit");
    }
    if config.public_url.is_https() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "trusted_proxies is empty; if this server is behind a proxy, all requests seem to come from the proxy"
        );
    }
}

async fn notice_changes(ctx: Ctx) {
    let mut tick = tokio::time::interval(CHANGES_EVERY);
    let (mut commands, mut unlinked_devices) = (CommandReports::default(), UnlinkedDeviceReports::default());
    loop {
        tick.tick().await;
        if let Err(cause) = ctx.clients.refresh(&ctx.store).await {
            tracing::error!(%cause, "the clients couldn't be read");
        }
        if let Err(cause) = ctx.signer.refresh(&ctx.store).await {
            tracing::error!(%cause, "the signing keys couldn't be read");
        }
        if let Err(cause) = commands.report(&ctx).await {
            tracing::error!(%cause, "the commands about accounts couldn't be read");
        }
        if let Err(cause) = unlinked_devices.report(&ctx).await {
            tracing::error!(%cause, "the devices that were unlinked couldn't be read");
        }
    }
}

async fn tidy(ctx: Ctx) {
    let mut tick = tokio::time::interval(TIDY_EVERY);
    loop {
        tick.tick().await;
        if let Err(cause) = ctx.signer.tend(&ctx.store, &ctx.rng, ctx.clock.now()).await {
            tracing::error!(%cause, "the signing keys couldn't be rotated");
        }
        if let Err(cause) = ctx.store.bring_back_times().await {
            tracing::error!(%cause, "times that were stored while the clock was ahead couldn't be corrected");
        }
        loop {
            match ctx.store.purge().await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(cause) => {
                    tracing::error!(%cause, "expired data couldn't be deleted");
                    break;
                }
            }
        }
    }
}
