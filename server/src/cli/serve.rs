//! `countersign serve`

use super::{CommandResult, environment, key_file};
use crate::clock::Clock;
use crate::config::{Config, PublicUrl};
use crate::ctx::Ctx;
use crate::delivery::Carriers;
use crate::grants::clients;
use crate::rng::Rng;
use crate::store::{Folder, Store};
use crate::web::connections::Connections;
use crate::web::listener;
use crate::web::page::Page;
use crate::{delivery, routes};
use axum::Router;
use domain::Screen;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;

/// The interval at which changes made by commands are read (O5).
const CHANGES_EVERY: Duration = Duration::from_millis(300);
/// The interval at which expired data is deleted and signing keys are rotated.
const TIDY_EVERY: Duration = Duration::from_secs(30);

/// Flags override the environment, which overrides the file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  countersign serve --data ./data \\\n    --listen 127.0.0.1:8080 --public-url http://localhost:8080\n\n\
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
    /// The folder for messages, one JSON file each
    #[arg(long, value_name = "DIR")]
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
        log();
        let clients = config.clients.iter().map(clients::client).collect::<Result<_, _>>()?;
        let folder = Folder::new(&config.data, key_file());
        let _lock = folder.lock()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let carriers = Carriers::new(&config)?;
            let listener = TcpListener::bind(config.listen)
                .await
                .map_err(|cause| format!("listen: {}: {cause}", config.listen))?;
            let metrics = metrics_listener(&config).await?;
            let (clock, rng) = (Clock::system(), Rng::system());
            let is_new = !folder.exists();
            let store = Store::open(&folder, clock.clone(), rng.clone(), config.policy())?;
            if is_new {
                tracing::warn!(folder = %config.data.display(), "created a new store, because there was none");
            }
            for client in store.put_file_clients(clients).await? {
                tracing::warn!(
                    client,
                    "this client was removed from the configuration; it and its devices are suspended until it is back"
                );
            }
            let ctx = Ctx::new(store, clock, rng, config).await?;
            if let Some(listener) = metrics {
                let all = Connections::default();
                tokio::spawn(listener::serve(listener, routes::metrics(ctx.clone()), all, std::future::pending()));
            }
            let router = routes::router(ctx.clone())?;
            serve(ctx, carriers, listener, router).await;
            Ok(())
        })
    }

    fn config(&self) -> Result<Config, crate::config::ConfigError> {
        let mut config = Config::load(self.config.as_deref(), environment())?;
        config.data = self.data.clone().unwrap_or(config.data);
        config.listen = self.listen.unwrap_or(config.listen);
        if let Some(public_url) = &self.public_url {
            config.public_url = public_url.clone();
        } else if !config.is_public_url_set {
            config.public_url = PublicUrl::localhost(config.listen.port());
        }
        config.outbox = self.outbox.clone().or(config.outbox);
        Ok(config)
    }
}

/// Metrics have a listener of their own, so that no proxy exposes them by accident.
async fn metrics_listener(config: &Config) -> Result<Option<TcpListener>, Box<dyn std::error::Error>> {
    let Some(listen) = config.metrics_listen else { return Ok(None) };
    let listener = TcpListener::bind(listen).await.map_err(|cause| format!("metrics_listen: {listen}: {cause}"))?;
    tracing::info!(%listen, "metrics are served at /metrics");
    Ok(Some(listener))
}

async fn serve(ctx: Ctx, carriers: Carriers, listener: TcpListener, router: Router) {
    tracing::info!(listen = %ctx.config.listen, public_url = %ctx.config.public_url, "serving");
    if let Some(folder) = ctx.config.inbox_folder() {
        let what = if ctx.config.smtp.is_some() { "texts" } else { "messages" };
        // The server's own address, because the page isn't shown through a proxy.
        let page = Page::is_built().then(|| PublicUrl::localhost(ctx.config.listen.port()).to(Screen::Inbox.path()));
        tracing::warn!(
            folder = %folder.display(),
            page,
            "DEVELOPMENT: {what} are written to a folder for you to read, and are not sent to anyone"
        );
    } else if !ctx.config.sends_texts() {
        tracing::warn!(
            "no text message provider is configured ([twilio] or [sms_webhook]); codes are sent by email only"
        );
    }
    if ctx.config.is_production() && ctx.config.limits.wrong_codes_per_account == 0 {
        tracing::warn!("limits.wrong_codes_per_account is 0, so codes can be guessed without limit");
    }
    if ctx.config.public_url.is_https() && ctx.config.trusted_proxies.is_empty() {
        tracing::warn!(
            "trusted_proxies is empty; if this server is behind a proxy, all requests seem to come from the proxy"
        );
    }
    tokio::spawn(delivery::run(ctx.clone(), carriers));
    tokio::spawn(notice_changes(ctx.clone()));
    tokio::spawn(tidy(ctx.clone()));
    let (most, refused) = (ctx.config.limits.connections_per_network, ctx.metrics.connections_refused.clone());
    let connections = Connections::new(most, &ctx.config.trusted_proxies, refused);
    listener::serve(listener, router, connections, stop_asked()).await;
    tracing::info!("stopped");
}

async fn notice_changes(ctx: Ctx) {
    let mut tick = tokio::time::interval(CHANGES_EVERY);
    loop {
        tick.tick().await;
        if let Err(cause) = ctx.clients.refresh(&ctx.store).await {
            tracing::error!(%cause, "the clients couldn't be read");
        }
        if let Err(cause) = ctx.signer.refresh(&ctx.store).await {
            tracing::error!(%cause, "the signing keys couldn't be read");
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

async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = async |kind| match signal(kind) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => {}
        () = wait(SignalKind::terminate()) => {}
    }
}

/// Logs JSON lines to standard error. `RUST_LOG` sets the level.
fn log() {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    // This library logs full phone numbers, which must not be in any log (O4).
    let filter = chosen.add_directive("rlibphonenumber=off".parse().expect("a directive"));
    // This library logs invalid requests as errors. Our own log already has the cause.
    let filter = filter.add_directive("webauthn_rs_core=off".parse().expect("a directive"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
}
