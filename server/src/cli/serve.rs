//! `countersign serve`

use super::{Outcome, environment, key_file};
use crate::clock::Clock;
use crate::config::{Config, PublicUrl};
use crate::ctx::Ctx;
use crate::delivery::Carriers;
use crate::grants::clients;
use crate::observe::request_id;
use crate::rng::Rng;
use crate::store::{Folder, Store};
use crate::web::listener;
use crate::{delivery, routes};
use axum::Router;
use domain::Screen;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;

/// How soon what a command has changed is known (O5).
const CHANGES_EVERY: Duration = Duration::from_millis(300);
/// How often what has ended is forgotten, and signing keys are looked after.
const TIDY_EVERY: Duration = Duration::from_secs(30);

/// Flags win over the environment, the environment over the file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  countersign serve --data ./data --listen 127.0.0.1:8080 --public-url http://localhost:8080\n\n\
    Every setting can also stand in the file or the environment: limits.unknown_codes_per_account is\n\
    COUNTERSIGN_LIMITS_UNKNOWN_CODES_PER_ACCOUNT there."
)]
pub(super) struct Serve {
    /// The folder of the store; made when it is missing
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The address people and devices reach this server at
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// A folder that messages are written to, one JSON file each
    #[arg(long, value_name = "DIR")]
    outbox: Option<PathBuf>,
    /// A TOML file with settings
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let config = self.config()?;
        #[cfg(feature = "dev-tools")]
        if !config.listen.ip().is_loopback() {
            return Err("this build has dev-tools, which show every message: it listens on 127.0.0.1 only".into());
        }
        log();
        let clients = config.clients.iter().map(clients::client).collect::<Result<_, _>>()?;
        let folder = Folder::new(&config.data, key_file());
        let _lock = folder.lock()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let carriers = Carriers::new(&config)?;
            let listener =
                TcpListener::bind(config.listen).await.map_err(|cause| format!("{}: {cause}", config.listen))?;
            let metrics = metrics_listener(&config).await?;
            let (clock, rng) = (Clock::system(), Rng::system());
            request_id::begin(u32::from_le_bytes(rng.bytes()));
            let is_new = !folder.exists();
            let store = Store::open(&folder, clock.clone(), rng.clone(), config.policy())?;
            if is_new {
                tracing::warn!(folder = %config.data.display(), "there was no store, so a new one was made");
            }
            for client in store.put_file_clients(clients).await? {
                tracing::warn!(
                    client,
                    "the configuration no longer names this client: it and its devices rest until it does"
                );
            }
            let ctx = Ctx::new(store, clock, rng, config).await?;
            if let Some(listener) = metrics {
                tokio::spawn(listener::serve(listener, routes::metrics(ctx.clone()), std::future::pending()));
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

/// Metrics have a door of their own, so that no proxy opens it to the world by chance.
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
        tracing::warn!(
            folder = %folder.display(),
            page = ctx.config.public_url.to(Screen::Inbox.path()),
            "DEVELOPMENT: {what} are written to a folder and shown on a page; no person gets them"
        );
    } else if !ctx.config.sends_texts() {
        tracing::warn!("no way to send texts is configured ([twilio] or [sms_webhook]): codes go by mail only");
    }
    if ctx.config.is_production() && ctx.config.limits.wrong_codes_per_account == 0 {
        tracing::warn!("limits.wrong_codes_per_account is 0: codes can be guessed without end");
    }
    if ctx.config.public_url.is_https() && ctx.config.trusted_proxies.is_empty() {
        tracing::warn!(
            "trusted_proxies is empty: if a proxy stands before this server, everybody seems to come from it"
        );
    }
    tokio::spawn(delivery::run(ctx.clone(), carriers));
    tokio::spawn(notice_changes(ctx.clone()));
    tokio::spawn(tidy(ctx.clone()));
    listener::serve(listener, router, stop_asked()).await;
    tracing::info!("stopped");
}

async fn notice_changes(ctx: Ctx) {
    let mut tick = tokio::time::interval(CHANGES_EVERY);
    loop {
        tick.tick().await;
        if let Err(cause) = ctx.clients.refresh(&ctx.store) {
            tracing::error!(%cause, "the clients could not be read");
        }
        if let Err(cause) = ctx.signer.refresh(&ctx.store) {
            tracing::error!(%cause, "the signing keys could not be read");
        }
    }
}

async fn tidy(ctx: Ctx) {
    let mut tick = tokio::time::interval(TIDY_EVERY);
    loop {
        tick.tick().await;
        if let Err(cause) = ctx.signer.tend(&ctx.store, &ctx.rng, ctx.clock.now()).await {
            tracing::error!(%cause, "the signing keys could not be tended");
        }
        loop {
            match ctx.store.purge().await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(cause) => {
                    tracing::error!(%cause, "what has ended could not be forgotten");
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

/// JSON lines on standard error; `RUST_LOG` chooses what is in them.
fn log() {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    // It tells whole phone numbers, which are in no log however much one wants to know (O4).
    let filter = chosen.add_directive("rlibphonenumber=off".parse().expect("a directive"));
    // It calls an error whatever a stranger sends; the cause is logged by us, once.
    let filter = filter.add_directive("webauthn_rs_core=off".parse().expect("a directive"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
}
