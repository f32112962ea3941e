//! The accept loop, with limits on slow and oversized request heads and a graceful stop (O5).

use crate::shutdown::{Shutdown, Stage};
use crate::web::address::Peer;
use crate::web::connections::{Activity, Connections, CountedConnection, HEAD_WITHIN, WatchedBody, WatchedStream};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The time for which a connection can be idle at least. Most proxies keep theirs for 60 s, and answer 502 if the server was first.
const IDLE_FOR: Duration = Duration::from_secs(75);
/// The largest request head, in bytes.
const LARGEST_HEAD: usize = 32 * 1024;
/// The time after which a client that doesn't read its response is disconnected.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// What the system takes of a response before its client has room for it, in bytes. Otherwise it is up to 4 MiB, and many clients that don't
/// read would use up the system's memory for connections.
const MOST_UNSENT: u32 = 16 * 1024;
/// The most connections at a time. A further one closes the one that has been idle longest, or waits.
const MOST_CONNECTIONS: u64 = 16_384;
/// The time after which a connection that waits for a place looks again whether another one has become idle.
const ROOM_AFTER: Duration = Duration::from_millis(100);
/// File handles for everything else: the store, and files that are read occasionally.
const OTHER_FILES: u64 = 64;

/// Serves until nothing new may begin, then lets requests under way finish. Connections beyond their network's limit are closed.
pub async fn serve(listener: TcpListener, router: Router, connections: Connections, shutdown: Shutdown) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(shutdown.reached(Stage::Finishing));
    let places = Arc::new(Semaphore::new(most_connections()));
    loop {
        let accept = async {
            // Its place comes after it, so that no idle connection is closed before another one needs its place.
            let accepted = listener.accept().await?;
            place(&places, &connections).await.map(|place| (accepted, place))
        };
        tokio::select! {
            accepted = accept => match accepted {
                Ok(((stream, peer), place)) => {
                    if let Some(counted) = connections.count(peer.ip()) {
                        let served = (router.clone(), shutdown.clone());
                        connect(stream, Peer(peer.ip()), served, &graceful, (place, counted));
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
    graceful.shutdown().await;
}

/// A place for another connection. If all are taken, the connection that has been idle longest is closed.
async fn place(places: &Arc<Semaphore>, connections: &Connections) -> std::io::Result<OwnedSemaphorePermit> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Ok(place);
    }
    loop {
        connections.make_room();
        let free = Arc::clone(places).acquire_owned();
        if let Ok(place) = tokio::time::timeout(ROOM_AFTER, free).await {
            return place.map_err(std::io::Error::other);
        }
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
    (router, shutdown): (Router, Shutdown),
    graceful: &GracefulShutdown,
    (place, counted): (OwnedSemaphorePermit, CountedConnection),
) {
    let _ = stream.set_nodelay(true);
    let socket = socket2::SockRef::from(&stream);
    let _ = socket.set_tcp_user_timeout(Some(READ_WITHIN));
    let _ = socket.set_tcp_notsent_lowat(MOST_UNSENT);
    let activity = Arc::clone(counted.activity());
    let stream = WatchedStream::new(stream, Arc::clone(&activity));
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let body = |body| axum::body::Body::new(WatchedBody::new(body, Arc::clone(&activity)));
        let mut request: Request = request.map(body);
        request.extensions_mut().insert(peer);
        answer(router.clone(), request, shutdown.clone(), Arc::clone(&activity))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // It counts from the last response. The stream itself limits the time from a head's first byte, if that arrives after the response.
        .header_read_timeout(IDLE_FOR + HEAD_WITHIN)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        tokio::select! {
            // Disconnects, invalid requests and timeouts are normal, and hyper has already responded to those that it can.
            _ = connection => {}
            // Its network needs its place, and it is idle.
            () = counted.activity().closed() => {}
        }
        drop((place, counted));
    });
}

async fn answer(
    router: Router,
    request: Request,
    shutdown: Shutdown,
    activity: Arc<Activity>,
) -> Result<Response, Infallible> {
    let mut answer = tower::ServiceExt::oneshot(router, request).await;
    activity.end_work();
    if let Ok(response) = &mut answer
        && shutdown.stage() > Stage::Serving
    {
        // A proxy then sends its next request over another connection, to another server if there is one.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}
