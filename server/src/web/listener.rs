//! The accept loop: limits on slow and oversized heads, and a graceful stop (O5).

use crate::web::address::Peer;
use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A head must have arrived by then; an idle connection is closed after it, too.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// Largest head.
const LARGEST_HEAD: usize = 32 * 1024;
/// A client that takes nothing of its answer for so long is gone, or means harm.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// Connections at a time; more wait to be accepted.
const MOST_CONNECTIONS: u64 = 16_384;
/// Files that are no connections: the store's, and those read now and then.
const OTHER_FILES: u64 = 64;
/// Requests under way may take so long after the stop was asked for.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `stop` is done, then finishes what is under way.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let places = Arc::new(Semaphore::new(most_connections()));
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await.map_err(std::io::Error::other)?;
            listener.accept().await.map(|accepted| (accepted, place))
        };
        tokio::select! {
            accepted = accept => match accepted {
                Ok(((stream, peer), place)) => connect(stream, Peer(peer.ip()), router.clone(), &graceful, place),
                // Out of file handles, most likely: others will be closed in a moment.
                Err(cause) => {
                    tracing::warn!(%cause, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(STOP_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still under way when the server stopped");
    }
}

/// As many as the system gives file handles for, less those for everything else.
fn most_connections() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(MOST_CONNECTIONS + OTHER_FILES).min(MOST_CONNECTIONS + OTHER_FILES);
    // Many systems give few at first, and more to who asks.
    let _ = setrlimit(Resource::Nofile, rustix::process::Rlimit { current: Some(most), ..limit });
    let given = getrlimit(Resource::Nofile).current.unwrap_or(most);
    usize::try_from(given.saturating_sub(OTHER_FILES).max(1)).unwrap_or(1)
}

fn connect(stream: TcpStream, peer: Peer, router: Router, graceful: &GracefulShutdown, place: OwnedSemaphorePermit) {
    let _ = stream.set_nodelay(true);
    let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(READ_WITHIN));
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(peer);
        tower::ServiceExt::oneshot(router.clone(), request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // Clients hang up, send nonsense and time out all day: hyper has answered what can be answered.
        let _ = connection.await;
        drop(place);
    });
}
