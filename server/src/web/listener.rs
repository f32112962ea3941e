//! The accept loop, with limits on slow and oversized request heads and a graceful stop (O5).

use crate::web::address::Peer;
use crate::web::connections::{Connections, CountedConnection};
use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The time limit for a request head. Connections that are idle for this time are closed.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// The largest request head, in bytes.
const LARGEST_HEAD: usize = 32 * 1024;
/// The time after which a client that doesn't read its response is disconnected.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// The most connections at a time. Further ones wait to be accepted.
const MOST_CONNECTIONS: u64 = 16_384;
/// File handles for everything else: the store, and files that are read occasionally.
const OTHER_FILES: u64 = 64;
/// The time that running requests have to finish after a stop was requested.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `stop` completes, then lets running requests finish. Connections beyond their network's limit are closed at once.
pub async fn serve(listener: TcpListener, router: Router, connections: Connections, stop: impl Future<Output = ()>) {
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
                Ok(((stream, peer), place)) => {
                    if let Some(counted) = connections.count(peer.ip()) {
                        connect(stream, Peer(peer.ip()), router.clone(), &graceful, (place, counted));
                    }
                }
                // Most likely there are no file handles left, and some will be closed soon.
                Err(cause) => {
                    tracing::warn!(%cause, "a connection couldn't be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(STOP_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still running when the server stopped");
    }
}

/// The number of connections for which the system provides file handles, minus those for everything else.
fn most_connections() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(MOST_CONNECTIONS + OTHER_FILES).min(MOST_CONNECTIONS + OTHER_FILES);
    // Many systems start with a low soft limit, which a process can raise.
    let _ = setrlimit(Resource::Nofile, rustix::process::Rlimit { current: Some(most), ..limit });
    let given = getrlimit(Resource::Nofile).current.unwrap_or(most);
    usize::try_from(given.saturating_sub(OTHER_FILES).max(1)).unwrap_or(1)
}

fn connect(
    stream: TcpStream,
    peer: Peer,
    router: Router,
    graceful: &GracefulShutdown,
    held: (OwnedSemaphorePermit, CountedConnection),
) {
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
        // Disconnects, invalid requests and timeouts are normal, and hyper has already responded to those that it can.
        let _ = connection.await;
        drop(held);
    });
}
